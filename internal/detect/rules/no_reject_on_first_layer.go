package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

func noRejectOnFirstLayer() Rule {
	return Rule{
		ID: "no-reject-on-first-layer", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{taskforce("A"), refGDPR4, refGDPR7_4, refCNIL, refPECR},
		English: Wording{
			Title:        "The first layer offers consent but no refusal",
			Explanation:  "The notice has a control that agrees to everything, and none on the same layer that refuses. People who do not want to agree must look for another way.",
			Remedy:       "Put a control that refuses everything beside the one that accepts, on the first layer, with the same weight.",
			Disagreement: "The vast majority of authorities in the taskforce see an infringement; a few do not find that the law asks for a refusal on the first layer in every case.",
		},
		German: Wording{
			Title:        "Die erste Ebene bietet Zustimmung, aber keine Ablehnung",
			Explanation:  "Der Hinweis hat eine Schaltfläche, die allem zustimmt, und auf derselben Ebene keine, die ablehnt. Wer nicht zustimmen will, muss einen anderen Weg suchen.",
			Remedy:       "Eine Schaltfläche, die alles ablehnt, auf der ersten Ebene neben der Zustimmung anbieten, mit gleichem Gewicht.",
			Disagreement: "Die große Mehrheit der Behörden der Taskforce sieht einen Verstoß; einige wenige verlangen die Ablehnung auf der ersten Ebene nicht in jedem Fall.",
		},
		Decide: func(s *Subject) []Hit {
			accepts := s.offers()
			if !s.Banner.Present || s.Banner.FirstLayerReject || len(accepts) == 0 {
				return nil
			}
			hit := Hit{Clauses: ids(accepts), Confidence: surest(accepts), Evidence: []string{"Agrees: " + quoted(accepts) + "."}}
			hidden, why := s.hiddenRefusals()
			hit.Clauses, hit.Evidence = append(hit.Clauses, ids(hidden)...), append(hit.Evidence, why...)
			if deeper := s.deeperRefusals(); len(deeper) > 0 {
				hit.Evidence = append(hit.Evidence, "Refusal on a further layer: "+quoted(deeper)+".")
			}
			return []Hit{hit}
		},
	}
}

// offers are the agreements on the first layer. Where the whole notice has no refusal, the
// layer of an agreement does not matter.
func (s *Subject) offers() []consent.Clause {
	accepts := s.of(consent.SurfaceBanner, consent.ClauseAcceptAll)
	if first := s.first(accepts); len(first) > 0 || len(s.of(consent.SurfaceBanner, consent.ClauseRejectAll)) > 0 {
		return first
	}
	return accepts
}

// hiddenRefusals are refusals on the first layer that nobody sees or can use, and why.
func (s *Subject) hiddenRefusals() ([]consent.Clause, []string) {
	var out []consent.Clause
	var why []string
	for _, c := range s.of(consent.SurfaceBanner, consent.ClauseRejectAll) {
		if reason := s.Markup.Hidden[c.ID]; reason != "" && !s.Markup.Deeper[c.ID] {
			out = append(out, c)
			why = append(why, fmt.Sprintf("A refusal is in the markup but not offered to people: %s (%s).", quote(c.Text), reason))
		}
	}
	return out, why
}

// deeperRefusals are those that only a further step shows.
func (s *Subject) deeperRefusals() []consent.Clause {
	var out []consent.Clause
	for _, c := range s.of(consent.SurfaceBanner, consent.ClauseRejectAll) {
		if s.Markup.Deeper[c.ID] {
			out = append(out, c)
		}
	}
	return out
}
