package rules

import "microconsent/internal/consent"

func noRejectOnFirstLayer() Rule {
	return Rule{
		ID: "no-reject-on-first-layer", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{taskforce("A"), refGDPR4, refGDPR7_4, refCNIL},
		English: Text{
			Title:       "The first layer offers consent but no refusal",
			Explanation: "The notice has a control that agrees to everything, and none on the same layer that refuses. People who do not want to agree must look for another way.",
			Remedy:      "Put a control that refuses everything beside the one that accepts, on the first layer, with the same weight.",
			Dispute:     "The vast majority of authorities in the taskforce see an infringement; a few do not find that the law asks for a refusal on the first layer in every case.",
		},
		German: Text{
			Title:       "Die erste Ebene bietet Zustimmung, aber keine Ablehnung",
			Explanation: "Der Hinweis hat eine Schaltfläche, die allem zustimmt, und auf derselben Ebene keine, die ablehnt. Wer nicht zustimmen will, muss einen anderen Weg suchen.",
			Remedy:      "Eine Schaltfläche, die alles ablehnt, auf der ersten Ebene neben der Zustimmung anbieten, mit gleichem Gewicht.",
			Dispute:     "Die große Mehrheit der Behörden der Taskforce sieht einen Verstoß; einige wenige verlangen die Ablehnung auf der ersten Ebene nicht in jedem Fall.",
		},
		Decide: func(s *Subject) []Hit {
			accepts := s.first(s.of(consent.SurfaceBanner, consent.ClauseAcceptAll))
			if !s.Banner.Present || s.Banner.FirstLayerReject || len(accepts) == 0 {
				return nil
			}
			return once(surest(accepts), ids(accepts)...)
		},
	}
}
