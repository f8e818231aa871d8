package surfaces

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/lexicon"
)

// doubles says whether a control is only the face of another one that is listed itself:
// the label of a checkbox, or the switch drawn beside it. Where nothing names the checkbox,
// a label elsewhere may be all that a visitor sees, and stays.
func (p *Page) doubles(c int) bool {
	n := &p.Doc.Nodes[c]
	switch n.Atom() {
	case atom.Input:
		return false
	case atom.Label:
		k := p.Doc.Labelled(c)
		return k >= 0 && switches(&p.Doc.Nodes[k]) && p.listed(k) && (p.Doc.LabelText(k) != "" || p.Doc.Within(k, c) && n.Attr("id") == "")
	}
	return switches(n) && p.drawn(c)
}

// drawn says whether a switch that is no input stands for the one input beside it.
func (p *Page) drawn(c int) bool {
	parent := p.Doc.Parent(c)
	if parent < 0 {
		return false
	}
	input := p.onlyInput(parent)
	if input < 0 {
		return false
	}
	own := p.name(c)
	return own == "" || own == p.name(input) || p.Doc.Nodes[parent].Atom() == atom.Label
}

// onlyInput is the checkbox of a small part of the page, -1 when there is none or several.
func (p *Page) onlyInput(root int) int {
	found := -1
	for _, c := range within(p.controls, root, int(p.Doc.Nodes[root].End)) {
		if n := &p.Doc.Nodes[c]; n.Atom() == atom.Input && switches(n) {
			if found >= 0 {
				return -1
			}
			found = int(c)
		}
	}
	return found
}

// listed says whether a node is among the page's controls.
func (p *Page) listed(i int) bool {
	k := lowerBound(p.controls, i)
	return k < len(p.controls) && int(p.controls[k]) == i
}

// toggleNames are the folded names of a region's checkboxes.
func (p *Page) toggleNames(r *region) map[string]bool {
	out := map[string]bool{}
	for _, c := range r.controls {
		if p.toggle(c) {
			if name := lexicon.Fold(p.name(c)); name != "" {
				out[name] = true
			}
		}
	}
	return out
}

// heads says whether a control unfolds what is said of a checkbox: it has that one's name,
// or it folds and shares its part of the notice with one checkbox and no other choice.
func (p *Page) heads(c, root int, toggles map[string]bool) bool {
	n := &p.Doc.Nodes[c]
	if n.Atom() == atom.Label || n.Atom() == atom.Input || len(toggles) == 0 && !p.anyToggle(root) {
		return false
	}
	if toggles[lexicon.Fold(p.name(c))] {
		return true
	}
	return (folds(n) || accordion(n)) && p.besideToggle(c, root)
}

func (p *Page) anyToggle(root int) bool { return p.otherSwitch(root, -1) }

// besideToggle looks at the nearest parts around a control for the one that holds a
// checkbox; it must hold one only, and nothing that decides about all.
func (p *Page) besideToggle(c, root int) bool {
	const levels = 3
	i := c
	for range levels {
		if i = p.Doc.Parent(i); i <= root {
			return false
		}
		if !p.otherSwitch(i, c) {
			continue
		}
		return p.onlyInput(i) >= 0 && !p.decidesWithin(i, c)
	}
	return false
}

func (p *Page) decidesWithin(root, but int) bool {
	for _, k := range within(p.controls, root, int(p.Doc.Nodes[root].End)) {
		if int(k) == but || p.toggle(int(k)) || p.Doc.Nodes[k].Atom() == atom.Label {
			continue
		}
		switch p.short(int(k)).Role {
		case consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseSave:
			return true
		}
	}
	return false
}

// tab tells what shows one of several parts: by its role, or by a class that says so and
// an element that leads nowhere.
func tab(n *dom.Node) bool {
	if strings.EqualFold(n.Attr("role"), "tab") || strings.Contains(n.Attr("data-toggle")+n.Attr("data-bs-toggle"), "tab") {
		return true
	}
	if n.Atom() == atom.A && leads(n.Attr("href")) {
		return false
	}
	for class := range strings.FieldsSeq(strings.ToLower(n.Attr("class"))) {
		if strings.Contains(class, "tab-nav") || strings.Contains(class, "tab-link") || strings.Contains(class, "tab-button") || strings.Contains(class, "tab-btn") {
			return true
		}
	}
	return false
}

// accordion tells headings that unfold by their class.
func accordion(n *dom.Node) bool {
	class := strings.ToLower(n.Attr("class"))
	return strings.Contains(class, "accordion") || strings.Contains(class, "collaps")
}

// caption is the heading of the part that a checkbox without words stands in, "" for none:
// that of the nearest ancestor which has one and holds no other checkbox.
func (p *Page) caption(c, root int) string {
	const levels = 6
	i := c
	for range levels {
		if i = p.Doc.Parent(i); i <= root || p.otherSwitch(i, c) {
			return ""
		}
		if text := p.headingIn(i); text != "" {
			return text
		}
	}
	return ""
}

func (p *Page) headingIn(root int) string {
	for k := root + 1; k < int(p.Doc.Nodes[root].End); k++ {
		n := &p.Doc.Nodes[k]
		if n.Is(dom.Text) || p.textIn(k) == 0 || p.textIn(k) > maxLink || !headline(n) {
			continue
		}
		if text := p.Doc.Text(k, maxLink); text != "" {
			return text
		}
	}
	return ""
}

// headline tells headings, and controls that unfold what they name.
func headline(n *dom.Node) bool {
	switch n.Atom() {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Summary, atom.Legend, atom.Dt:
		return true
	case atom.Label:
		return false
	}
	return n.Attr("role") == "heading" || n.Is(dom.Control) && (folds(n) || tab(n) || accordion(n))
}
