// Package stems finds concepts in texts of many languages by word stems. A set holds stems,
// each with the number of the concept it stands for; scanning a text reports every stem in
// it. Rules and models above then work on concepts and need not know the language.
//
// A stem is written in lower case:
//
//	profil     starts a word ("profile", "Profils"); from five letters on, and in scripts
//	           without spaces at any length, it may stand inside a word ("Werbeprofil")
//	^retain    starts a word, however long it is
//	=ad        is a whole word
//	third_part is "third" and a word that starts with "part"
package stems

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// insideFrom is the number of letters from which a stem may stand inside a word.
const insideFrom = 5

// Set is a set of stems. It may be scanned by many goroutines once it is complete.
type Set struct {
	root  [256]int32
	nodes []node // index 0 stands for none
	outs  []out
}

type node struct {
	letter         byte
	sibling, child int32
	out            int32 // index of the first out that ends here, -1 for none
}

type out struct {
	concept    int
	start, end bool // must stand at the start, at the end of a word
	next       int32
}

// New returns an empty set.
func New() *Set { return &Set{nodes: make([]node, 1)} }

// Add adds stems of one concept, separated by spaces.
func (s *Set) Add(concept int, list string) {
	for _, stem := range strings.Fields(list) {
		s.add(concept, stem)
	}
}

func (s *Set) add(concept int, stem string) {
	o := out{concept: concept}
	stem, o.end = strings.CutPrefix(stem, "=")
	stem, o.start = strings.CutPrefix(stem, "^")
	stem = strings.ReplaceAll(stem, "_", " ")
	first, _ := utf8.DecodeRuneInString(stem)
	if o.end || utf8.RuneCountInString(stem) < insideFrom && !unspaced(first) {
		o.start = true
	}
	at := s.insert(stem)
	o.next = s.nodes[at].out
	s.nodes[at].out = int32(len(s.outs))
	s.outs = append(s.outs, o)
}

// unspaced says whether a script writes words without spaces, or joins particles to
// them, so that a word's border is not to be seen.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul, unicode.Hebrew, unicode.Arabic)
}

func (s *Set) insert(text string) int32 {
	at := int32(0)
	for i := range len(text) {
		next := s.step(at, text[i])
		if next == 0 {
			next = int32(len(s.nodes))
			s.nodes = append(s.nodes, node{letter: text[i], out: -1})
			if at == 0 {
				s.root[text[i]] = next
			} else {
				s.nodes[next].sibling, s.nodes[at].child = s.nodes[at].child, next
			}
		}
		at = next
	}
	return at
}

func (s *Set) step(at int32, letter byte) int32 {
	if at == 0 {
		return s.root[letter]
	}
	for c := s.nodes[at].child; c != 0; c = s.nodes[c].sibling {
		if s.nodes[c].letter == letter {
			return c
		}
	}
	return 0
}

// Fold appends text in the form that is scanned: lower case, everything but letters,
// digits and marks as one space, a space at both ends.
func Fold(buffer []byte, text string) []byte {
	buffer = append(buffer, ' ')
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		i += size
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			buffer = append(buffer, byte(r))
		case 'A' <= r && r <= 'Z':
			buffer = append(buffer, byte(r)+'a'-'A')
		case r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)):
			buffer = utf8.AppendRune(buffer, unicode.ToLower(r))
		case r == 0xAD || r == 0x200B || r == 0x200C: // soft hyphen, zero-width space and non-joiner
		case buffer[len(buffer)-1] != ' ':
			buffer = append(buffer, ' ')
		}
	}
	if buffer[len(buffer)-1] != ' ' {
		buffer = append(buffer, ' ')
	}
	return buffer
}

// Scan reports every stem in a folded text with its concept and the bytes it stands at.
func (s *Set) Scan(folded []byte, found func(concept, start, end int)) {
	for start := 1; start < len(folded); start++ {
		at := s.root[folded[start]]
		if at == 0 {
			continue
		}
		wordStart := folded[start-1] == ' '
		for end := start + 1; ; end++ {
			for o := s.nodes[at].out; o >= 0; o = s.outs[o].next {
				if p := &s.outs[o]; (wordStart || !p.start) && (!p.end || end < len(folded) && folded[end] == ' ') {
					found(p.concept, start, end)
				}
			}
			if end == len(folded) {
				break
			}
			if at = s.step(at, folded[end]); at == 0 {
				break
			}
		}
	}
}

// Word widens a hit to the whole words it stands in.
func Word(folded []byte, start, end int) string {
	for start > 0 && folded[start-1] != ' ' {
		start--
	}
	for end < len(folded) && folded[end] != ' ' {
		end++
	}
	return string(folded[start:end])
}
