package rules

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/cookietable"
)

func undeclaredCookie() Rule {
	return Rule{
		ID: "undeclared-cookie", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{refGDPR13e, refGDPR5, refPlanet, refEPD},
		English: Wording{
			Title:       "Cookies are set that no declaration names",
			Explanation: "The browser kept cookies or storage that neither the page nor the policy names, so that nobody can have agreed to them.",
			Remedy:      "Add them to the declaration with purpose, provider and duration, or stop setting them.",
		},
		German: Wording{
			Title:       "Es werden Cookies gesetzt, die keine Erklärung nennt",
			Explanation: "Der Browser behielt Cookies oder Speicher, die weder die Seite noch die Datenschutzerklärung nennt; niemand kann ihnen zugestimmt haben.",
			Remedy:      "Sie mit Zweck, Anbieter und Dauer in die Erklärung aufnehmen oder nicht mehr setzen.",
		},
		Observable: func(s *Subject) string {
			if len(s.declared()) == 0 {
				return "Neither the page nor a policy that was read declares its cookies by name."
			}
			return ""
		},
		Decide: func(s *Subject) []Hit {
			missing := s.undeclared()
			if len(missing) == 0 {
				return nil
			}
			return []Hit{{Confidence: 0.8, Evidence: []string{"Set and not declared: " + list(missing) + "."}}}
		},
	}
}

// undeclared names what the visits stored and neither a declaration nor a sentence of the
// policy names, each once.
func (s *Subject) undeclared() []string {
	seen := map[string]bool{}
	var out []string
	for _, v := range s.Live.Visits {
		for _, stored := range v.Stored {
			if seen[stored.Name] || stored.Category == consent.CategoryNecessary || s.declares(stored.Name) {
				continue
			}
			seen[stored.Name] = true
			out = append(out, stored.Name)
		}
	}
	return out
}

func (s *Subject) declares(name string) bool {
	for _, d := range s.declared() {
		if cookietable.Matches(d.Name, name) {
			return true
		}
	}
	for _, c := range s.policyStatements() {
		if strings.Contains(c.Text, name) {
			return true
		}
	}
	return false
}
