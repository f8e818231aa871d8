package detect

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/clauses"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/surfaces"
)

// Bounds of the text of a policy page, in bytes.
const (
	minPolicy    = 800
	maxParagraph = 20_000
)

// policy reads the statements of a page whose title or main heading says that it is a
// policy. It ends early, with what it has, when the context ends.
func (p *Page) policy(ctx context.Context, banners []int) []entry {
	if !p.isPolicy() {
		return nil
	}
	return p.policyText(ctx, banners)
}

// policyText reads the statements of a page that is a policy.
func (p *Page) policyText(ctx context.Context, banners []int) []entry {
	var out []entry
	for i := 0; i < len(p.doc.Nodes) && len(out) < maxStatements && ctx.Err() == nil; i++ {
		n := &p.doc.Nodes[i]
		if n.Is(dom.Text) {
			continue
		}
		if aside(n) || slices.Contains(banners, i) {
			i = int(n.End) - 1
			continue
		}
		if paragraph(n) {
			out = append(out, p.statements(i)...)
		}
	}
	return out
}

// isPolicy looks at the title and the main heading, and at the length of the page.
func (p *Page) isPolicy() bool {
	heading := p.doc.Title
	if p.html.Heading >= 0 {
		heading += " " + p.doc.Text(p.html.Heading, 200)
	}
	return surfaces.NamesPolicy(heading) && len(p.doc.Text(0, minPolicy)) > minPolicy*9/10
}

// aside tells parts of a page that belong to no policy.
func aside(n *dom.Node) bool {
	switch n.Atom() {
	case atom.Head, atom.Nav, atom.Header, atom.Footer, atom.Form, atom.Aside, atom.Script, atom.Style, atom.Noscript, atom.Template,
		atom.Button, atom.Select:
		return true
	}
	return false
}

func paragraph(n *dom.Node) bool {
	switch n.Atom() {
	case atom.P, atom.Li, atom.Td, atom.Dd, atom.Blockquote, atom.Div, atom.Section:
		return true
	}
	return false
}

// statements are the sentences that stand in an element itself, not in a paragraph inside.
func (p *Page) statements(i int) []entry {
	text := p.doc.TextWithout(i, maxParagraph, func(k int) bool { return paragraph(&p.doc.Nodes[k]) || heading(&p.doc.Nodes[k]) })
	if strings.Count(text, " ") < 3 {
		return nil
	}
	var out []entry
	for _, s := range clauses.Split(text) {
		if strings.Count(s.Text, " ") >= 3 {
			out = append(out, entry{node: i, Clause: p.place(i, statement(s.Text))})
		}
	}
	return out
}

func heading(n *dom.Node) bool {
	switch n.Atom() {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Nav, atom.Form, atom.Table, atom.Ul, atom.Ol, atom.Dl:
		return true
	}
	return false
}

// roots are the outermost elements of the surfaces found.
func roots(found []surfaces.Found) []int {
	var out []int
	for _, f := range found {
		if f.Root >= 0 && f.Kind != consent.SurfacePage {
			out = append(out, f.Root)
		}
	}
	return out
}
