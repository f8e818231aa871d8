package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

// Contrast of text to its ground. 4.5 is what WCAG 2.2 asks of text (1.4.3); below 3 even
// large text is not readable for many.
const (
	readable   = 4.5
	unreadable = 3.0
)

func deceptiveButtonContrast() Rule {
	return Rule{
		ID: "deceptive-button-contrast", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStyle}, Observable: contrastKnown,
		Severity: Severities{consent.JurisdictionEU: consent.SeverityMedium, consent.JurisdictionUK: consent.SeverityMedium,
			consent.JurisdictionUSCA: consent.SeverityMedium},
		References: []Reference{taskforce("E"), patterns("4.3.2"), {"WCAG-2.2-1.4.3", "W3C, Web Content Accessibility Guidelines 2.2, 5 October 2023, success criterion 1.4.3"}, refCCPAEven},
		English: Wording{
			Title:        "The words of the refusal hardly stand out from their ground",
			Explanation:  "The contrast of the refusal's text is so low that many people cannot read it, while the agreement can be read. As the page itself declares it.",
			Remedy:       "Give the text of every control a contrast of at least 4.5:1.",
			Disagreement: "The taskforce names a contrast that makes the text unreadable to virtually any user as manifestly misleading; above that it judges the single case.",
		},
		German: Wording{
			Title:        "Die Wörter der Ablehnung heben sich kaum vom Grund ab",
			Explanation:  "Der Kontrast des Textes der Ablehnung ist so gering, dass viele ihn nicht lesen können, während die Zustimmung lesbar ist. So erklärt es die Seite selbst.",
			Remedy:       "Dem Text jeder Schaltfläche einen Kontrast von mindestens 4,5:1 geben.",
			Disagreement: "Die Taskforce nennt einen Kontrast, der den Text für praktisch alle unlesbar macht, offenkundig irreführend; darüber urteilt sie im Einzelfall.",
		},
		Decide: func(s *Subject) []Hit {
			accept, reject, ok := s.styledPair()
			if !ok {
				return nil
			}
			a, r := s.Style[accept.ID].Contrast, s.Style[reject.ID].Contrast
			faint := r > 0 && (r < unreadable || r < readable && a >= readable && a >= 2*r)
			if !faint || a > 0 && a <= r {
				return nil
			}
			return []Hit{{Clauses: []string{accept.ID, reject.ID}, Confidence: 0.8, Evidence: []string{contrasts(s.Style[accept.ID], s.Style[reject.ID])}}}
		},
	}
}

func contrasts(a, r Style) string {
	out := fmt.Sprintf("Contrast of the refusal's text: %.1f:1 (#%06x on #%06x)", r.Contrast, r.Foreground, r.Background)
	if a.Contrast > 0 {
		out += fmt.Sprintf(", of the agreement's: %.1f:1 (#%06x on #%06x)", a.Contrast, a.Foreground, a.Background)
	}
	return out + "."
}

// contrastKnown says why the contrast cannot be told.
func contrastKnown(s *Subject) string {
	if why := bothStyled(s); why != "" {
		return why
	}
	if _, reject, ok := s.styledPair(); ok && s.Style[reject.ID].Contrast == 0 {
		return "The page itself does not declare both the colour of the refusal's text and its ground."
	}
	return ""
}
