package rules

import (
	"strings"

	"microconsent/internal/consent"
)

func noOptOutLink() Rule {
	return Rule{
		ID: "no-opt-out-link", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   Severities{consent.JurisdictionUSCA: consent.SeverityMedium},
		References: []Reference{refCCPALink, ccpa("7015"), ccpa("7026")},
		English: Wording{
			Title:        "No link to opt out of sale or sharing",
			Explanation:  "The page loads advertising services or asks for consent to them, and has no link such as \"Do Not Sell or Share My Personal Information\" or \"Your Privacy Choices\".",
			Remedy:       "Put one of the two links into the header or footer of every page, or show that the site neither sells nor shares personal information.",
			Disagreement: "A business that honours opt-out signals without friction may leave the link out (§ 7025(f), (g)), and small businesses are not covered.",
		},
		German: Wording{
			Title:        "Kein Link zum Widerspruch gegen Verkauf oder Weitergabe",
			Explanation:  "Die Seite lädt Werbedienste oder fragt nach Einwilligung dafür, hat aber keinen Link wie „Do Not Sell or Share My Personal Information“ oder „Your Privacy Choices“.",
			Remedy:       "Einen der beiden Links in Kopf oder Fuß jeder Seite setzen oder zeigen, dass die Website weder verkauft noch weitergibt.",
			Disagreement: "Wer Opt-out-Signale reibungslos beachtet, darf den Link weglassen (§ 7025(f), (g)); kleine Unternehmen sind nicht erfasst.",
		},
		Decide: func(s *Subject) []Hit {
			sells := s.sells()
			if !s.page() || len(sells) == 0 || len(s.optOuts()) > 0 {
				return nil
			}
			return []Hit{{Confidence: 0.6, Evidence: []string{"Found: " + strings.Join(sells, ", ") + ".", "No link opts out of sale or sharing."}}}
		},
	}
}

// sells lists what shares personal information for advertising across sites.
func (s *Subject) sells() []string {
	var out []string
	for _, t := range s.Markup.Trackers {
		if t.Category == consent.CategoryAdvertising || t.Category == consent.CategorySocialMedia {
			out = append(out, t.Vendor+" ("+t.Evidence+")")
		}
	}
	for _, c := range s.of(consent.SurfaceBanner, consent.ClausePurposeToggle) {
		if c.Category == consent.CategoryAdvertising {
			out = append(out, "a switch for advertising ("+quote(c.Text)+")")
			break
		}
	}
	return out
}

// optOuts are the links that opt out, wherever they stand.
func (s *Subject) optOuts() []consent.Clause {
	var out []consent.Clause
	for _, c := range s.Clauses {
		if c.Role == consent.ClauseDoNotSell {
			out = append(out, c)
		}
	}
	return out
}
