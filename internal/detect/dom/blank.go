package dom

import (
	"bytes"
	"slices"

	"golang.org/x/net/html/atom"
)

// minBlank is the shortest white space of which one character is left, in bytes.
const minBlank = 4

// blank leaves white space out that reaches from one tag to the tag at the place to, but for
// as many characters as keep says.
func (s *scanner) blank(to, keep int) {
	switch {
	case s.least == readAll:
	case s.from == s.flow.text || !isBlank(s.src[s.from:to]):
		s.flow.begun, s.flow.inHead, s.flow.fresh = true, false, false
	case keep == 0 && to > s.from:
		s.out.gaps = append(s.out.gaps, extent{from: int32(s.from), to: int32(to)})
	case to-s.from >= minBlank:
		s.out.gaps = append(s.out.gaps, extent{from: int32(s.from + 1), to: int32(to)})
	}
}

func isBlank(text []byte) bool {
	for _, c := range text {
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// remark leaves a comment out that stands between tags, so that no two texts become one.
func (s *scanner) remark(i, end int) {
	s.blank(i, 1)
	if s.least == readAll || s.from == s.flow.text || !isBlank(s.src[s.from:i]) ||
		!bytes.HasPrefix(s.src[i:], []byte("<!--")) {
		return
	}
	rest := bytes.TrimLeft(s.src[end:], " \n\t\r")
	if len(rest) < 2 || rest[0] != '<' || !isLetter(rest[1]) && rest[1] != '/' {
		return
	}
	s.out.gaps = append(s.out.gaps, extent{from: int32(i), to: int32(end)})
}

// flow follows the tags as far as needed to tell where white space says nothing: before a
// tag that breaks the line anyway, or in the head. The parser must make the same elements
// without it, so that no formatting element may be waiting to be made again at the next
// text (HTML, 13.2.4.3), and the tag must not be one that it ignores.
type flow struct {
	// open are formatting elements and, inside of these, what keeps their end tags from
	// them. Once tags are closed in another order, nothing more is known.
	open    []atom.Atom
	tangled bool
	choice  bool // inside a select element
	begun   bool // something was met that belongs in no head
	inHead  bool // nothing was met that ends the head
	fresh   bool // nothing stands between a tag that breaks the line and here
	text    int  // where a text goes on behind a '<' that begins no tag
}

// keeps is how many characters of the white space before a start tag must stay, or before
// an end tag if name is 0.
func (f *flow) keeps(name atom.Atom) int {
	switch {
	case f.tangled || len(f.open) > 0:
		return 1
	case f.fresh || name == atom.Option || name == atom.Optgroup || f.inHead && headOnly(name):
		return 0
	case !f.choice && breaks(name):
		return 0
	}
	return 1
}

func (f *flow) start(name atom.Atom) {
	switch {
	case name == atom.Head:
		f.inHead = !f.begun
	case name != atom.Html && !headOnly(name):
		f.begun, f.inHead = true, false
	}
	f.choice = f.choice || name == atom.Select
	f.fresh = !f.choice && breaks(name)
	if formatting(name) || name == atom.A || name == atom.Nobr || len(f.open) > 0 && bars(name) {
		f.open = append(f.open, name)
	}
}

func (f *flow) end(name atom.Atom) {
	if name == atom.Select {
		f.choice = false
	}
	f.fresh = false
	n := len(f.open)
	switch {
	case n == 0:
	case f.open[n-1] == name:
		f.open = f.open[:n-1]
	case slices.Contains(f.open, name):
		f.tangled = true
	}
}

// headOnly tells the elements that a head is made of.
func headOnly(name atom.Atom) bool {
	switch name {
	case atom.Meta, atom.Link, atom.Script, atom.Style, atom.Title, atom.Base:
		return true
	}
	return false
}

// breaks tells elements that begin a line wherever they stand: see Block. Parts of tables,
// forms and the like are ignored in some places; text in a table may end up before it.
func breaks(name atom.Atom) bool {
	switch name {
	case atom.Html, atom.Body, atom.Form, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr:
		return false
	case atom.Script:
		return true
	}
	return tagFlags(name)&Block != 0
}

// bars tells elements within which an end tag does not reach a formatting element outside.
func bars(name atom.Atom) bool {
	switch name {
	case atom.Applet, atom.Caption, atom.Marquee, atom.Math, atom.Object, atom.Select, atom.Svg, atom.Table, atom.Td,
		atom.Template, atom.Th:
		return true
	}
	return false
}
