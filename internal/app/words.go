package app

import "microconsent/internal/detect/rules"

// RuleWords is what a person reads of a rule.
type RuleWords struct{ Title, Explanation, Remedy, Disagreement string }

// Words are a rule's words in a language, "en" or "de"; false for a rule that this version
// does not know and for any other language.
func Words(rule, lang string) (RuleWords, bool) {
	r, ok := rules.ByID(rule)
	text := r.English
	if lang == "de" {
		text = r.German
	}
	return RuleWords{text.Title, text.Explanation, text.Remedy, text.Dispute}, ok && text.Title != "" && (lang == "en" || lang == "de")
}

// Citation is a reference in full: "Regulation (EU) 2016/679 (GDPR), article 7(3)" for
// "GDPR-7(3)". "" when no rule of this version names it.
func Citation(reference string) string {
	for _, r := range rules.All() {
		for _, each := range r.References {
			if each.ID == reference {
				return each.Citation
			}
		}
	}
	return ""
}
