package rules

import "microconsent/internal/consent"

func impliedConsent() Rule {
	return Rule{
		ID: "implied-consent", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refGDPR4, refRec32, refConsent},
		English: Text{
			Title:       "Going on is treated as consent",
			Explanation: "The notice says that continuing to browse, scrolling or closing it means agreement. Consent needs a clear affirmative act; silence and inactivity are none.",
			Remedy:      "Remove the sentence, set nothing that needs consent until a person has chosen, and treat closing as refusal.",
		},
		German: Text{
			Title:       "Weitersurfen gilt als Zustimmung",
			Explanation: "Der Hinweis erklärt, dass Weitersurfen, Scrollen oder Schließen Zustimmung bedeutet. Eine Einwilligung braucht eine eindeutige bestätigende Handlung; Stillschweigen und Untätigkeit sind keine.",
			Remedy:      "Den Satz entfernen, bis zu einer Wahl nichts Einwilligungspflichtiges setzen und Schließen als Ablehnung behandeln.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.Banner.Present || !s.Banner.ImpliedConsent {
				return nil
			}
			texts := s.kind(consent.SurfaceBanner, consent.KindBanner)
			return once(0.9, ids(texts)...)
		},
	}
}
