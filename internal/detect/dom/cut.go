package dom

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unsafe"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// extent is a piece of the source: a script or style sheet, or something that says nothing.
type extent struct {
	from, to int32
	body     bool
}

// The parser reads scripts and style sheets byte by byte though they hold no markup. Long
// ones are therefore left out of what it reads, a mark in their place, and put back when
// the tree is walked. What is left out of white space between tags says blank.
const (
	minBody = 200     // bytes of a body that is worth leaving out
	minCut  = 2 << 10 // bytes in all
	mark    = "mc-cut:"
)

// body notes the content of a script or style sheet that may be left out: one that plainly
// ends where its end tag stands. The caller asks for none with "<!--" if it is a script,
// which has states of its own then (HTML, 13.2.5.17 and later).
func (s *scanner) body(name atom.Atom, from, to int) {
	if name != atom.Script && name != atom.Style || to-from < s.least {
		return
	}
	after := to + len("</") + len(name.String())
	if after >= len(s.src) { // never closed
		return
	}
	s.out.gaps = append(s.out.gaps, extent{int32(from), int32(to), true})
	s.out.bodies++
}

// buffers keeps shortened sources for the next page: the parser copies what it keeps.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// cut writes the source without the gaps over into, and returns nil when they are shorter
// than least in all or a mark would be mistaken.
func cut(into, src []byte, gaps []extent, least int) []byte {
	total := 0
	for _, g := range gaps {
		total += int(g.to - g.from)
	}
	if total < least {
		return nil
	}
	out := slices.Grow(into[:0], len(src)-total+len(gaps)*(len(mark)+4))
	at, bodies := int32(0), 0
	for _, g := range gaps {
		out = append(out, src[at:g.from]...)
		if g.body {
			out = strconv.AppendInt(append(out, mark...), int64(bodies), 10)
			bodies++
		}
		at = g.to
	}
	if out = append(out, src[at:]...); bytes.Count(out, []byte(mark)) != bodies {
		return nil
	}
	return out
}

// restorer puts the bodies back while the tree is walked.
type restorer struct {
	src  []byte
	gaps []extent // the rest of them
	have int      // how many marks were met
	lost bool
}

// text puts the body back whose mark a text node is.
func (r *restorer) text(n *html.Node) {
	if len(r.gaps) == 0 || !strings.HasPrefix(n.Data, mark) {
		return
	}
	for len(r.gaps) > 0 && !r.gaps[0].body {
		r.gaps = r.gaps[1:]
	}
	if len(r.gaps) == 0 || n.Data[len(mark):] != strconv.Itoa(r.have) || !holdsBody(n.Parent) {
		r.lost = true
		return
	}
	n.Data = asRead(r.src[r.gaps[0].from:r.gaps[0].to])
	r.gaps = r.gaps[1:]
	r.have++
}

// whole says whether all bodies were found, in order. If not, what was left out was no
// script to the parser.
func (r *restorer) whole(bodies int) bool { return !r.lost && r.have == bodies }

// asRead is a body as the parser would have read it: line ends are made one (HTML, 13.2.3.5).
// Scripts are most of many pages, so that they are not copied: the text is the source's own
// memory, which the document keeps and nobody changes.
func asRead(body []byte) string {
	if bytes.IndexByte(body, '\r') < 0 {
		return unsafe.String(unsafe.SliceData(body), len(body))
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(body), "\r\n", "\n"), "\r", "\n")
}

func holdsBody(n *html.Node) bool {
	return n != nil && (n.DataAtom == atom.Script || n.DataAtom == atom.Style) && n.FirstChild == n.LastChild
}
