package surfaces

import (
	_ "embed"
	"strings"
	"sync"

	"microconsent/internal/detect/match"
)

//go:embed implied.txt
var impliedFile string

// What a sentence that takes behaviour as consent is made of.
const (
	goesOn  uint32 = 1 << iota // continued use, a visit, scrolling
	agrees                     // agreement that is said to follow
	assumes                    // the site assumes it
)

// impliedStems are the words of implied.txt by what they say.
var impliedStems = sync.OnceValue(func() *match.Set {
	bits := map[string]uint32{"goes on": goesOn, "agrees": agrees, "assumes": assumes}
	var current uint32
	var phrases []match.Phrase
	for line := range strings.Lines(impliedFile) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			current = bits[strings.Trim(line, "[]")]
			continue
		}
		for stem := range strings.SplitSeq(line, ",") {
			if stem = strings.TrimSpace(stem); stem != "" && !strings.HasPrefix(stem, "#") {
				phrases = append(phrases, match.Phrase{Text: stem, Bits: current})
			}
		}
	}
	return match.Build(phrases)
})

// Implied says whether a notice takes going on, visiting or scrolling as consent (against
// GDPR recital 32 and EDPB guidelines 05/2020, paragraph 86): a sentence says that the
// visitor goes on and that this agrees, or the site assumes agreement. Agreement in the
// sentence after counts as well: "By using this site. You accept …".
func Implied(text string) bool {
	before := uint32(0)
	for len(text) > 0 {
		var sentence string
		sentence, text = cutSentence(text)
		bits := impliedStems().Bits(sentence, goesOn|agrees|assumes)
		if bits&assumes != 0 || bits&(goesOn|agrees) == goesOn|agrees {
			return true
		}
		if before&goesOn != 0 && bits&agrees != 0 && len(sentence) < 200 {
			return true
		}
		before = bits
	}
	return false
}

// cutSentence splits at the first full stop, exclamation or question mark that a space or
// an ideographic full stop shows to be one.
func cutSentence(s string) (sentence, rest string) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.', '!', '?':
			if i+1 < len(s) && (s[i+1] == ' ' || s[i+1] >= 'A' && s[i+1] <= 'Z') {
				return s[:i+1], s[i+1:]
			}
		case 0xE3:
			if strings.HasPrefix(s[i:], "。") {
				return s[:i+3], s[i+3:]
			}
		}
	}
	return s, ""
}
