package web

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"microconsent/internal/consent"
	"microconsent/views/page"
)

// mark is the place of a clause in the source, in bytes.
type mark struct {
	start, end int
	clause     string
}

// reach is how far behind the begin of its line a clause is looked for, in bytes. Pages
// without line breaks need much, pages with many a little.
const reach = 64 << 10

// findMarks finds the places of clauses: of an element its start tag and the text right
// behind it, of plain text its words. Clauses of one line are in document order, so each
// is looked for behind the one before. A clause that is not found has no mark.
func findMarks(t sourceText, clauses []consent.Clause) []mark {
	var out []mark
	behind := map[int]int{} // line → where the search goes on
	for _, c := range clauses {
		if c.Line < 1 || c.Line > len(t.lines) {
			continue
		}
		from := max(t.lines[c.Line-1], behind[c.Line])
		m, ok := locate(t.body, from, c)
		if !ok {
			continue
		}
		behind[c.Line] = m.start + 1
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b mark) int { return a.start - b.start })
	return apart(out)
}

// apart cuts marks so that none overlaps the next.
func apart(marks []mark) []mark {
	out := marks[:0]
	for _, m := range marks {
		if n := len(out); n > 0 && out[n-1].end > m.start {
			out[n-1].end = m.start
			if out[n-1].start >= out[n-1].end {
				out = out[:n-1]
			}
		}
		out = append(out, m)
	}
	return out
}

func locate(body []byte, from int, c consent.Clause) (mark, bool) {
	window := body[from:min(len(body), from+reach)]
	if c.Element == "" {
		start, end := findWords(window, c.Text)
		return mark{from + start, from + end, c.ID}, start >= 0
	}
	start := findTag(window, c)
	if start < 0 {
		return mark{}, false
	}
	return mark{from + start, from + endOfMark(window, start), c.ID}, true
}

// findTag is where the start tag of the clause's element begins: the one with its id
// where it has one, else the first one on the line.
func findTag(window []byte, c consent.Clause) int {
	id := idOfSelector(c.Selector)
	for at := 0; ; {
		i := indexFold(window[at:], "<"+c.Element)
		if i < 0 {
			return -1
		}
		at += i
		tag := window[at : at+tagLength(window[at:])]
		name := len(c.Element) + 1
		if len(tag) > name && !isNameByte(tag[name]) && (id == "" || hasID(tag, id)) {
			return at
		}
		at += name
	}
}

// idOfSelector is the id that a selector ends in, "" when it is no plain one.
func idOfSelector(selector string) string {
	i := strings.LastIndexByte(selector, '#')
	if i < 0 || strings.ContainsAny(selector[i:], " >+~.:[\\") {
		return ""
	}
	return selector[i+1:]
}

func hasID(tag []byte, id string) bool {
	for _, quoted := range []string{`id="` + id + `"`, `id='` + id + `'`, "id=" + id} {
		if indexFold(tag, quoted) >= 0 {
			return true
		}
	}
	return false
}

// tagLength is the length of the tag up to and with its ">", or of the rest.
func tagLength(b []byte) int {
	quote := byte(0)
	for i, each := range b {
		switch {
		case quote != 0:
			if each == quote {
				quote = 0
			}
		case each == '"' || each == '\'':
			quote = each
		case each == '>':
			return i + 1
		}
	}
	return len(b)
}

// endOfMark is behind the start tag and the text that follows it.
func endOfMark(window []byte, start int) int {
	end := start + tagLength(window[start:])
	if i := bytes.IndexByte(window[end:], '<'); i >= 0 {
		return end + len(bytes.TrimRightFunc(window[end:end+i], unicode.IsSpace))
	}
	return end
}

func isNameByte(b byte) bool {
	return b == '-' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// indexFold is bytes.Index that takes ASCII letters as equal in any case.
func indexFold(b []byte, word string) int {
	want := []byte(word)
	for i := 0; i+len(want) <= len(b); i++ {
		if b[i]|0x20 == want[0]|0x20 && bytes.EqualFold(b[i:i+len(want)], want) {
			return i
		}
	}
	return -1
}

// findWords is where text with folded white space stands in b; -1 when it does not.
func findWords(b []byte, text string) (start, end int) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return -1, -1
	}
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte(words[0]))
		if i < 0 {
			return -1, -1
		}
		at += i
		if length := matchWords(b[at:], words); length > 0 {
			return at, at + length
		}
		at += len(words[0])
	}
}

// matchWords is how many bytes at the begin of b hold the words, 0 when they do not.
func matchWords(b []byte, words []string) int {
	at := 0
	for i, word := range words {
		if i > 0 {
			space := len(b[at:]) - len(bytes.TrimLeftFunc(b[at:], unicode.IsSpace))
			if space == 0 {
				return 0
			}
			at += space
		}
		if !bytes.HasPrefix(b[at:], []byte(word)) {
			return 0
		}
		at += len(word)
	}
	return at
}

// segments cuts the bytes from at to stop where marks begin and end.
func segments(body []byte, marks []mark, at, stop int, analysis string) []page.Segment {
	var out []page.Segment
	first, _ := slices.BinarySearchFunc(marks, at, func(m mark, at int) int { return m.end - at - 1 })
	for _, m := range marks[first:] {
		if m.start >= stop {
			break
		}
		if m.start > at {
			out = append(out, page.Segment{Text: text(body[at:m.start])})
			at = m.start
		}
		end := min(m.end, stop)
		out = append(out, page.Segment{Text: text(body[at:end]), Clause: m.clause, Anchor: at == m.start, Href: analysis + "?at=" + m.clause + "#clause-" + m.clause})
		at = end
	}
	if at < stop {
		out = append(out, page.Segment{Text: text(body[at:stop])})
	}
	return out
}

// text makes bytes fit for a page: no control characters but the tab.
func text(b []byte) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b), ""))
}
