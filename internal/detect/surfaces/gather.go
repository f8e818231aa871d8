package surfaces

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/match"
	"microconsent/internal/detect/roles"
)

// maxScan is how much of one text is searched for all words, in bytes. Notices name their
// subject early; in long texts only the word for cookies is looked for.
const maxScan = 400

// Visitor is shown every attribute that the gathering pass reads anyway, so that other
// readers of the document need no pass of their own.
type Visitor interface {
	Element(n *dom.Node)
	Raw(parent *dom.Node, text string)
}

// Gather makes the one pass over the document.
func Gather(d *dom.Doc, v Visitor) *Page {
	p := &Page{Doc: d, reader: roles.NewReader(), names: map[int]string{}}
	n := len(d.Nodes)
	sums := make([]int32, 3*(n+1))
	p.textLen, p.linkLen, p.operable = sums[:n+1], sums[n+1:2*(n+1)], sums[2*(n+1):]
	g := gatherer{Page: p, stems: stems(), visit: v, linkEnd: -1}
	for i := range d.Nodes {
		p.textLen[i+1], p.linkLen[i+1], p.operable[i+1] = p.textLen[i], p.linkLen[i], p.operable[i]
		if node := &d.Nodes[i]; node.Is(dom.Text) {
			g.text(i, node)
		} else if node.HTML.Type == html.ElementNode {
			g.element(i, node)
		}
	}
	return p
}

type gatherer struct {
	*Page
	stems   *match.Set
	visit   Visitor
	linkEnd int
}

func (g *gatherer) text(i int, n *dom.Node) {
	text := n.HTML.Data
	if n.Flags&dom.Raw != 0 {
		g.visit.Raw(&g.Doc.Nodes[n.Parent], text)
		return
	}
	g.textLen[i+1] += int32(len(text))
	if i < g.linkEnd {
		g.linkLen[i+1] += int32(len(text))
	}
	bits := g.stems.Bits(cut(text), ^uint32(0))
	if len(text) > maxScan && strings.Contains(text[maxScan:], "ookie") {
		bits |= wordCookie
	}
	if bits != 0 {
		g.hits = append(g.hits, hit{int32(i), bits})
	}
}

func (g *gatherer) element(i int, n *dom.Node) {
	g.visit.Element(n)
	named, operable := false, operableTag(n.Atom())
	for k := range n.HTML.Attr {
		switch a := &n.HTML.Attr[k]; a.Key {
		case "id", "class":
			named = named || speaksOfConsent(a.Val)
		case "role":
			operable = operable || operableRole(a.Val)
		case "onclick":
			operable = true
		}
		if n.HTML.Attr[k].Key == "class" && !operable {
			operable = leafButton(n, n.HTML.Attr[k].Val)
		}
	}
	if named && container(n.Atom()) {
		g.named = append(g.named, int32(i))
	}
	if operable && usable(n) {
		g.controls = append(g.controls, int32(i))
		g.operable[i+1]++
		g.linkEnd = max(g.linkEnd, int(n.End))
	}
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
	return strings.Contains(class, "utton") || strings.Contains(class, "btn") || strings.Contains(class, "Btn")
}

func cut(s string) string { return s[:min(len(s), maxScan)] }

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
