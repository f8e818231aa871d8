package cmp

import (
	"strings"

	"microconsent/internal/detect/match"
)

// textMarks compiles the marks that are looked for inside addresses and scripts, each with
// its index. JSON writes an address with "\/", so that a mark with a slash is looked for
// in both forms.
func textMarks(marks []mark) *match.Set {
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
	return match.Build(phrases)
}
