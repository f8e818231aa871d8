package detect

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	cmps "microconsent/internal/detect/cmp"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/purposes"
	"microconsent/internal/detect/surfaces"
)

// Analyze finds, classifies and judges. It ends early with the context's error.
func (p *Page) Analyze(ctx context.Context) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	w := watcher{}
	found := surfaces.Find(surfaces.Gather(p.doc, &w))
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	r := Result{Title: p.doc.Title, CMPs: cmps.Detect(&w.signals)}
	r.Banner = p.banner(found)
	r.Clauses = p.clauses(found)
	r.Language = p.language(r.Banner)
	p.judge(&r)
	return r, ctx.Err()
}

// watcher passes what the gathering pass reads on to the recognition of consent managers.
type watcher struct{ signals cmps.Signals }

func (w *watcher) Element(n *dom.Node) {
	for i := range n.HTML.Attr {
		a := &n.HTML.Attr[i]
		switch a.Key {
		case "id":
			w.signals.ID(a.Val)
		case "class":
			w.signals.Class(a.Val)
		case "src", "href":
			if n.Atom() != atom.A {
				w.signals.URL(a.Val)
			}
		default:
			w.signals.Attribute(a.Key, a.Val)
		}
	}
}

func (w *watcher) Raw(parent *dom.Node, text string) {
	if parent.Atom() == atom.Script {
		w.signals.Script(text)
	}
}

func (p *Page) language(b consent.Banner) consent.Language {
	code, sure := lang.Detect(p.sample(), p.doc.Lang)
	l := consent.Language{Code: code, Confidence: sure, Covered: lang.Covered(code)}
	if b.Present {
		l.Consent, _ = lang.Detect(b.Text, p.doc.Lang)
	}
	return l
}

// sample is a piece of the page's text for telling its language.
func (p *Page) sample() string {
	const size = 2000
	for i := range p.doc.Nodes {
		if p.doc.Nodes[i].Atom() == atom.Body {
			return p.doc.Text(i, size)
		}
	}
	return ""
}

func (p *Page) banner(found []surfaces.Found) consent.Banner {
	for _, f := range found {
		if f.Kind == consent.SurfaceBanner {
			return consent.Banner{Present: true, Selector: p.doc.Selector(f.Root), Text: f.Text,
				FirstLayerReject: slices.ContainsFunc(f.Items, func(i surfaces.Item) bool { return i.Guess.Role == consent.ClauseRejectAll })}
		}
	}
	return consent.Banner{}
}

// clauses turns what was found into the published form, in document order.
func (p *Page) clauses(found []surfaces.Found) []consent.Clause {
	type entry struct {
		node int
		consent.Clause
	}
	var all []entry
	for _, f := range found {
		if f.Kind == consent.SurfaceBanner {
			all = append(all, entry{f.Root, p.clause(f.Root, consent.Clause{Kind: consent.KindBanner, Surface: f.Kind, Role: consent.ClauseOther,
				Text: f.Text, Confidence: f.Confidence, Evidence: f.Evidence})})
		}
		for _, i := range f.Items {
			all = append(all, entry{i.Node, p.item(f.Kind, i)})
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.node, b.node) })
	out := make([]consent.Clause, len(all))
	for k, e := range all {
		e.ID = "c" + strconv.Itoa(k+1)
		out[k] = e.Clause
	}
	return out
}

func (p *Page) item(kind consent.Surface, i surfaces.Item) consent.Clause {
	c := consent.Clause{Kind: consent.KindControl, Surface: kind, Role: i.Guess.Role, Text: i.Text, Confidence: i.Guess.Confidence,
		Evidence: i.Guess.Evidence, Interactive: true, Category: consent.CategoryOther}
	switch i.Guess.Role {
	case consent.ClausePurposeToggle, consent.ClauseFormCheckbox:
		c.Kind = consent.KindCheckbox
		c.Category = purposes.Guess(i.Text).Category
	case consent.ClausePolicyLink:
		c.Kind = consent.KindLink
		c.Category = consent.CategoryPrivacy
	}
	return p.clause(i.Node, c)
}

// clause fills in where the element is.
func (p *Page) clause(node int, c consent.Clause) consent.Clause {
	n := &p.doc.Nodes[node]
	c.Element, c.Selector, c.XPath, c.Line = n.HTML.Data, p.doc.Selector(node), p.doc.XPath(node), p.doc.Line(node)
	_, c.Disabled = n.LookupAttr("disabled")
	if c.Category == "" {
		c.Category = consent.CategoryOther
	}
	if n.Atom() == atom.Input {
		_, checked := n.LookupAttr("checked")
		c.Checked = &checked
	}
	return c
}
