package detect

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/rules"
)

// judge applies the rules to what was read.
func (p *Page) judge(r *Result, m rules.Markup) {
	v := rules.Judge(p.subject(r, m))
	r.Findings, r.Unobserved, r.Score = v.Findings, v.Unobserved, v.Score
}

func (p *Page) subject(r *Result, m rules.Markup) *rules.Subject {
	jurisdiction := p.in.Options.Jurisdiction
	if jurisdiction == "" {
		jurisdiction = consent.JurisdictionEU
	}
	return &rules.Subject{Kind: p.in.Kind, URL: p.in.URL, Jurisdiction: jurisdiction, Language: r.Language, CMPs: r.CMPs,
		Banner: r.Banner, Clauses: r.Clauses, Markup: m}
}

// Rescore is the score of an analysis after people or a file decided about its findings:
// suppressed ones no longer cost anything.
func Rescore(score *consent.Score, findings []consent.Finding) *consent.Score {
	return rules.Rescore(score, findings)
}
