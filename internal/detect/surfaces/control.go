package surfaces

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/roles"
)

func (p *Page) name(c int) string {
	if n, ok := p.names[c]; ok {
		return n
	}
	n := p.Doc.Name(c)
	p.names[c] = n
	return n
}

// guess reads the words of a control. Those of checkboxes need no reading, except that
// labels may name a category.
func (p *Page) guess(c int) roles.Guess {
	if p.Doc.Nodes[c].Atom() != atom.Label && p.toggle(c) {
		return roles.Guess{Role: consent.ClauseOther}
	}
	return p.reader.Text(p.name(c))
}

// short is guess for looking around: what says much is no control of a notice.
func (p *Page) short(c int) roles.Guess {
	if p.textIn(c) > 2*maxLink {
		return roles.Guess{Role: consent.ClauseOther, Confidence: 1}
	}
	return p.reader.Quick(p.name(c))
}

func (p *Page) control(c int, g roles.Guess) roles.Control {
	n := &p.Doc.Nodes[c]
	naming := n.Attr("id") + " " + n.Attr("class") + " " + n.Attr("name")
	toggle := p.toggle(c)
	return roles.Control{
		Guess: g, Text: p.name(c), Tag: n.HTML.Data, Href: n.Attr("href"), Naming: naming, Toggle: toggle,
		Button: button(n), Label: n.Atom() == atom.Label && !toggle, Folds: folds(n), Inline: p.inline(c),
		Heads: !toggle && tab(n),
	}
}

// button says whether something is a button by tag, role or look.
func button(n *dom.Node) bool {
	switch n.Atom() {
	case atom.Button, atom.Input, atom.Summary:
		return true
	}
	if strings.EqualFold(n.Attr("role"), "button") {
		return true
	}
	return buttonClass(n.Attr("class"))
}

func buttonClass(class string) bool {
	return strings.Contains(class, "utton") || strings.Contains(class, "btn") || strings.Contains(class, "Btn") || strings.Contains(class, "BTN")
}

// folds says whether a control shows and hides a part of the page.
func folds(n *dom.Node) bool {
	if n.Atom() == atom.Summary || n.Attr("role") == "tab" {
		return true
	}
	for _, key := range []string{"aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle"} {
		if _, ok := n.LookupAttr(key); ok {
			return true
		}
	}
	return false
}

// inline says whether a link stands inside a sentence.
func (p *Page) inline(c int) bool {
	parent := p.Doc.Parent(c)
	if parent < 0 {
		return false
	}
	own := p.textIn(c)
	around := p.textIn(parent) - p.linkedIn(parent)
	return around > 12 && around > own/2
}

// toggle says whether the control is switched on and off, or labels one that is.
func (p *Page) toggle(c int) bool {
	n := &p.Doc.Nodes[c]
	if n.Atom() == atom.Label {
		k := p.Doc.Labelled(c)
		return k >= 0 && switches(&p.Doc.Nodes[k])
	}
	return switches(n)
}

func switches(n *dom.Node) bool {
	if n.Atom() == atom.Input {
		switch strings.ToLower(n.Attr("type")) {
		case "checkbox", "radio":
			return true
		}
	}
	switch strings.ToLower(n.Attr("role")) {
	case "checkbox", "switch", "menuitemcheckbox":
		return true
	}
	return false
}

// topic is the text around a checkbox whose own words may say only "on" or nothing: that
// of the nearest ancestor which has some and holds no other checkbox.
func (p *Page) topic(c, root int) string {
	const most = 300
	input := c
	if p.Doc.Nodes[c].Atom() == atom.Label {
		if k := p.Doc.Labelled(c); k >= 0 {
			input = k
		}
	}
	own := p.textIn(c)
	for i := p.Doc.Parent(c); i >= root && i >= 0; i = p.Doc.Parent(i) {
		if p.otherSwitch(i, input) {
			return ""
		}
		if p.textIn(i) > own+2 {
			return p.Doc.Text(i, most)
		}
	}
	return ""
}

func (p *Page) otherSwitch(root, input int) bool {
	for _, c := range within(p.controls, root, int(p.Doc.Nodes[root].End)) {
		if int(c) != input && switches(&p.Doc.Nodes[c]) && !p.doubles(int(c)) {
			return true
		}
	}
	return false
}
