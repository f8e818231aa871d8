package cmp

import (
	"strings"

	"microconsent/internal/detect/match"
)

// textPhrases lists the marks that are looked for inside addresses and scripts, each with
// its index. JSON writes an address with "\/", so that a mark with a slash is looked for
// in both forms.
func textPhrases(marks []mark) []match.Phrase {
	var phrases []match.Phrase
	for i, m := range marks {
		if m.kind > kindText {
			continue
		}
		phrases = append(phrases, match.Phrase{Text: m.text, Bits: uint32(i)})
		if strings.Contains(m.text, "/") {
			phrases = append(phrases, match.Phrase{Text: strings.ReplaceAll(m.text, "/", `\/`), Bits: uint32(i)})
		}
	}
	return phrases
}

// Phrases are what Script looks for, for a caller that looks for more in the same pass.
func Phrases() []match.Phrase { return textPhrases(loadedTable().marks) }

// Met takes one of Phrases, by its bits, that stands in an inline script.
func (s *Signals) Met(bits uint32, script string, start, end int) {
	s.met(bits, script, start, end, kindText)
}
