package cmp

// automaton is an Aho-Corasick automaton over bytes in lower case. Bytes that no mark
// holds share one class, so that a row of the table is short.
type automaton struct {
	class  [256]uint8
	width  int
	next   []uint16 // state*width + class
	outs   [][]int  // marks that end in a state, by state
	ends   []bool
	filter [256]bool // bytes at which the root does not stay: the scan skips all others
}

func newAutomaton(marks []mark) *automaton {
	a := &automaton{width: 1}
	for i := range marks {
		if marks[i].kind <= kindText {
			a.addClasses(marks[i].text)
		}
	}
	for c := byte('A'); c <= 'Z'; c++ {
		a.class[c] = a.class[c+'a'-'A']
	}
	a.grow()
	for i := range marks {
		if marks[i].kind <= kindText {
			a.insert(marks[i].text, i)
		}
	}
	a.link()
	for b := range 256 {
		a.filter[b] = a.next[int(a.class[b])] != 0
	}
	return a
}

func (a *automaton) addClasses(text string) {
	for i := range len(text) {
		if a.class[text[i]] == 0 {
			a.class[text[i]] = uint8(a.width)
			a.width++
		}
	}
}

func (a *automaton) grow() int {
	a.next = append(a.next, make([]uint16, a.width)...)
	a.outs = append(a.outs, nil)
	a.ends = append(a.ends, false)
	return len(a.outs) - 1
}

func (a *automaton) insert(text string, markIndex int) {
	state := 0
	for i := range len(text) {
		cell := state*a.width + int(a.class[text[i]])
		if a.next[cell] == 0 {
			a.next[cell] = uint16(a.grow())
		}
		state = int(a.next[cell])
	}
	a.outs[state] = append(a.outs[state], markIndex)
	a.ends[state] = true
}

// link turns the trie into an automaton, breadth first: a missing edge goes where the
// longest proper suffix goes.
func (a *automaton) link() {
	fail := make([]uint16, len(a.outs))
	var queue []uint16
	for c := range a.width {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		state := int(queue[0])
		queue = queue[1:]
		for c := range a.width {
			cell, back := state*a.width+c, a.next[int(fail[state])*a.width+c]
			if s := a.next[cell]; s != 0 {
				fail[s] = back
				queue = append(queue, s)
				a.outs[s] = append(a.outs[s], a.outs[back]...)
				a.ends[s] = a.ends[s] || a.ends[back]
			} else {
				a.next[cell] = back
			}
		}
	}
}

// scan calls found for every mark in text with the position behind its last byte. It
// reads over backslashes, since JSON writes an address with "\\/".
func (a *automaton) scan(text string, found func(markIndex, end int)) {
	state := 0
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' || state == 0 && !a.filter[text[i]] {
			continue
		}
		state = int(a.next[state*a.width+int(a.class[text[i]])])
		if a.ends[state] {
			for _, m := range a.outs[state] {
				found(m, i+1)
			}
		}
	}
}
