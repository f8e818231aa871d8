package roles

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

// Text reads the words of a control without its context.
func Text(text string) Guess {
	r := read(text)
	best, second := consent.ClauseOther, consent.ClauseOther
	high, next := 0.3, 0.0
	phrase := ""
	for _, section := range lexicon.Roles() {
		switch c := r.cover[section]; {
		case c > high:
			best, second, high, next = consent.ClauseRole(section), best, c, high
			phrase = r.phrase[section]
		case c > next:
			second, next = consent.ClauseRole(section), c
		}
	}
	g := Guess{Role: best, Confidence: 0.5 + 0.45*high, Second: second, SecondConfidence: 0.4 * next}
	if phrase != "" {
		g.Evidence = []string{phrase}
	}
	return g
}
