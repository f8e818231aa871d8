package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

// How much more an agreement must stand out before it is said to steer. Contrasts are of a
// button's ground to what is around it; 3 is what WCAG 2.2 asks of things that must be seen
// (1.4.11), and 1.3 is hardly seen at all.
const (
	standsOut  = 3.0
	hardlySeen = 1.3
	muchLarger = 1.5 // text size or height, accept to refuse
)

func deceptiveButtonColour() Rule {
	return Rule{
		ID: "deceptive-button-colour", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStyle}, Observable: bothStyled,
		Severity: Severities{consent.JurisdictionEU: consent.SeverityMedium, consent.JurisdictionUK: consent.SeverityMedium,
			consent.JurisdictionUSCA: consent.SeverityMedium},
		References: []Reference{taskforce("D"), patterns("4.3.2"), refCCPAEven},
		English: Wording{
			Title:        "Colour or size pushes towards agreement",
			Explanation:  "The button that agrees stands out from the notice; the refusal has no ground or border of its own, or is much smaller. As the page itself declares it; linked style sheets and layout need a visit with a browser.",
			Remedy:       "Give both buttons the same size and equally visible colours.",
			Disagreement: "The taskforce sets no colour standard and judges each banner by itself; the CNIL and the ICO ask for equal prominence.",
		},
		German: Wording{
			Title:        "Farbe oder Größe drängen zur Zustimmung",
			Explanation:  "Die zustimmende Schaltfläche hebt sich vom Hinweis ab; die Ablehnung hat keinen eigenen Grund oder Rand oder ist viel kleiner. So erklärt es die Seite selbst; verlinkte Stylesheets und Layout zeigt erst ein Besuch mit dem Browser.",
			Remedy:       "Beiden Schaltflächen gleiche Größe und gleich sichtbare Farben geben.",
			Disagreement: "Die Taskforce gibt keinen Farbstandard vor und beurteilt jeden Hinweis für sich; CNIL und ICO verlangen gleiche Hervorhebung.",
		},
		Decide: func(s *Subject) []Hit {
			accept, reject, ok := s.styledPair()
			if !ok {
				return nil
			}
			a, r := s.Style[accept.ID], s.Style[reject.ID]
			evidence := append(colourPush(a, r), sizePush(a, r)...)
			if len(evidence) == 0 {
				return nil
			}
			return []Hit{{Clauses: []string{accept.ID, reject.ID}, Confidence: 0.75, Evidence: evidence}}
		},
	}
}

func colourPush(a, r Style) []string {
	if a.Standing < standsOut || r.Standing == 0 || r.Standing > hardlySeen || r.Bordered {
		return nil
	}
	return []string{fmt.Sprintf("Contrast of the button to the notice: %.1f:1 for agreeing (#%06x on #%06x), %.1f:1 for refusing (#%06x on #%06x).",
		a.Standing, a.Background, a.Around, r.Standing, r.Background, r.Around)}
}

func sizePush(a, r Style) []string {
	var out []string
	if a.FontSize > 0 && r.FontSize > 0 && a.FontSize >= muchLarger*r.FontSize {
		out = append(out, fmt.Sprintf("Text size: %.0f px for agreeing, %.0f px for refusing.", a.FontSize, r.FontSize))
	}
	if a.Height > 0 && r.Height > 0 && a.Height >= muchLarger*r.Height {
		out = append(out, fmt.Sprintf("Height: about %.0f px for agreeing, %.0f px for refusing.", a.Height, r.Height))
	}
	return out
}

// styledPair is the first agreement and refusal of the first layer of which the style is
// known.
func (s *Subject) styledPair() (accept, reject consent.Clause, ok bool) {
	accepts, rejects := s.pair()
	for _, a := range accepts {
		for _, r := range rejects {
			if _, known := s.Style[a.ID]; !known {
				continue
			}
			if _, known := s.Style[r.ID]; known {
				return a, r, true
			}
		}
	}
	return consent.Clause{}, consent.Clause{}, false
}

// bothStyled says why looks cannot be compared.
func bothStyled(s *Subject) string {
	accepts, rejects := s.pair()
	if len(accepts) == 0 || len(rejects) == 0 {
		return "" // nothing to compare: decided, and nothing found
	}
	if _, _, ok := s.styledPair(); !ok {
		return "The page itself declares no style for both the agreement and the refusal."
	}
	return ""
}
