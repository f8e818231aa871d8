package detect

import (
	"slices"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/surfaces"
)

// judge applies the rules to what was read.
func (p *Page) judge(r *Result, m rules.Markup, style map[string]rules.Style) {
	p.judged = p.subject(r, m, style)
	v := rules.Judge(p.judged)
	r.Findings, r.Unobserved, r.Score = v.Findings, v.Unobserved, v.Score
}

func (p *Page) subject(r *Result, m rules.Markup, style map[string]rules.Style) *rules.Subject {
	jurisdiction := p.in.Options.Jurisdiction
	if jurisdiction == "" {
		jurisdiction = consent.JurisdictionEU
	}
	return &rules.Subject{Kind: p.in.Kind, URL: p.in.URL, Title: r.Title, Jurisdiction: jurisdiction, Language: r.Language, CMPs: r.CMPs,
		Banner: r.Banner, Clauses: r.Clauses, Markup: m, Style: style, Declared: p.declaredCookies(), ConsentMode: p.consentDefaults()}
}

// facts are what the passes over a page leave for judging it.
type facts struct {
	found []surfaces.Found
	nodes []int // where each clause stands
	later map[string]bool
}

// look fills in what the markup and its own styles tell beyond the clauses. A refusal that
// nobody can see does not count as one.
func (p *Page) look(r *Result, f facts) (rules.Markup, map[string]rules.Style) {
	m := rules.Markup{Deeper: f.later, Trackers: p.thirdParties(), Declared: lang.Normalize(p.doc.Lang)}
	if !r.Banner.Present {
		m.Wall = p.wall()
		m.Shell = p.shell(p.seen.scripts)
		return m, nil
	}
	c := p.inspect(r.Clauses, f)
	m.Hidden, m.Links, m.Conflicts, m.Blocks = c.hidden(), c.links(), c.conflicts(), c.blocks()
	r.Banner.FirstLayerReject = r.Banner.FirstLayerReject && slices.ContainsFunc(r.Clauses, func(c consent.Clause) bool {
		return c.Surface == consent.SurfaceBanner && c.Role == consent.ClauseRejectAll && m.Hidden[c.ID] == "" && !m.Deeper[c.ID]
	})
	return m, c.styles()
}
