package surfaces

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/match"
	"microconsent/internal/detect/roles"
)

// How much of one text is searched for all words, in bytes: notices name their subject
// early. In longer texts only the word for cookies is looked for. Other scripts need more
// bytes for as many letters.
const (
	maxScan      = 240
	maxScanOther = 600
)

// maxScript is how much of one inline script is shown to the Visitor, in bytes. What loads
// a consent manager stands early; the rest is data.
const maxScript = 64 << 10

// Visitor is shown what the gathering pass reads anyway, so that the recognition of
// consent managers needs no pass of its own.
type Visitor interface {
	Reset() // forgets what was shown
	ID(id string)
	Class(classes string)
	URL(address string) // of scripts, frames, style sheets, images; not of links
	Attribute(name, value string)
	Script(text string)
}

// Read parses a page and gathers, in the one walk over it, what the search needs. Reset is
// called before anything is shown.
func Read(src []byte, v Visitor) *Page {
	var g *gatherer
	doc := dom.Parse(src, func() dom.Visit {
		v.Reset()
		g = &gatherer{Page: &Page{reader: roles.NewReader(), names: map[int]string{}, Heading: -1}, stems: stems(), visit: v}
		return g.node
	})
	g.Doc = doc
	g.before = append(g.before, g.sums)
	return g.Page
}

// gatherer is the state of the walk.
type gatherer struct {
	*Page
	stems  *match.Set
	visit  Visitor
	sums   totals
	recent [96]naming // classes that were read lately; pages repeat them
	keys   [32]string // the same of attributes' names
}

func (g *gatherer) node(d *dom.Doc, i int) {
	if i == 0 {
		g.before = make([]totals, 0, cap(d.Nodes))
	}
	g.before = append(g.before, g.sums)
	if n := &d.Nodes[i]; n.Is(dom.Text) {
		g.texts(d, i, n)
	} else {
		g.element(i, n)
	}
}

// naming is a class attribute and whether it speaks of consent.
type naming struct {
	class    string
	speaking bool
}

func (g *gatherer) texts(d *dom.Doc, i int, n *dom.Node) {
	text := n.HTML.Data
	if n.Flags&dom.Raw != 0 {
		if d.Nodes[n.Parent].Atom() == atom.Script {
			g.visit.Script(text[:min(len(text), maxScript)])
		}
		return
	}
	g.sums.text += int32(len(text))
	if n.Is(dom.Control) {
		g.sums.linked += int32(len(text))
	}
	if bits := g.words(text); bits != 0 {
		g.hits = append(g.hits, hit{int32(i), bits})
	}
}

func (g *gatherer) words(text string) uint32 {
	most := maxScan
	if text[0] >= 0x80 {
		most = maxScanOther
	}
	if len(text) <= 5 && strings.EqualFold(strings.TrimSpace(text), "agb") {
		return wordPolicy // too short to be looked for inside texts
	}
	if len(text) <= most {
		return g.stems.Bits(text, ^uint32(0))
	}
	bits := g.stems.Bits(text[:most], ^uint32(0))
	if strings.Contains(text[most:], "ookie") {
		bits |= wordCookie
	}
	return bits
}

func (g *gatherer) element(i int, n *dom.Node) {
	name := n.Atom()
	named, operable := false, operableTag(name)
	for k := range n.HTML.Attr {
		switch a := &n.HTML.Attr[k]; a.Key {
		case "id":
			g.visit.ID(a.Val)
			named = named || speaksOfConsent(a.Val)
		case "class":
			named = g.class(a.Val) || named
			operable = operable || leafButton(n, a.Val)
		case "role":
			operable = operable || operableRole(a.Val)
		case "onclick":
			operable = true
		case "src", "href":
			if name != atom.A {
				g.visit.URL(a.Val)
			}
		default:
			g.attribute(a.Key, a.Val)
		}
	}
	if named && container(name) {
		g.named = append(g.named, int32(i))
	}
	if operable && usable(n) {
		g.controls = append(g.controls, int32(i))
		g.sums.controls++
		n.Flags |= dom.Control
	}
	if name == atom.H1 && g.Heading < 0 {
		g.Heading = i
	}
}

// class reads a class attribute, each value once while it is remembered.
func (g *gatherer) class(value string) bool {
	if value == "" {
		return false
	}
	slot := &g.recent[(len(value)*7+int(value[0])+3*int(value[len(value)-1]))%len(g.recent)]
	if slot.class != value {
		g.visit.Class(value)
		*slot = naming{value, speaksOfConsent(value)}
	}
	return slot.speaking
}

// attribute shows the visitor attributes that are not of HTML, those without an address
// once.
func (g *gatherer) attribute(key, value string) {
	if !strings.HasPrefix(key, "data-") && !strings.HasPrefix(key, "consent-") {
		return
	}
	slot := &g.keys[(len(key)*5+int(key[len(key)-1]))%len(g.keys)]
	if *slot == key && !strings.Contains(value, "//") {
		return
	}
	*slot = key
	g.visit.Attribute(key, value)
}

// leafButton tells the spans and divs that scripts make into buttons: nothing but a few
// words, and a class that says so.
func leafButton(n *dom.Node, class string) bool {
	switch n.Atom() {
	case atom.Span, atom.Div, atom.P, atom.Li:
	default:
		return false
	}
	only := n.HTML.FirstChild
	if only == nil || only.NextSibling != nil || only.Type != html.TextNode || len(only.Data) > maxLink {
		return false
	}
	return buttonClass(class)
}

func operableTag(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Button, atom.Input, atom.Label, atom.Summary:
		return true
	}
	return false
}

func operableRole(role string) bool {
	switch strings.ToLower(role) {
	case "button", "link", "checkbox", "switch", "menuitemcheckbox":
		return true
	}
	return false
}

// usable leaves out inputs that nobody clicks and elements that only hold others.
func usable(n *dom.Node) bool {
	switch n.Atom() {
	case atom.Input:
		switch strings.ToLower(n.Attr("type")) {
		case "submit", "button", "image", "reset", "checkbox", "radio":
			return true
		}
		return false
	case atom.Body, atom.Html, atom.Form:
		return false
	}
	return true
}

// container tells elements that can hold a notice.
func container(a atom.Atom) bool {
	switch a {
	case atom.Html, atom.Body, atom.Script, atom.Style, atom.Link, atom.Meta, atom.Img, atom.Noscript, atom.Head, atom.Iframe,
		atom.Input, atom.A, atom.Button, atom.Label, atom.Span, atom.I:
		return false
	}
	return true
}
