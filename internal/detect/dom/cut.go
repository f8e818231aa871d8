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

// restore puts the bodies back and says whether each was found, in order. If not, what was
// left out was no script to the parser.
func restore(root *html.Node, src []byte, bodies []extent) bool {
	next := 0
	for n := root; n != nil; n = after(n, root) {
		if n.Type != html.TextNode || !strings.HasPrefix(n.Data, mark) {
			continue
		}
		if next >= len(bodies) || n.Data[len(mark):] != strconv.Itoa(next) || !holdsBody(n.Parent) {
			return false
		}
		n.Data = asRead(src[bodies[next].from:bodies[next].to])
		next++
	}
	return next == len(bodies)
}

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

// after is the node that follows in document order, nil after the last one.
func after(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}
