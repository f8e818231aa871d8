package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// walk lists the nodes in document order. It follows the tree's own links, so that depth
// costs no stack.
func (d *Doc) walk(root *html.Node, visit Visit, r *restorer) {
	w := walker{doc: d, parent: -1, visit: visit, bodies: r}
	for n := root.FirstChild; n != nil; {
		if n.Type == html.ElementNode {
			w.element(n)
			if n.FirstChild != nil {
				n = n.FirstChild
				continue
			}
			w.leave()
		} else if n.Type == html.TextNode {
			w.text(n)
		}
		n = w.next(n, root)
	}
}

type walker struct {
	doc    *Doc
	parent int32
	space  bool
	visit  Visit
	bodies *restorer
}

// next steps to the following node and closes the elements that end before it.
func (w *walker) next(n, root *html.Node) *html.Node {
	for n.NextSibling == nil {
		n = n.Parent
		if n == root || n == nil {
			return nil
		}
		w.leave()
	}
	return n.NextSibling
}

func (w *walker) leave() {
	p := &w.doc.Nodes[w.parent]
	p.End = int32(len(w.doc.Nodes))
	w.parent = p.Parent
}

func (w *walker) inherited() Flags {
	if w.parent < 0 {
		return 0
	}
	return w.doc.Nodes[w.parent].Flags & (Hidden | Inert | Raw | Control)
}

func (w *walker) element(n *html.Node) {
	f := w.inherited() | w.spaceFlag() | elementFlags(n)
	if n.DataAtom == atom.Noscript && expand(n) {
		f = f&^Raw | Inert
	}
	w.doc.Nodes = append(w.doc.Nodes, Node{HTML: n, Parent: w.parent, Flags: f})
	w.parent = int32(len(w.doc.Nodes) - 1)
	if n.DataAtom == atom.Html {
		w.doc.Lang = w.doc.Nodes[w.parent].Attr("lang")
	}
	if w.visit != nil {
		w.visit(w.doc, int(w.parent))
	}
}

func (w *walker) spaceFlag() Flags {
	if w.space {
		w.space = false
		return Space
	}
	return 0
}

func (w *walker) text(n *html.Node) {
	w.bodies.text(n)
	if blank(n.Data) {
		w.space = w.space || n.Data != ""
		return
	}
	d := w.doc
	i := int32(len(d.Nodes))
	d.Nodes = append(d.Nodes, Node{HTML: n, Parent: w.parent, End: i + 1, Flags: w.inherited() | w.spaceFlag() | Text})
	if w.parent >= 0 && d.Title == "" && d.Nodes[w.parent].HTML.DataAtom == atom.Title && n.Parent.Namespace == "" {
		d.Title = Fold(n.Data, 500)
	}
	if w.visit != nil {
		w.visit(d, int(i))
	}
}

// elementFlags reads what the element itself says of how it is shown.
func elementFlags(n *html.Node) Flags {
	f := tagFlags(n.DataAtom)
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "hidden":
			if a.Val != "until-found" {
				f |= Hidden | HiddenSelf
			}
		case "style":
			if hidingStyle(a.Val) {
				f |= Hidden | HiddenSelf
			}
		case "aria-hidden":
			if a.Val == "true" {
				f |= Hidden | HiddenSelf
			}
		case "type":
			if n.DataAtom == atom.Input && strings.EqualFold(a.Val, "hidden") {
				f |= Hidden | HiddenSelf
			}
		case "shadowrootmode", "shadowroot":
			f &^= Inert
		}
	}
	return f
}

func tagFlags(a atom.Atom) Flags {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes, atom.Title, atom.Textarea, atom.Xmp:
		return Raw
	case atom.Template:
		return Inert
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Br, atom.Button, atom.Dd, atom.Details,
		atom.Dialog, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Html, atom.Label, atom.Legend,
		atom.Li, atom.Main, atom.Nav, atom.Ol, atom.Option, atom.P, atom.Pre, atom.Section, atom.Select, atom.Summary,
		atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return Block
	}
	return 0
}

// hidingStyle reads an inline style: display none, visibility hidden, or no size at all. One
// zero length alone hides nothing: frames of a fixed ratio have a height of zero.
func hidingStyle(style string) bool {
	zeros := 0
	for len(style) > 0 {
		var decl string
		decl, style, _ = strings.Cut(style, ";")
		key, value, _ := strings.Cut(decl, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if hides(key, value) {
			return true
		}
		if isZeroSize(key, value) {
			zeros++
		}
	}
	return zeros > 1
}

func hides(key, value string) bool {
	switch {
	case strings.EqualFold(key, "display"):
		return hasPrefixFoldString(value, "none")
	case strings.EqualFold(key, "visibility"):
		return hasPrefixFoldString(value, "hidden") || hasPrefixFoldString(value, "collapse")
	}
	return false
}

func isZeroSize(key, value string) bool {
	if !strings.EqualFold(key, "width") && !strings.EqualFold(key, "height") {
		return false
	}
	value, _, _ = strings.Cut(value, "!")
	value = strings.TrimSpace(value)
	return value == "0" || strings.EqualFold(value, "0px")
}

func hasPrefixFoldString(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func blank(s string) bool {
	for i := range len(s) {
		if c := s[i]; c > ' ' {
			return false
		}
	}
	return true
}
