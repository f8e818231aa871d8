package detect

import (
	"context"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/cmp"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/surfaces"
)

// Analyze finds, classifies and judges. It ends early with the context's error.
func (p *Page) Analyze(ctx context.Context) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	analyze := p.analyzeText
	switch {
	case p.html != nil:
		analyze = p.analyzeHTML
	case p.strings != nil:
		analyze = p.analyzeStrings
	}
	r, err := analyze(ctx)
	r.round()
	return r, err
}

func (p *Page) analyzeHTML(ctx context.Context) (Result, error) {
	found := surfaces.Find(p.html)
	r := Result{Title: p.doc.Title, CMPs: cmp.Detect(&p.seen.Signals)}
	r.Banner = p.banner(found)
	f := facts{found: found}
	r.Clauses, f.nodes, f.later = p.clauses(found, p.policy(ctx, roots(found)))
	r.Language = p.language(r.Banner)
	m, style := p.look(&r, f)
	p.judge(&r, m, style)
	return r, ctx.Err()
}

// language reads the consent text first: where it agrees with what the page declares, the
// rest of the page needs no second look.
func (p *Page) language(b consent.Banner) consent.Language {
	const enough = 160 // bytes
	var l consent.Language
	if b.Present {
		l.Consent, l.Confidence = lang.Detect(b.Text[:min(len(b.Text), enough)], p.doc.Lang)
	}
	if l.Code = l.Consent; l.Code == "" || l.Code != lang.Normalize(p.doc.Lang) {
		l.Code, l.Confidence = lang.Detect(p.sample(), p.doc.Lang)
	}
	l.Covered = lang.Covered(l.Code)
	return l
}

// sample is a piece of the page's text for telling its language.
// What the page declares of itself needs less to be borne out.
func (p *Page) sample() string {
	size := 160 // bytes
	if lang.Covered(lang.Normalize(p.doc.Lang)) {
		size = 80
	}
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
