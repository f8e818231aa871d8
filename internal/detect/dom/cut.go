package dom

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// extent is a piece of the source.
type extent struct{ from, to int32 }

// The parser reads scripts and style sheets byte by byte though they hold no markup. Long
// ones are therefore left out of what it reads, a mark in their place, and put back when
// the tree is walked.
const (
	minBody = 200     // bytes of a body that is worth leaving out
	minCut  = 2 << 10 // bytes in all
	mark    = "mc-cut:"
)

// body notes the content of a script or style sheet that may be left out: one that plainly
// ends where its end tag stands. Scripts with "<!--" have states of their own (HTML,
// 13.2.5.17 and later).
func (s *scanner) body(name atom.Atom, from, to int) {
	if name != atom.Script && name != atom.Style || to-from < s.least {
		return
	}
	after := to + len("</") + len(name.String())
	if after >= len(s.src) || strings.IndexByte(" \t\n\f\r/>", s.src[after]) < 0 {
		return
	}
	if name == atom.Script && bytes.Contains(s.src[from:to], []byte("<!--")) {
		return
	}
	s.out.bodies = append(s.out.bodies, extent{int32(from), int32(to)})
}

// cut returns the source without the given bodies, nil when they are shorter than least in
// all or a mark would be mistaken.
func cut(src []byte, bodies []extent, least int) []byte {
	total := 0
	for _, b := range bodies {
		total += int(b.to - b.from)
	}
	if total < least || bytes.Contains(src, []byte(mark)) {
		return nil
	}
	out := make([]byte, 0, len(src)-total+len(bodies)*(len(mark)+4))
	at := int32(0)
	for k, b := range bodies {
		out = append(append(out, src[at:b.from]...), mark...)
		out = strconv.AppendInt(out, int64(k), 10)
		at = b.to
	}
	return append(out, src[at:]...)
}

// restorer puts the bodies back while the tree is walked.
type restorer struct {
	src    []byte
	bodies []extent
	next   int
	lost   bool
}

// text puts the body back whose mark a text node is.
func (r *restorer) text(n *html.Node) {
	if len(r.bodies) == 0 || !strings.HasPrefix(n.Data, mark) {
		return
	}
	if r.next >= len(r.bodies) || n.Data[len(mark):] != strconv.Itoa(r.next) || !holdsBody(n.Parent) {
		r.lost = true
		return
	}
	n.Data = asRead(r.src[r.bodies[r.next].from:r.bodies[r.next].to])
	r.next++
}

// whole says whether every body was found, in order. If not, what was left out was no
// script to the parser.
func (r *restorer) whole() bool { return !r.lost && r.next == len(r.bodies) }

// asRead is a body as the parser would have read it: line ends are made one (HTML, 13.2.3.5).
func asRead(body []byte) string {
	if bytes.IndexByte(body, '\r') < 0 {
		return string(body)
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(body), "\r\n", "\n"), "\r", "\n")
}

func holdsBody(n *html.Node) bool {
	return n != nil && (n.DataAtom == atom.Script || n.DataAtom == atom.Style) && n.FirstChild == n.LastChild
}
