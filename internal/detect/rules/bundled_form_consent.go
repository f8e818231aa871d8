package rules

import "microconsent/internal/consent"

func bundledFormConsent() Rule {
	return Rule{
		ID: "bundled-form-consent", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{refGDPR7_2, refGDPR7_4, refRec43, refPlanet},
		English: Wording{
			Title:       "One box agrees to terms and to advertising",
			Explanation: "A single checkbox accepts a contract's terms and consents to letters or advertising. Consent must be asked apart from other matters and for each purpose by itself.",
			Remedy:      "Use one box for the terms and another, empty and optional, for advertising.",
		},
		German: Wording{
			Title:       "Ein Kästchen für Bedingungen und Werbung",
			Explanation: "Ein einziges Kästchen nimmt Vertragsbedingungen an und willigt in Werbung oder Newsletter ein. Eine Einwilligung ist getrennt von anderem und für jeden Zweck einzeln einzuholen.",
			Remedy:      "Ein Kästchen für die Bedingungen verwenden und ein zweites, leeres und freiwilliges für Werbung.",
		},
		Decide: func(s *Subject) []Hit {
			var out []Hit
			for _, c := range s.of(consent.SurfaceFormConsent, consent.ClauseFormCheckbox) {
				if speaks(c.Text, topicTerms|topicLetters) {
					out = append(out, Hit{Clauses: []string{c.ID}, Confidence: 0.7, Evidence: []string{"One box says: " + quote(c.Text)}})
				}
			}
			return out
		},
	}
}
