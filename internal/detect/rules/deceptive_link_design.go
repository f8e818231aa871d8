package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

func deceptiveLinkDesign() Rule {
	return Rule{
		ID: "deceptive-link-design", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic},
		Severity: Severities{consent.JurisdictionEU: consent.SeverityMedium, consent.JurisdictionUK: consent.SeverityMedium,
			consent.JurisdictionUSCA: consent.SeverityLow},
		References: []Reference{taskforce("C"), patterns("4.3.2"), refGDPR7_4, refCCPAEven},
		English: Wording{
			Title:        "The refusal is a link in running text, the agreement a button",
			Explanation:  "A person who scans the notice sees a button that agrees; the refusal is a few linked words in a sentence.",
			Remedy:       "Make the refusal a button of the same form and size, beside the one that agrees.",
			Disagreement: "The taskforce names a link in a paragraph without visual support, or outside the notice, as an example of consent that is not valid; other links it leaves to the single case.",
		},
		German: Wording{
			Title:        "Die Ablehnung ist ein Link im Fließtext, die Zustimmung eine Schaltfläche",
			Explanation:  "Wer den Hinweis überfliegt, sieht eine Schaltfläche, die zustimmt; die Ablehnung sind ein paar verlinkte Wörter in einem Satz.",
			Remedy:       "Die Ablehnung als Schaltfläche gleicher Form und Größe neben die Zustimmung setzen.",
			Disagreement: "Die Taskforce nennt einen Link im Absatz ohne optische Hervorhebung oder außerhalb des Hinweises als Beispiel unwirksamer Einwilligung; andere Links überlässt sie dem Einzelfall.",
		},
		Decide: func(s *Subject) []Hit {
			accepts, rejects := s.pair()
			if len(accepts) == 0 || len(rejects) == 0 || s.linkLike(accepts[0]) {
				return nil
			}
			for _, c := range rejects {
				if !s.linkLike(c) {
					return nil
				}
			}
			return []Hit{{Clauses: ids(append(accepts[:1:1], rejects...)), Confidence: 0.8,
				Evidence: []string{fmt.Sprintf("Agrees by a button (%s), refuses by a link in the text (%s).", quote(accepts[0].Text), quoted(rejects))}}}
		},
	}
}

// pair are the agreements and refusals that stand on the first layer.
func (s *Subject) pair() (accepts, rejects []consent.Clause) {
	if !s.Banner.Present {
		return nil, nil
	}
	return s.first(s.of(consent.SurfaceBanner, consent.ClauseAcceptAll)), s.first(s.of(consent.SurfaceBanner, consent.ClauseRejectAll))
}

// linkLike says whether a control is running text to the eye: by its style where that is
// known, else by the markup.
func (s *Subject) linkLike(c consent.Clause) bool {
	if st, ok := s.Style[c.ID]; ok {
		return st.LooksLikeLink
	}
	return s.Markup.Links[c.ID]
}
