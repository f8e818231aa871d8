package surfaces

import (
	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/roles"
)

// Limits of texts of controls outside notices, in bytes.
const (
	maxLabel = 800
	maxLink  = 80
)

// loose gathers what stands outside the notices: consents in forms, links to policies,
// ways to reopen the choice.
func (p *Page) loose(taken map[int]bool) []Found {
	form := Found{Kind: consent.SurfaceFormConsent, Root: -1}
	page := Found{Kind: consent.SurfacePage, Root: -1}
	inForm := -1 // end of the label that the walk is in
	for _, c := range p.controls {
		i := int(c)
		switch {
		case taken[i]:
		case p.toggle(i):
			if p.doubles(i) {
				continue
			}
			if item, ok := p.formConsent(i); ok {
				form.Items = append(form.Items, item)
				inForm = p.around(i)
			}
		case i < inForm && p.Doc.Nodes[i].Atom() == atom.A:
			form.Items = append(form.Items, p.formLink(i))
		default:
			if item, ok := p.link(i); ok {
				page.Items = append(page.Items, item)
			}
		}
	}
	return []Found{form, page}
}

// formConsent takes checkboxes whose words speak of agreeing, privacy or letters.
func (p *Page) formConsent(i int) (Item, bool) {
	n := &p.Doc.Nodes[i]
	name := p.name(i)
	if len(name) > maxLabel {
		return Item{}, false
	}
	bits := stems().Bits(name, ^uint32(0)) | details().Bits(name, ^uint32(0))
	telling := bits&(wordCookie|wordConsent|wordPolicy|wordAgree|wordLetters) != 0
	if remembers(name) && !speaksOfConsent(n.Attr("name")) {
		return Item{}, false
	}
	if !telling && !speaksOfConsent(n.Attr("name")) && !speaksOfConsent(n.Attr("id")) {
		return Item{}, false
	}
	control := roles.Control{Guess: p.guess(i), Text: name, Toggle: true}
	return Item{Node: i, Text: name, Guess: roles.InPlace(control, roles.Place{Surface: consent.SurfaceFormConsent})}, true
}

// around is the end of the text that belongs to a checkbox: its label or its parent.
func (p *Page) around(i int) int {
	end := int(p.Doc.Nodes[i].End)
	for _, l := range p.Doc.Labels(i) {
		end = max(end, int(p.Doc.Nodes[l].End))
	}
	if parent := p.Doc.Parent(i); parent >= 0 && p.textIn(parent) < maxLabel {
		end = max(end, int(p.Doc.Nodes[parent].End))
	}
	return end
}

func (p *Page) formLink(i int) Item {
	control := p.control(i, p.guess(i))
	return Item{Node: i, Text: control.Text, Guess: roles.InPlace(control, roles.Place{Surface: consent.SurfaceFormConsent})}
}

// link takes links to policies and controls that reopen the choice, by words that name
// them: outside notices "more information" is about anything.
func (p *Page) link(i int) (Item, bool) {
	n := &p.Doc.Nodes[i]
	if n.Atom() == atom.Label || p.textIn(i) > maxLink {
		return Item{}, false
	}
	var bits uint32
	for _, h := range p.hitsWithin(i, int(n.End)) {
		bits |= h.bits
	}
	if bits&(wordCookie|wordConsent|wordPolicy|wordSell) == 0 {
		return Item{}, false
	}
	g := p.guess(i)
	if bits&wordSell != 0 && roles.OptsOut(p.name(i)) {
		return Item{Node: i, Text: p.name(i), Guess: roles.OptOut(g)}, true
	}
	switch g.Role {
	case consent.ClausePolicyLink:
		if bits&wordPolicy != 0 && g.Confidence >= 0.5 || bits&wordCookie != 0 && g.Confidence >= 0.9 {
			return Item{Node: i, Text: p.name(i), Guess: g}, true
		}
	case consent.ClauseSettings, consent.ClauseWithdraw:
		if bits&wordCookie != 0 && g.Confidence >= 0.6 {
			return Item{Node: i, Text: p.name(i), Guess: roles.Reopens(g)}, true
		}
	case consent.ClauseDoNotSell:
		return Item{Node: i, Text: p.name(i), Guess: g}, g.Confidence >= 0.6
	}
	return Item{}, false
}
