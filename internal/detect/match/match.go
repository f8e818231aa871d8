// Package match finds any of many short phrases in a text in one pass (Aho and Corasick,
// 1975), without copying or folding the text. Letters match in either case.
package match

import (
	"strings"
	"unicode/utf8"
)

// Set is a compiled set of phrases, each with the bits it stands for. It is never changed
// after Build and safe for use by many goroutines.
type Set struct {
	class [256]uint8 // what bytes mean to the automaton; 0 is every byte of no phrase
	width int
	next  []uint32 // at state+class: the next state, already multiplied by width, and hit
	bits  []uint32 // of the phrases that end in a state, at state/width
}

// hit marks states in which a phrase ends, so that the loop looks only there.
const hit = 1 << 31

// Phrase is what to look for. Bits are free for the caller's use.
type Phrase struct {
	Text string
	Bits uint32
}

// maxStates keeps states in 16 bits.
const maxStates = 1<<16 - 1

// Build compiles phrases. It panics when they have too many letters together, since
// phrases are constants of the program.
func Build(phrases []Phrase) *Set {
	b := builder{edges: []map[byte]uint16{{}}, bits: []uint32{0}}
	for _, p := range phrases {
		for _, spelling := range spellings(p.Text) {
			b.add(spelling, p.Bits)
		}
	}
	return b.compile()
}

// spellings are the forms that one pass over the raw bytes has to know: ASCII case is
// folded on the way, other letters are not.
func spellings(s string) []string {
	lower := strings.ToLower(s)
	out := []string{lower}
	if isASCII(lower) {
		return out
	}
	_, size := utf8.DecodeRuneInString(lower)
	for _, form := range []string{lowerASCII(strings.ToUpper(lower[:size])) + lower[size:], lowerASCII(strings.ToUpper(lower))} {
		if form != out[len(out)-1] && form != lower {
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

type builder struct {
	edges []map[byte]uint16
	bits  []uint32
}

func (b *builder) add(s string, bits uint32) {
	state := uint16(0)
	for i := range len(s) {
		next, ok := b.edges[state][s[i]]
		if !ok {
			if len(b.edges) >= maxStates {
				panic("match: too many phrases")
			}
			next = uint16(len(b.edges))
			b.edges = append(b.edges, map[byte]uint16{})
			b.bits = append(b.bits, 0)
			b.edges[state][s[i]] = next
		}
		state = next
	}
	b.bits[state] |= bits
}

func (b *builder) compile() *Set {
	s := &Set{bits: b.bits, width: 1}
	for _, edges := range b.edges {
		for c := range edges {
			if s.class[c] == 0 {
				s.class[c] = uint8(s.width)
				s.width++
			}
		}
	}
	for c := byte('A'); c <= 'Z'; c++ {
		s.class[c] = s.class[c+'a'-'A']
	}
	s.next = make([]uint32, len(b.edges)*s.width)
	s.link(b)
	s.seal()
	return s
}

// seal multiplies the states once for all and marks those with a hit.
func (s *Set) seal() {
	for i, state := range s.next {
		s.next[i] = state * uint32(s.width)
		if s.bits[state] != 0 {
			s.next[i] |= hit
		}
	}
}

// link turns the tree into an automaton, nearest states first.
func (s *Set) link(b *builder) {
	fail := make([]uint16, len(b.edges))
	queue := []uint16{0}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		row := s.next[int(state)*s.width:][:s.width]
		if state != 0 {
			copy(row, s.next[int(fail[state])*s.width:][:s.width])
			s.bits[state] |= s.bits[fail[state]]
		}
		for c, to := range b.edges[state] {
			if state != 0 {
				fail[to] = uint16(row[s.class[c]])
			}
			row[s.class[c]] = uint32(to)
			queue = append(queue, to)
		}
	}
}

// Bits returns the bits of all phrases in the text. It stops early when it has met want.
func (s *Set) Bits(text string, want uint32) uint32 {
	var found, state uint32
	for i := range len(text) {
		state = s.next[state+uint32(s.class[text[i]])]
		if state&hit == 0 {
			continue
		}
		state &^= hit
		found |= s.bits[state/uint32(s.width)]
		if found&want == want {
			break
		}
	}
	return found
}
