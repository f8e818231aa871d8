package consent

import (
	"unicode"
	"unicode/utf8"
)

// splitLines cuts after each newline.
func splitLines(s string) []string {
	var out []string
	start := 0
	for i := range len(s) {
		if s[i] == '\n' {
			out, start = append(out, s[start:i+1]), i+1
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// splitWords cuts into runs of letters and digits, runs of white space and single other
// characters. Scripts that put no space between words are cut at each character.
func splitWords(s string) []string {
	var out []string
	start, last := 0, classSingle
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		class := classOf(r)
		if i > start && (class != last || class == classSingle) {
			out, start = append(out, s[start:i]), i
		}
		last, i = class, i+size
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

type runeClass int

const (
	classSingle runeClass = iota
	classWord
	classSpace
)

func classOf(r rune) runeClass {
	switch {
	case unicode.IsSpace(r):
		return classSpace
	case r < 0x0E00: // the first of those scripts is Thai
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao, unicode.Myanmar):
		return classSingle
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
		return classWord
	}
	return classSingle
}

// diffTokens compares two lists of tokens. Common heads and tails are set aside; the rest
// goes to the algorithm of Myers ("An O(ND) difference algorithm and its variations", 1986)
// as long as steps last. Beyond, the rest is replaced whole and coarse is true.
func diffTokens(a, b []string, steps *int) (out []Edit, coarse bool) {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out = each(out, EditEqual, a[:head])
	one, two := a[head:len(a)-tail], b[head:len(b)-tail]
	middle, ok := myers(one, two, steps)
	if !ok {
		middle = each(each(nil, EditDelete, one), EditInsert, two)
	}
	return each(append(out, middle...), EditEqual, a[len(a)-tail:]), !ok
}

func each(out []Edit, op EditOp, tokens []string) []Edit {
	for _, t := range tokens {
		out = append(out, Edit{op, t})
	}
	return out
}

// frontier is how far the paths with one number of edits reach: x by diagonal k = x - y,
// for k from -d to d.
type frontier []int32

func (f frontier) at(k int) int {
	if i := k + len(f)/2; i >= 0 && i < len(f) {
		return int(f[i])
	}
	return -1
}

// step is where the best path to diagonal k with one more edit comes from: down (an
// insertion) or right (a deletion).
func (f frontier) step(k, d int) (x int, down bool) {
	if k == -d || k != d && f.at(k-1) < f.at(k+1) {
		return f.at(k + 1), true
	}
	return f.at(k-1) + 1, false
}

// myers finds a shortest script. It gives up, with false, when steps run out.
func myers(a, b []string, steps *int) ([]Edit, bool) {
	if len(a) == 0 || len(b) == 0 {
		return each(each(nil, EditDelete, a), EditInsert, b), true
	}
	one, two := intern(a, b)
	trace := []frontier{{0}}
	for d := 0; ; d++ {
		reach := make(frontier, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				x, _ = trace[d-1].step(k, d)
			}
			from := x
			for y := x - k; x < len(one) && y >= 0 && y < len(two) && one[x] == two[y]; y++ {
				x++
			}
			reach[k+d] = int32(x)
			if *steps -= 1 + x - from; *steps < 0 {
				return nil, false
			}
			if x >= len(one) && x-k >= len(two) {
				return backtrack(a, b, append(trace[:d], reach), k), true
			}
		}
		trace = append(trace[:d], reach)
	}
}

// backtrack walks from the end along the frontiers and returns the script in order.
func backtrack(a, b []string, trace []frontier, k int) []Edit {
	var back []Edit
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		startX, down := 0, false
		if d > 0 {
			startX, down = trace[d-1].step(k, d)
		}
		for x > startX && y > startX-k {
			x, y = x-1, y-1
			back = append(back, Edit{EditEqual, a[x]})
		}
		switch {
		case d == 0:
		case down:
			y, k = y-1, k+1
			back = append(back, Edit{EditInsert, b[y]})
		default:
			x, k = x-1, k-1
			back = append(back, Edit{EditDelete, a[x]})
		}
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// intern gives equal tokens one number, so that the inner loop compares integers.
func intern(a, b []string) (one, two []int32) {
	numbers := make(map[string]int32, len(a))
	number := func(tokens []string) []int32 {
		out := make([]int32, len(tokens))
		for i, t := range tokens {
			n, ok := numbers[t]
			if !ok {
				n = int32(len(numbers))
				numbers[t] = n
			}
			out[i] = n
		}
		return out
	}
	return number(a), number(b)
}
