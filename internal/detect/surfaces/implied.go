package surfaces

import (
	_ "embed"
	"iter"
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
	clicks                     // a button is pressed, which is no mere behaviour
	refuses                    // going on or closing leaves the choice as it is
)

const anyImplied = goesOn | agrees | assumes | clicks | refuses

// impliedStems are the words of implied.txt by what they say.
var impliedStems = sync.OnceValue(func() *match.Set {
	bits := map[string]uint32{"goes on": goesOn, "agrees": agrees, "assumes": assumes, "clicks": clicks, "refuses": refuses}
	var phrases []match.Phrase
	for section, stem := range impliedWords() {
		if bits[section] != 0 {
			phrases = append(phrases, match.Phrase{Text: stem, Bits: bits[section]})
		}
	}
	return match.Build(phrases)
})

// impliedObjects takes out of a text what is agreed to, so that "agree to the use of
// cookies" does not read as "agree by using".
var impliedObjects = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for section, stem := range impliedWords() {
		if section == "objects" {
			pairs = append(pairs, stem, " ")
		}
	}
	return strings.NewReplacer(pairs...)
})

// impliedWords goes over implied.txt: a line "[section]", then stems separated by commas.
func impliedWords() iter.Seq2[string, string] {
	return func(yield func(section, stem string) bool) {
		section := ""
		for line := range strings.Lines(impliedFile) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "[") {
				section = strings.Trim(line, "[]")
				continue
			}
			if strings.HasPrefix(line, "#") {
				continue
			}
			for stem := range strings.SplitSeq(line, ",") {
				if stem = strings.TrimSpace(stem); stem != "" && !yield(section, stem) {
					return
				}
			}
		}
	}
}

// Implied says whether a notice takes going on, visiting or scrolling as consent (against
// GDPR recital 32 and EDPB guidelines 05/2020, paragraph 86): a sentence says that the
// visitor goes on and that this agrees, or the site assumes agreement. Agreement in the
// sentence after counts as well: "By using this site. You accept …".
func Implied(text string) bool {
	before := uint32(0)
	for len(text) > 0 {
		var sentence string
		sentence, text = cutSentence(text)
		bits := impliedBits(sentence)
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

// impliedBits reads a sentence. A question asks for agreement, and where going on refuses
// nothing is said of consent; where a button is pressed, agreement that follows from it is
// not assumed.
func impliedBits(sentence string) uint32 {
	bits := impliedStems().Bits(sentence, anyImplied)
	if bits&refuses != 0 || strings.HasSuffix(strings.TrimSpace(sentence), "?") {
		return 0
	}
	if bits&(goesOn|agrees) == goesOn|agrees && bits&assumes == 0 {
		bits = impliedStems().Bits(impliedObjects().Replace(strings.ToLower(sentence)), anyImplied)
	}
	if bits&clicks != 0 && bits&goesOn == 0 {
		bits &^= assumes
	}
	return bits
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
