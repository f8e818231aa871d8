package style

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Look is how a control looks, as far as the page itself declares it.
type Look struct {
	Text       Colour  // of the words
	Ground     Colour  // what the words stand on
	Around     Colour  // what the control stands on
	Contrast   float64 // of the words to what they stand on; 0 when not known
	Standing   float64 // of the control's own ground to what is around; 1 for none of its own, 0 when not known
	Bordered   bool
	Underlined bool
	FontSize   float64 // CSS pixels, 0 when not known
	Width      float64 // CSS pixels, 0 when not known
	Height     float64 // declared, or text and padding; 0 when not known
	Declared   bool    // the page says anything about colours or sizes
}

// Reader answers for the elements that its sheet was read for, each computed once.
type Reader struct {
	sheet *Sheet
	known map[*html.Node]Declared
}

// NewReader reads the rules that may concern the nodes.
func NewReader(sheets []string, nodes []Node) *Reader {
	return &Reader{sheet: Read(sheets, nodes), known: map[*html.Node]Declared{}}
}

func (r *Reader) of(e *html.Node) Declared {
	d, ok := r.known[e]
	if !ok {
		d = r.sheet.Of(e)
		r.known[e] = d
	}
	return d
}

// Look computes how an element looks.
func (r *Reader) Look(n Node) Look {
	own := r.of(n.Element)
	l := Look{Declared: tells(own), Bordered: bordered(own), Underlined: strings.Contains(own["text-decoration"], "underline")}
	l.FontSize = r.fontSize(n)
	r.colours(n, own, &l)
	r.size(own, &l)
	return l
}

// tells says whether declarations speak of colours or sizes.
func tells(d Declared) bool {
	for _, name := range []string{"color", "background-color", "background-image", "font-size", "padding", "width", "height", "border"} {
		if d[name] != "" {
			return true
		}
	}
	return false
}

func bordered(d Declared) bool {
	for _, name := range []string{"border", "border-width", "border-style"} {
		v := lower(d[name])
		if v != "" && v != "none" && v != "0" && !strings.HasPrefix(v, "0 ") && !strings.HasPrefix(v, "0px") && !strings.Contains(v, "transparent") &&
			!strings.Contains(v, "none") {
			return true
		}
	}
	return lower(d["border-bottom"]) != "" && lower(d["border-top"]) != ""
}

func (r *Reader) colours(n Node, own Declared, l *Look) {
	around, knownAround := r.ground(n.Ancestors)
	text, knownText := r.text(n)
	fill, filled, known := fillOf(own)
	switch {
	case !known:
		return // an image
	case filled:
		l.Ground = fill.Over(around)
	default:
		l.Ground = around
	}
	l.Around, l.Text = around, text.Over(l.Ground)
	opaque := filled && fill.A == 1
	if knownText && (knownAround || opaque) {
		l.Contrast = Contrast(l.Text, l.Ground)
	}
	switch {
	case !filled && l.Declared:
		l.Standing = 1
	case filled:
		l.Standing = Contrast(l.Ground, around)
	}
}

// fillOf is the element's own ground. known is false where an image covers it.
func fillOf(d Declared) (fill Colour, filled, known bool) {
	if image := lower(d["background-image"]); image != "" && image != "none" {
		return Colour{}, false, false
	}
	c, ok := ParseColour(d["background-color"])
	return c, ok && c.A > 0, true
}

// ground is the colour that ancestors lay under an element; white when none says.
func (r *Reader) ground(ancestors []*html.Node) (Colour, bool) {
	var over []Colour
	known := false
	base := Colour{255, 255, 255, 1}
	for _, a := range ancestors {
		c, filled, plain := fillOf(r.of(a))
		if !plain {
			break
		}
		if filled && c.A == 1 {
			base, known = c, true
			break
		}
		if filled {
			over = append(over, c)
		}
	}
	for i := len(over) - 1; i >= 0; i-- {
		base = over[i].Over(base)
	}
	return base, known
}

// text is the colour of the words: the element's own, else inherited, which links and
// buttons do not.
func (r *Reader) text(n Node) (Colour, bool) {
	if c, ok := ParseColour(r.of(n.Element)["color"]); ok {
		return c, true
	}
	switch n.Element.DataAtom {
	case atom.A, atom.Button, atom.Input:
		if lower(r.of(n.Element)["color"]) != "inherit" {
			return Colour{A: 1}, false
		}
	}
	for _, a := range n.Ancestors {
		if c, ok := ParseColour(r.of(a)["color"]); ok {
			return c, true
		}
	}
	return Colour{A: 1}, false
}

func (r *Reader) fontSize(n Node) float64 {
	if f, ok := length(r.of(n.Element)["font-size"], root); ok {
		return f
	}
	for _, a := range n.Ancestors {
		if f, ok := length(r.of(a)["font-size"], root); ok {
			return f
		}
	}
	return 0
}

func (r *Reader) size(own Declared, l *Look) {
	em := l.FontSize
	if em == 0 {
		em = root
	}
	l.Width, _ = length(own["width"], em)
	if h, ok := length(own["height"], em); ok {
		l.Height = h
		return
	}
	if pad, ok := verticalPadding(own, em); ok || l.FontSize > 0 {
		l.Height = 1.2*em + pad // a line of text as browsers set it by default
	}
}

func verticalPadding(own Declared, em float64) (float64, bool) {
	fields := strings.Fields(own["padding"])
	if len(fields) == 0 {
		top, okTop := length(own["padding-top"], em)
		bottom, okBottom := length(own["padding-bottom"], em)
		return top + bottom, okTop || okBottom
	}
	top, ok := length(fields[0], em)
	bottom := top
	if len(fields) > 2 {
		bottom, ok = length(fields[2], em)
	}
	return top + bottom, ok
}
