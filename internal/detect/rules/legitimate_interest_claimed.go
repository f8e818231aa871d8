package rules

import "microconsent/internal/consent"

func legitimateInterestClaimed() Rule {
	return Rule{
		ID: "legitimate-interest-claimed", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{taskforce("H"), refGDPR6f, refEPD, refTCF},
		English: Wording{
			Title:       "Legitimate interest is claimed for what needs consent",
			Explanation: "The notice rests advertising, profiles or the data of partners on legitimate interest, or switches such purposes on by default. Storing and reading on a device needs consent first, and what follows cannot be lawful without it; TCF 2.2 allows no legitimate interest for purposes 3 to 6.",
			Remedy:      "Ask for consent for these purposes, and leave every switch off.",
		},
		German: Wording{
			Title:       "Berechtigtes Interesse für Einwilligungspflichtiges",
			Explanation: "Der Hinweis stützt Werbung, Profile oder die Daten von Partnern auf berechtigtes Interesse oder schaltet solche Zwecke von vornherein ein. Speichern und Auslesen auf dem Gerät braucht vorher eine Einwilligung, und was folgt, ist ohne sie nicht rechtmäßig; TCF 2.2 lässt für die Zwecke 3 bis 6 kein berechtigtes Interesse zu.",
			Remedy:      "Für diese Zwecke um Einwilligung bitten und jeden Schalter ausgeschaltet lassen.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.Banner.Present {
				return nil
			}
			var out []Hit
			if on := s.interestSwitches(); len(on) > 0 {
				out = append(out, Hit{Clauses: ids(on), Confidence: 0.9, Evidence: []string{"On by default: " + quoted(on) + "."}})
			}
			for _, c := range s.kind(consent.SurfaceBanner, consent.KindBanner) {
				if said := claim(c.Text); said != "" && len(out) == 0 {
					out = append(out, Hit{Clauses: []string{c.ID}, Confidence: 0.7, Evidence: []string{"It says: " + quote(said)}})
				}
			}
			return out
		},
	}
}

// interestSwitches are switches for legitimate interest that are on.
func (s *Subject) interestSwitches() []consent.Clause {
	var out []consent.Clause
	for _, c := range s.of(consent.SurfaceBanner, consent.ClausePurposeToggle) {
		if c.Checked != nil && *c.Checked && c.Category != consent.CategoryNecessary && speaks(c.Text, topicInterest) {
			out = append(out, c)
		}
	}
	return out
}

// claim is the sentence that rests advertising, profiles or partners on legitimate
// interest, "" for none. Interest in what is necessary alone is no such claim.
func claim(text string) string {
	for _, s := range sentences(text) {
		if speaks(s, topicInterest|topicTailored) {
			return s
		}
	}
	return ""
}
