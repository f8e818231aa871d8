package dom

import "bytes"

// minDrawing is the shortest content of an svg element that is worth leaving out, in bytes.
const minDrawing = 40

// drawing skips the content of an svg element that i stands behind the start tag of, when
// it is nothing but shapes: no text, no name, no link, nothing that a person or the engine
// could read. The element itself stays. It returns where to go on.
func (s *scanner) drawing(i int) int {
	if s.least == readAll || s.src[i-2] == '/' {
		return i
	}
	n := s.endOfDrawing(i)
	if n < minDrawing || !s.shapes(i, i+n) {
		return i
	}
	s.out.gaps = append(s.out.gaps, extent{from: int32(i), to: int32(i + n)})
	s.out.drawings++
	return i + n
}

// endOfDrawing is how far the next end tag of an svg element is away, -1 for none.
func (s *scanner) endOfDrawing(i int) int {
	const end = "</svg"
	n := bytes.Index(s.src[i:], []byte(end))
	if after := i + n + len(end); n < 0 || after >= len(s.src) || !endsName(s.src[after]) {
		return -1
	}
	return n
}

// shapes says whether a piece of the source holds shapes only, with blanks between them, and
// closes none but its own: another end tag may end the drawing itself.
func (s *scanner) shapes(i, end int) bool {
	var room [8][]byte
	for open := room[:0]; i < end; {
		switch c := s.src[i]; {
		case blankByte(c):
			i++
		case c == '<':
			t, ok := s.shape(i + 1)
			if !ok || t.after > end {
				return false
			}
			i = t.after
			switch n := len(open); {
			case t.empty:
			case !t.closing:
				open = append(open, t.name)
			case n == 0 || !bytes.Equal(open[n-1], t.name):
				return false
			default:
				open = open[:n-1]
			}
		default:
			return false
		}
	}
	return true
}

// shapeTag is a tag of a drawing. empty closes itself.
type shapeTag struct {
	name           []byte
	closing, empty bool
	after          int
}

// shape reads a tag from its name on and says whether it is a shape that says nothing.
func (s *scanner) shape(i int) (t shapeTag, ok bool) {
	if t.closing = s.src[i] == '/'; t.closing {
		i++
	}
	from := i
	for i < len(s.src) && (isLetter(s.src[i]) || s.src[i] >= '0' && s.src[i] <= '9') {
		i++
	}
	if t.name = s.src[from:i]; i == len(s.src) || !endsName(s.src[i]) || !isShape(t.name) {
		return t, false
	}
	for i < len(s.src) {
		switch c := s.src[i]; {
		case blankByte(c) || c == '/':
			i++
		case c == '>':
			t.after, t.empty = i+1, s.src[i-1] == '/' && !t.closing
			return t, true
		default:
			if i = s.paint(i); i < 0 || t.closing {
				return t, false
			}
		}
	}
	return t, false
}

// paint reads an attribute of a shape, quoted, and returns where it ends; -1 when it is one
// that may say more than how the shape looks.
func (s *scanner) paint(i int) int {
	from := i
	for i < len(s.src) && (isLetter(s.src[i]) || s.src[i] == '-' || s.src[i] >= '0' && s.src[i] <= '9') {
		i++
	}
	if i+1 >= len(s.src) || s.src[i] != '=' || !isPaint(s.src[from:i]) {
		return -1
	}
	quote := s.src[i+1]
	if quote != '"' && quote != '\'' {
		return -1
	}
	n := bytes.IndexByte(s.src[i+2:], quote)
	if n < 0 {
		return -1
	}
	return i + 2 + n + 1
}

func isShape(name []byte) bool {
	switch string(name) {
	case "path", "g", "rect", "circle", "ellipse", "line", "polygon", "polyline":
		return true
	}
	return false
}

func isPaint(name []byte) bool {
	switch string(name) {
	case "d", "points", "transform", "class", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
		"fill", "stroke", "opacity":
		return true
	}
	return bytes.HasPrefix(name, []byte("fill-")) || bytes.HasPrefix(name, []byte("stroke-")) || bytes.HasPrefix(name, []byte("clip-")) ||
		bytes.HasPrefix(name, []byte("data-name"))
}

// sizes leaves out the value of a "srcset", which lists the same picture in other sizes. The
// value stands between from and to, in quotes.
func (s *scanner) sizes(from, to int) {
	if to-from >= minSizes && s.least != readAll && bytes.HasSuffix(s.src[:from-1], []byte("srcset=")) {
		s.out.gaps = append(s.out.gaps, extent{from: int32(from), to: int32(to)})
	}
}

// minSizes is the shortest value that sizes leaves out, in bytes.
const minSizes = 100
