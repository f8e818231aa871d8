package rules

import (
	"strings"

	"microconsent/internal/consent"
)

func bannerMissing() Rule {
	return Rule{
		ID: "banner-missing", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic},
		Severity:   everywhere(consent.SeverityInfo),
		References: []Reference{refEPD},
		English: Wording{
			Title:       "No consent notice in the markup, though something calls for one",
			Explanation: "The markup names a consent manager or a known tracking service but holds no notice. A script may draw it: only a visit with a browser can tell.",
			Remedy:      "Analyse the page with a browser. If no notice appears, ask for consent before such services load.",
		},
		German: Wording{
			Title:       "Kein Hinweis im Quelltext, obwohl etwas danach verlangt",
			Explanation: "Der Quelltext nennt eine Einwilligungsplattform oder einen bekannten Trackingdienst, enthält aber keinen Hinweis. Ein Skript kann ihn zeichnen: das zeigt nur ein Besuch mit dem Browser.",
			Remedy:      "Die Seite mit dem Browser analysieren. Erscheint kein Hinweis, vor dem Laden solcher Dienste um Einwilligung bitten.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.page() || s.asks() || !s.calls() || s.Markup.Wall != "" {
				return nil
			}
			return []Hit{{Confidence: 0.7, Evidence: []string{"Found: " + strings.Join(s.called(), ", ") + "."}}}
		},
	}
}

// called names what usually needs consent.
func (s *Subject) called() []string {
	var out []string
	for _, c := range s.CMPs {
		out = append(out, c.Name)
	}
	for _, t := range s.Markup.Trackers {
		out = append(out, t.Vendor+" ("+t.Evidence+")")
	}
	return out
}
