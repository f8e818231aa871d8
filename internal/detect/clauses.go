package detect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/purposes"
	"microconsent/internal/detect/surfaces"
)

// entry is a clause and where it stands, for sorting.
type entry struct {
	node  int
	later bool
	consent.Clause
}

// clauses turns what was found into the published form, in document order, and notes
// which stand on a further layer of their notice. nodes are where the clauses stand.
func (p *Page) clauses(found []surfaces.Found, statements []entry) (out []consent.Clause, nodes []int, later map[string]bool) {
	all := statements
	for _, f := range found {
		if f.Root >= 0 {
			all = append(all, entry{node: f.Root, Clause: p.notice(f)})
		}
		for _, i := range f.Items {
			all = append(all, entry{i.Node, i.Later, p.item(f.Kind, i)})
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.node, b.node) })
	out, nodes, later = make([]consent.Clause, len(all)), make([]int, len(all)), map[string]bool{}
	for k, e := range all {
		e.ID = "c" + strconv.Itoa(k+1)
		out[k], nodes[k] = e.Clause, e.node
		if e.later {
			later[e.ID] = true
		}
	}
	return out, nodes, later
}

// notice is the clause of a surface's text.
func (p *Page) notice(f surfaces.Found) consent.Clause {
	return p.place(f.Root, consent.Clause{Kind: consent.KindBanner, Surface: f.Kind, Role: consent.ClauseOther,
		Category: consent.CategoryOther, Text: f.Text, Confidence: f.Confidence, Evidence: f.Evidence})
}

// item is the clause of a control.
func (p *Page) item(kind consent.Surface, i surfaces.Item) consent.Clause {
	c := p.place(i.Node, consent.Clause{Kind: consent.KindControl, Surface: kind, Role: i.Guess.Role, Category: consent.CategoryOther,
		Text: i.Text, Confidence: i.Guess.Confidence, Evidence: i.Guess.Evidence, Interactive: true})
	switch i.Guess.Role {
	case consent.ClausePurposeToggle:
		c.Kind, c.Category = consent.KindCheckbox, p.topicOf(i)
	case consent.ClauseFormCheckbox:
		c.Kind = consent.KindCheckbox
	case consent.ClauseLoadEmbed:
		c.Category = consent.CategoryExternalMedia
	case consent.ClausePolicyLink, consent.ClauseDoNotSell:
		c.Category = consent.CategoryPrivacy
	}
	if c.Kind == consent.KindControl && c.Element == "a" {
		c.Kind = consent.KindLink
	}
	return c
}

// What a reading of words must reach to name the category of a checkbox: its own words
// say it most surely, those around it and the names that its makers gave it less so.
const (
	sureWords  = 0.5
	sureTopic  = 0.6
	sureNaming = 0.6
)

// topicOf is the category of a checkbox: by its own words, else by the text around it,
// else by how the page's makers named it.
func (p *Page) topicOf(i surfaces.Item) consent.Category {
	n := &p.doc.Nodes[i.Node]
	naming := strings.TrimSpace(n.Attr("id") + " " + n.Attr("name") + " " + n.Attr("value") + " " + n.Attr("for"))
	for _, reading := range []struct {
		text string
		sure float64
	}{{i.Text, sureWords}, {i.Topic, sureTopic}, {naming, sureNaming}} {
		if reading.text == "" {
			continue
		}
		if t := p.topic(reading.text); t.category != consent.CategoryOther && t.sure >= reading.sure {
			return t.category
		}
	}
	return consent.CategoryOther
}

// topic is what a text says of its purpose.
type topic struct {
	category consent.Category
	sure     float64
}

// topic reads a text once a page: a checkbox and its label say the same.
func (p *Page) topic(text string) topic {
	if t, ok := p.topics[text]; ok {
		return t
	}
	var t topic
	t.category, t.sure = purposes.Category(text)
	if t.category == consent.CategoryNecessary && negated(text) {
		t.category = consent.CategoryOther
	}
	if p.topics == nil {
		p.topics = map[string]topic{}
	}
	p.topics[text] = t
	return t
}

// place fills in where the element is and what state it is in.
func (p *Page) place(node int, c consent.Clause) consent.Clause {
	n := &p.doc.Nodes[node]
	c.Element, c.Selector, c.XPath, c.Line = n.HTML.Data, p.doc.Selector(node), p.doc.XPath(node), p.doc.Line(node)
	_, c.Disabled = n.LookupAttr("disabled")
	c.Disabled = c.Disabled || n.Attr("aria-disabled") == "true"
	c.Checked = p.checked(node)
	return c
}

// checked is the state of a checkbox, a switch or of what a label is for; nil for others.
func (p *Page) checked(node int) *bool {
	n := &p.doc.Nodes[node]
	if n.Atom() == atom.Label {
		if node = p.doc.Labelled(node); node < 0 {
			return nil
		}
		n = &p.doc.Nodes[node]
	}
	if n.Atom() == atom.Input {
		switch n.Attr("type") {
		case "checkbox", "radio":
			_, on := n.LookupAttr("checked")
			return &on
		}
	}
	if state, ok := n.LookupAttr("aria-checked"); ok {
		on := state == "true"
		return &on
	}
	return nil
}
