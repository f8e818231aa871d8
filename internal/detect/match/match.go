// Package match finds any of many phrases in a text in one pass, without copying or
// folding the text (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994).
// Letters match in either case. Most bytes of a text are never looked at.
package match

import (
	"strings"
	"unicode/utf8"
)

// Phrase is what to look for. Bits are free for the caller's use.
type Phrase struct {
	Text string
	Bits uint32
}

// Set is a compiled set of phrases. It is never changed after Build and safe for use by
// many goroutines.
type Set struct {
	shortest int
	shift    [1 << hashBits]uint8 // how far no phrase can begin, by the block at the window's end
	first    [1<<hashBits + 1]uint16
	listed   []uint16 // phrases whose window ends in a block: listed[first[h]:first[h+1]]
	phrases  []Phrase
}

const (
	block    = 3 // bytes hashed together
	hashBits = 14
)

// MinLength is the length of the shortest phrase that can be looked for, in bytes.
const MinLength = 4

// Build compiles phrases. It panics on phrases shorter than MinLength, since phrases are
// constants of the program.
func Build(phrases []Phrase) *Set {
	s := &Set{shortest: 255}
	seen := map[Phrase]bool{}
	for _, p := range phrases {
		for _, spelling := range spellings(p.Text) {
			if len(spelling) < MinLength {
				panic("match: phrase too short: " + p.Text)
			}
			if seen[Phrase{spelling, p.Bits}] {
				continue
			}
			seen[Phrase{spelling, p.Bits}] = true
			s.shortest = min(s.shortest, len(spelling))
			s.phrases = append(s.phrases, Phrase{spelling, p.Bits})
		}
	}
	s.index()
	return s
}

// index fills the tables from the first bytes of every phrase.
func (s *Set) index() {
	farthest := uint8(s.shortest - block + 1)
	for h := range s.shift {
		s.shift[h] = farthest
	}
	var counts [1 << hashBits]uint16
	for _, p := range s.phrases {
		for end := block; end <= s.shortest; end++ {
			h := hash(p.Text[end-3], p.Text[end-2], p.Text[end-1])
			s.shift[h] = min(s.shift[h], uint8(s.shortest-end))
		}
		counts[s.last(p)]++
	}
	for h, n := range counts {
		s.first[h+1] = s.first[h] + n
	}
	s.listed = make([]uint16, len(s.phrases))
	for i, p := range s.phrases {
		h := s.last(p)
		counts[h]--
		s.listed[s.first[h]+counts[h]] = uint16(i)
	}
}

// last hashes the block at the end of a phrase's window.
func (s *Set) last(p Phrase) uint32 {
	return hash(p.Text[s.shortest-3], p.Text[s.shortest-2], p.Text[s.shortest-1])
}

// hash folds ASCII case by dropping the bit that tells it apart; the comparison that
// follows is exact.
func hash(a, b, c byte) uint32 {
	return (uint32(a|0x20) ^ uint32(b|0x20)<<4 ^ uint32(c|0x20)<<8) & (1<<hashBits - 1)
}

// Bits returns the bits of all phrases in the text. It stops early when it has met want.
func (s *Set) Bits(text string, want uint32) uint32 {
	var found uint32
	for end := s.next(text, s.shortest); end <= len(text); end = s.next(text, end+1) {
		for _, i := range s.endingAt(text, end) {
			if p := &s.phrases[i]; p.Bits&^found != 0 && hasPrefix(text[end-s.shortest:], p.Text) {
				found |= p.Bits
			}
		}
		if found&want == want {
			break
		}
	}
	return found
}

// Each reports every occurrence of every phrase with the phrase's bits, in the order of
// their beginnings.
func (s *Set) Each(text string, found func(bits uint32, start, end int)) {
	for end := s.next(text, s.shortest); end <= len(text); end = s.next(text, end+1) {
		start := end - s.shortest
		for _, i := range s.endingAt(text, end) {
			if p := &s.phrases[i]; hasPrefix(text[start:], p.Text) {
				found(p.Bits, start, start+len(p.Text))
			}
		}
	}
}

// next returns the first window end at or after end where a phrase may begin, beyond the
// text when there is none.
func (s *Set) next(text string, end int) int {
	for end <= len(text) {
		step := s.shift[hash(text[end-3], text[end-2], text[end-1])]
		if step == 0 {
			return end
		}
		end += int(step)
	}
	return end
}

// endingAt lists the phrases whose window may end at a place.
func (s *Set) endingAt(text string, end int) []uint16 {
	h := hash(text[end-3], text[end-2], text[end-1])
	return s.listed[s.first[h]:s.first[h+1]]
}

// hasPrefix compares with a phrase in lower case.
func hasPrefix(text, phrase string) bool {
	if len(text) < len(phrase) {
		return false
	}
	for i := range len(phrase) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != phrase[i] {
			return false
		}
	}
	return true
}

// spellings are the forms that a search in raw bytes has to know: ASCII case is folded on
// the way, other letters are not.
func spellings(s string) []string {
	lower := strings.ToLower(s)
	if isASCII(lower) {
		return []string{lower}
	}
	_, size := utf8.DecodeRuneInString(lower)
	out := []string{lower}
	for _, form := range []string{lowerASCII(strings.ToUpper(lower[:size])) + lower[size:], lowerASCII(strings.ToUpper(lower))} {
		if form != lower && form != out[len(out)-1] {
			out = append(out, form)
		}
	}
	return out
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
