package rules

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/surfaces"
)

func impliedConsent() Rule {
	return Rule{
		ID: "implied-consent", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refGDPR4, refRec32, refScroll, refPlanet, refPECR},
		English: Wording{
			Title:       "Going on is treated as consent",
			Explanation: "The notice says that continuing to browse, scrolling or closing it means agreement. Consent needs a clear affirmative act; silence and inactivity are none.",
			Remedy:      "Remove the sentence, set nothing that needs consent until a person has chosen, and treat closing as refusal.",
		},
		German: Wording{
			Title:       "Weitersurfen gilt als Zustimmung",
			Explanation: "Der Hinweis erklärt, dass Weitersurfen, Scrollen oder Schließen Zustimmung bedeutet. Eine Einwilligung braucht eine eindeutige bestätigende Handlung; Stillschweigen und Untätigkeit sind keine.",
			Remedy:      "Den Satz entfernen, bis zu einer Wahl nichts Einwilligungspflichtiges setzen und Schließen als Ablehnung behandeln.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.Banner.Present || !s.Banner.ImpliedConsent {
				return nil
			}
			hit := Hit{Clauses: s.noticeIDs(), Confidence: 0.9}
			if said := s.read.implied(); said != "" {
				hit.Evidence = []string{"It says: " + quote(said)}
			}
			return []Hit{hit}
		},
	}
}

// implied is the sentence, or the two, by which the notice takes going on as consent.
func (r *reading) implied() string {
	before := ""
	for _, s := range r.sentences {
		if surfaces.Implied(s) {
			return s
		}
		if before != "" && surfaces.Implied(before+" "+s) {
			return before + " " + s
		}
		before = s
	}
	return ""
}

// noticeIDs are the clauses of the texts of notices; the first is what visitors meet.
func (s *Subject) noticeIDs() []string {
	texts := ids(s.kind(consent.SurfaceBanner, consent.KindBanner))
	for _, c := range s.Clauses {
		if c.Kind == consent.KindBanner && c.Selector == s.Banner.Selector {
			return []string{c.ID}
		}
	}
	return texts[:min(1, len(texts))]
}
