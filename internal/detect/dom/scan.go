package dom

import (
	"bytes"
	"math"

	"golang.org/x/net/html/atom"
)

// tag is a start tag as it stands in the source.
type tag struct {
	offset int32
	name   atom.Atom
}

// scanned is what one quick look over the source tells before it is parsed.
type scanned struct {
	tags   []tag
	gaps   []extent // what the parser need not read: see cut
	bodies int      // how many of the gaps are scripts and style sheets
	// drawings is how many of the gaps hold elements, whose tags are then not in tags.
	drawings int
	hostile  bool
}

// Limits beyond which a tree is built the simple way. Each unclosed formatting element is
// cloned into every later block (HTML, 13.2.4.3), each further html or body tag is merged
// with the first.
const (
	maxClones = 1_000_000
	maxRoots  = 100
)

// scanner steps from tag to tag without building tokens. It knows comments, quotes and raw
// text, which is all that keeps it in step with a tokenizer.
type scanner struct {
	src    []byte
	least  int
	out    scanned
	open   int // formatting elements not closed
	clones int
	roots  int
	from   int // where the last markup ended
	flow   flow
}

// readAll as the least asks to note nothing that may be left out.
const readAll = math.MaxInt

// scan looks the source over. least is how long a script or style sheet must be to be noted.
func scan(src []byte, least int) scanned {
	s := scanner{src: src, least: least, flow: flow{text: -1}}
	s.out.tags = make([]tag, 0, len(src)/64+8)
	for i := 0; i < len(src); {
		next := bytes.IndexByte(src[i:], '<')
		if next < 0 {
			break
		}
		s.from = i
		i = s.markup(i + next)
	}
	s.out.hostile = s.clones > maxClones || s.roots > maxRoots
	return s.out
}

// markup handles what begins with the '<' at i and returns where it ends.
func (s *scanner) markup(i int) int {
	rest := s.src[i+1:]
	switch {
	case len(rest) == 0:
		return len(s.src)
	case rest[0] == '!' || rest[0] == '?':
		end := s.comment(i)
		s.remark(i, end)
		return end
	case rest[0] == '/':
		name, _ := s.name(i + 2)
		s.blank(i, s.flow.keeps(0))
		s.flow.end(name)
		if formatting(name) && s.open > 0 {
			s.open--
		}
		return s.tagEnd(i + 2)
	case isLetter(rest[0]):
		return s.start(i)
	}
	s.flow.text = i + 1
	return i + 1
}

func (s *scanner) start(i int) int {
	name, after := s.name(i + 1)
	s.blank(i, s.flow.keeps(name))
	s.flow.start(name)
	s.out.tags = append(s.out.tags, tag{int32(i), name})
	s.count(name)
	end := s.tagEnd(after)
	switch name {
	case atom.Svg:
		return s.drawing(end)
	case atom.Plaintext: // never closed
		return len(s.src)
	}
	if close := rawEnd(name); close != "" {
		stop, remarks := s.skipRaw(end, close)
		if !remarks || name != atom.Script {
			s.body(name, end, stop)
		}
		return stop
	}
	return end
}

func (s *scanner) count(name atom.Atom) {
	s.clones += s.open
	switch {
	case formatting(name):
		s.open++
	case name == atom.Html || name == atom.Body:
		s.roots++
	}
}

func (s *scanner) comment(i int) int {
	var n int
	if bytes.HasPrefix(s.src[i:], []byte("<!--")) {
		i += len("<!--")
		n = commentEnd(s.src[i:])
	} else {
		n = bytes.IndexByte(s.src[i:], '>') + 1
	}
	if n > 0 {
		return i + n
	}
	return len(s.src)
}

// commentEnd is how much of a text belongs to the comment that it begins in, 0 when nothing
// ends it (HTML, 13.2.5.43 to 13.2.5.51).
func commentEnd(text []byte) int {
	for _, abrupt := range []string{">", "->"} {
		if bytes.HasPrefix(text, []byte(abrupt)) {
			return len(abrupt)
		}
	}
	for at := 0; ; {
		n := bytes.Index(text[at:], []byte("--"))
		if n < 0 {
			return 0
		}
		for at += n + len("--"); at < len(text) && text[at] == '-'; {
			at++
		}
		for _, end := range []string{">", "!>"} {
			if bytes.HasPrefix(text[at:], []byte(end)) {
				return at + len(end)
			}
		}
	}
}

// name reads a tag name at i. Unknown and very long names are 0.
func (s *scanner) name(i int) (atom.Atom, int) {
	var buf [12]byte
	n := 0
	for ; i < len(s.src); i, n = i+1, n+1 {
		c := s.src[i]
		if endsName(c) {
			break
		}
		if n < len(buf) {
			buf[n] = lower(c)
		}
	}
	if n > len(buf) {
		return 0, i
	}
	return atom.Lookup(buf[:n]), i
}

// tagEnd returns where the tag that i stands in ends, minding quoted values.
func (s *scanner) tagEnd(i int) int {
	afterEquals := false
	for i < len(s.src) {
		switch c := s.src[i]; {
		case c == '>':
			return i + 1
		case (c == '"' || c == '\'') && afterEquals:
			n := bytes.IndexByte(s.src[i+1:], c)
			if n < 0 {
				return len(s.src)
			}
			s.sizes(i+1, i+1+n)
			i += n + 1
			afterEquals = false
		case c == '=':
			afterEquals = true
		case c > ' ':
			afterEquals = false
		}
		i++
	}
	return i
}

// skipRaw returns where the end tag of raw text stands, and whether the text holds "<!--".
func (s *scanner) skipRaw(i int, name string) (end int, remarks bool) {
	for i < len(s.src) {
		n := bytes.IndexByte(s.src[i:], '<')
		if n < 0 {
			break
		}
		i += n + 1
		switch rest := s.src[i:]; {
		case len(rest) == 0 || rest[0] == '!' && bytes.HasPrefix(rest, []byte("!--")):
			remarks = true
		case rest[0] != '/':
		case hasPrefixFold(rest[1:], name) && len(rest) > len(name)+1 && endsName(rest[len(name)+1]):
			return i - 1, remarks
		}
	}
	return len(s.src), remarks
}

func rawEnd(name atom.Atom) string {
	switch name {
	case atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Xmp:
		return name.String()
	}
	return ""
}

func formatting(name atom.Atom) bool {
	switch name {
	case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// endsName says whether a tag's name ends at a byte (HTML, 13.2.5.8).
func endsName(c byte) bool { return c == '>' || c == '/' || blankByte(c) }

// blankByte tells white space between tags and attributes. Other control characters belong
// to names and texts.
func blankByte(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func isLetter(c byte) bool { return lower(c) >= 'a' && lower(c) <= 'z' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func hasPrefixFold(b []byte, prefix string) bool {
	if len(b) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if lower(b[i]) != prefix[i] {
			return false
		}
	}
	return true
}
