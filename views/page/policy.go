package page

import (
	"microconsent/internal/consent"
	"microconsent/views/label"
)

// policySummary says where the policy is and how much of it was read.
func policySummary(p *consent.Policy) string {
	where := "The submitted text itself"
	if p.URL != "" {
		where = p.URL
	} else if p.Error != nil {
		where = "No address"
	}
	if !p.Read() {
		return where
	}
	return where + " · " + label.Count(p.Statements, "sentence", "sentences") + " · " + languageText(consent.Language{Code: p.Language})
}

// declaredPurpose is the category that a table names, with its words, else the purpose.
func declaredPurpose(c consent.DeclaredCookie) string {
	if c.Declared != "" {
		return label.Category(c.Category) + " (" + c.Declared + ")"
	}
	return c.Purpose
}

func saidOrNot(p consent.PolicyPractice) string {
	if p.Covered() {
		return "Yes"
	}
	return "No"
}
