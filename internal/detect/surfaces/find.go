package surfaces

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/roles"
)

// Item is a control of a surface with its role.
type Item struct {
	Node  int
	Guess roles.Guess
	Text  string
}

// Found is a surface with its controls, in document order.
type Found struct {
	Kind       consent.Surface
	Root       int // -1 for what stands on the page by itself
	Items      []Item
	Text       string
	Confidence float64
	Evidence   []string
}

// Find lists the surfaces of a page.
func Find(p *Page) []Found {
	var out []Found
	taken := map[int]bool{}
	for _, r := range p.banners() {
		f := p.banner(r)
		for _, c := range r.controls {
			taken[c] = true
		}
		out = append(out, f)
	}
	return append(out, p.rest(taken)...)
}

func (p *Page) banner(r region) Found {
	place := p.place(r)
	f := Found{Kind: consent.SurfaceBanner, Root: r.root, Text: p.Doc.Text(r.root, maxTextOfBanner), Confidence: confidence(r.score)}
	for k, c := range r.controls {
		control := p.control(c, r.guesses[k])
		f.Items = append(f.Items, Item{Node: c, Guess: roles.InPlace(control, place), Text: control.Text})
	}
	return f
}

func confidence(score float64) float64 { return min(0.99, 0.6+0.07*(score-threshold)) }

func (p *Page) place(r region) roles.Place {
	place := roles.Place{Surface: consent.SurfaceBanner, Rejects: r.has[consent.ClauseRejectAll], Accepts: r.has[consent.ClauseAcceptAll]}
	for k, c := range r.controls {
		control := p.control(c, r.guesses[k])
		if control.Toggle {
			place.Toggles++
		}
		if control.Role == consent.ClauseAcceptAll && !strings.Contains(strings.TrimSpace(control.Text), " ") {
			place.Plain++
		}
	}
	return place
}

func (p *Page) control(c int, g roles.Guess) roles.Control {
	n := &p.Doc.Nodes[c]
	return roles.Control{Guess: g, Text: p.Doc.Name(c), Tag: n.HTML.Data, Type: strings.ToLower(n.Attr("type")), Href: n.Attr("href"),
		Naming: n.Attr("id") + " " + n.Attr("class") + " " + n.Attr("name"), Toggle: p.toggle(c)}
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
	switch strings.ToLower(n.Attr("type")) {
	case "checkbox", "radio":
		return n.Atom() == atom.Input
	}
	switch strings.ToLower(n.Attr("role")) {
	case "checkbox", "switch", "menuitemcheckbox":
		return true
	}
	return false
}

// rest gathers what stands outside the notices.
func (p *Page) rest(taken map[int]bool) []Found {
	form := Found{Kind: consent.SurfaceFormConsent, Root: -1}
	page := Found{Kind: consent.SurfacePage, Root: -1}
	for _, c := range p.controls {
		if i := int(c); !taken[i] {
			p.loose(i, &form, &page)
		}
	}
	return []Found{form, page}
}

func (p *Page) loose(i int, form, page *Found) {
	n := &p.Doc.Nodes[i]
	if span(p.textLen, p.Doc, i) > 400 {
		return
	}
	if p.toggle(i) {
		g := p.guess(i)
		text := p.Doc.Name(i)
		if stems().Bits(text, ^uint32(0)) != 0 || strings.Contains(strings.ToLower(text), "datenschutz") || strings.Contains(strings.ToLower(text), "privacy") {
			form.Items = append(form.Items, Item{Node: i, Text: text, Guess: roles.InPlace(roles.Control{Guess: g, Toggle: true}, roles.Place{Surface: form.Kind})})
		}
		return
	}
	if n.Atom() == atom.A {
		g := p.guess(i)
		if g.Role == consent.ClausePolicyLink && roles.PolicyAddress(n.Attr("href")) != "" {
			page.Items = append(page.Items, Item{Node: i, Text: p.Doc.Name(i), Guess: g})
		}
	}
}
