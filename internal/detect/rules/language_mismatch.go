package rules

import (
	"fmt"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

func languageMismatch() Rule {
	return Rule{
		ID: "language-mismatch", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{patterns("4.5.4"), refGDPR12, refGDPR7_2},
		English: Wording{
			Title:       "The notice is in another language than the page",
			Explanation: "People who read the page may not understand what they are asked. Consent that is not understood is not informed.",
			Remedy:      "Show the notice, its further layers and the policy in the language of the page.",
		},
		German: Wording{
			Title:       "Der Hinweis ist in einer anderen Sprache als die Seite",
			Explanation: "Wer die Seite liest, versteht vielleicht nicht, wonach gefragt wird. Eine nicht verstandene Einwilligung ist nicht informiert.",
			Remedy:      "Hinweis, weitere Ebenen und Erklärung in der Sprache der Seite zeigen.",
		},
		Decide: func(s *Subject) []Hit {
			const enough = 60 // bytes of a notice that tell its language
			l := s.Language
			if !s.Banner.Present || len(s.Banner.Text) < enough || l.Code == "" || l.Consent == "" || l.Confidence < 0.9 || related(l.Code, l.Consent) {
				return nil
			}
			if s.Markup.Declared != "" && s.Markup.Declared != l.Code {
				return nil // the page itself is not sure
			}
			return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.8,
				Evidence: []string{fmt.Sprintf("Language of the page: %s, of the notice: %s (%s)", l.Code, l.Consent, quote(s.read.opening()))}}}
		},
	}
}

// opening is the first sentence of the notice.
func (r *reading) opening() string {
	if len(r.sentences) == 0 {
		return ""
	}
	return r.sentences[0]
}

// related tells languages that short texts do not tell apart, or that their readers share.
func related(a, b string) bool {
	if a == b {
		return true
	}
	for _, group := range []string{"no da sv", "hr sr bs sl me", "cs sk", "es gl ca pt", "id ms", "ru uk be", "bg mk", "de lb", "sr mk", "nl af"} {
		members := strings.Fields(group)
		if slices.Contains(members, a) && slices.Contains(members, b) {
			return true
		}
	}
	return false
}
