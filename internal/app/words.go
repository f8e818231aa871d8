package app

import (
	"microconsent/internal/detect/cmp"
	"microconsent/internal/detect/rules"
)

// RuleWords is what a person reads of a rule.
type RuleWords struct{ Title, Explanation, Remedy, Disagreement string }

// Words are a rule's words in a language, "en" or "de"; false for a rule that this version
// does not know and for any other language.
func Words(rule, lang string) (RuleWords, bool) {
	text, ok := rules.Text(rule, lang)
	return RuleWords(text), ok
}

// Citation is a reference in full: "Regulation (EU) 2016/679 (GDPR), article 7(3)" for
// "GDPR-7(3)". "" when no rule of this version names it.
func Citation(reference string) string { return rules.Cite(reference) }

// PlatformName is the name of a consent manager by its id: "OneTrust" for "onetrust". The id
// itself for one that this version does not know.
func PlatformName(id string) string {
	for _, v := range cmp.Vendors() {
		if v.ID == id {
			return v.Name
		}
	}
	return id
}
