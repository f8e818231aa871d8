package main

import (
	"slices"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// verdicts compares what the rules find with the labels of pages.
type verdicts struct{ reject, implied, quiet share }

// scoreRules expects no-reject-on-first-layer where a notice has an agreement and is
// labelled to lack a refusal, implied-consent where that is labelled, and nothing above
// info where no consent surface is.
func (s *scorer) scoreRules(l label, r detect.Result) {
	if l.Banner == nil {
		return
	}
	if !*l.Banner {
		s.scoreQuiet(l, r)
		return
	}
	if l.Reject != nil {
		offered := slices.ContainsFunc(l.Elements, func(e element) bool { return e.Role == consent.ClauseAcceptAll })
		s.expectFinding("no-reject-on-first-layer", offered && !*l.Reject, r, &s.verdicts.reject)
	}
	if l.Implied != nil {
		s.expectFinding("implied-consent", *l.Implied, r, &s.verdicts.implied)
	}
}

func (s *scorer) expectFinding(rule string, want bool, r detect.Result, into *share) {
	got := slices.ContainsFunc(r.Findings, func(f consent.Finding) bool { return f.Rule == rule })
	into.add(got == want)
	if got != want {
		s.say("finding %s: %v, want %v", rule, got, want)
	}
}

// scoreQuiet looks at pages without a notice, a consent in a form or a blocked embed.
func (s *scorer) scoreQuiet(l label, r detect.Result) {
	if slices.ContainsFunc(l.Elements, func(e element) bool { return isControl(e.Role) && e.Role != consent.ClausePolicyLink }) {
		return
	}
	loud := slices.IndexFunc(r.Findings, func(f consent.Finding) bool { return f.Severity != consent.SeverityInfo })
	s.verdicts.quiet.add(loud < 0)
	if loud >= 0 {
		s.say("finding %s on a page without a consent surface: %v", r.Findings[loud].Rule, r.Findings[loud].Evidence)
	}
}

func (v verdicts) figures() []figure {
	return []figure{
		{task: "finding no-reject-on-first-layer agrees with the labels", split: pages, value: v.reject.value(), must: 0.95, aim: 0.99},
		{task: "finding implied-consent agrees with the labels", split: pages, value: v.implied.value(), must: 0.95, aim: 0.97},
		{task: "nothing above info without a consent surface", split: pages, value: v.quiet.value(), must: 1, aim: 1},
	}
}
