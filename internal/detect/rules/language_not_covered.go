package rules

import (
	"cmp"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lang"
)

func languageNotCovered() Rule {
	return Rule{
		ID: "language-not-covered", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic},
		Severity: everywhere(consent.SeverityInfo),
		English: Wording{
			Title:       "The language of this source is not covered",
			Explanation: "The engine does not know this language well enough to rely on something not being said. Rules that rest on an absence were left out.",
			Remedy:      "Read the notice by hand, or analyse a version of the page in a covered language.",
		},
		German: Wording{
			Title:       "Die Sprache dieser Quelle ist nicht abgedeckt",
			Explanation: "Die Sprache ist nicht gut genug bekannt, um sich darauf zu verlassen, dass etwas nicht gesagt wird. Regeln, die auf einem Fehlen beruhen, wurden ausgelassen.",
			Remedy:      "Den Hinweis von Hand lesen oder eine Fassung der Seite in einer abgedeckten Sprache analysieren.",
		},
		Decide: func(s *Subject) []Hit {
			code := cmp.Or(s.Language.Code, s.Markup.Declared)
			if s.Language.Covered || code == "" || s.Language.Code == "" && lang.Covered(code) {
				return nil
			}
			return []Hit{{Confidence: 0.8, Evidence: []string{"Language: " + code + "."}}}
		},
	}
}
