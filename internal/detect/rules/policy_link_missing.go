package rules

import "microconsent/internal/consent"

func policyLinkMissing() Rule {
	return Rule{
		ID: "policy-link-missing", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityLow),
		References: []Reference{refGDPR12, refGDPR13a, refConsent},
		English: Wording{
			Title:       "The notice does not link to a policy",
			Explanation: "Nothing in the notice leads to a privacy or cookie policy, and nothing in it opens the details. A notice in layers must lead to the whole information.",
			Remedy:      "Link to the privacy or cookie policy from the first layer, and let the link work before a choice is made.",
		},
		German: Wording{
			Title:       "Der Hinweis verlinkt keine Datenschutzerklärung",
			Explanation: "Nichts im Hinweis führt zur Datenschutz- oder Cookie-Erklärung oder öffnet die Einzelheiten. Ein Hinweis in Ebenen muss zur ganzen Information führen.",
			Remedy:      "Von der ersten Ebene auf die Datenschutz- oder Cookie-Erklärung verlinken; der Link muss vor der Wahl funktionieren.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.page() || !s.asksToAgree() || len(s.of(consent.SurfaceBanner, consent.ClausePolicyLink, consent.ClauseSettings)) > 0 {
				return nil
			}
			hit := Hit{Clauses: s.noticeIDs(), Confidence: 0.75, Evidence: []string{"The notice holds neither a link to a policy nor a way to the details."}}
			if elsewhere := s.of(consent.SurfacePage, consent.ClausePolicyLink); len(elsewhere) > 0 {
				hit.Confidence = 0.6
				hit.Evidence = append(hit.Evidence, "Elsewhere on the page: "+quoted(elsewhere[:1])+".")
			}
			return []Hit{hit}
		},
	}
}
