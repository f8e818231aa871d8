package detect

import (
	"context"
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	cmps "microconsent/internal/detect/cmp"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/surfaces"
)

// Analyze finds, classifies and judges. It ends early with the context's error.
func (p *Page) Analyze(ctx context.Context) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	w := watcher{}
	gathered := surfaces.Gather(p.doc, &w)
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	found := surfaces.Find(gathered)
	r := Result{Title: p.doc.Title, CMPs: cmps.Detect(&w.signals)}
	r.Banner = p.banner(found)
	var later map[string]bool
	r.Clauses, later = p.clauses(found)
	r.Language = p.language(r.Banner)
	p.judge(&r, rules.Markup{Deeper: later})
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
			if strings.HasPrefix(a.Key, "data-") || strings.HasPrefix(a.Key, "consent-") {
				w.signals.Attribute(a.Key, a.Val)
			}
		}
	}
}

// maxScript is how much of one inline script is searched, in bytes. What loads a consent
// manager stands early; the rest is data.
const maxScript = 64 << 10

func (w *watcher) Raw(parent *dom.Node, text string) {
	if parent.Atom() == atom.Script {
		w.signals.Script(text[:min(len(text), maxScript)])
	}
}

func (p *Page) language(b consent.Banner) consent.Language {
	code, sure := lang.Detect(p.sample(), p.doc.Lang)
	l := consent.Language{Code: code, Confidence: sure, Covered: lang.Covered(code)}
	if b.Present {
		const enough = 240 // bytes
		l.Consent, _ = lang.Detect(b.Text[:min(len(b.Text), enough)], p.doc.Lang)
	}
	return l
}

// sample is a piece of the page's text for telling its language.
func (p *Page) sample() string {
	const size = 240
	for i := range p.doc.Nodes {
		if p.doc.Nodes[i].Atom() == atom.Body {
			return p.doc.Text(i, size)
		}
	}
	return ""
}

func (p *Page) banner(found []surfaces.Found) consent.Banner {
	for _, f := range found {
		if f.Primary {
			return consent.Banner{Present: true, Selector: p.doc.Selector(f.Root), Text: f.Text,
				FirstLayerReject: f.FirstLayerReject, ImpliedConsent: f.ImpliedConsent}
		}
	}
	return consent.Banner{}
}
