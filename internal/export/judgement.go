package export

import (
	"slices"

	"microconsent/internal/consent"
)

// judgement is the verdict of a document in one word: the key of a message after
// "verdict.". What a person set aside does not count, and neither does information.
func judgement(d consent.Document) string {
	if d.Error != nil || d.Status == consent.StatusFailed || d.Status == consent.StatusCanceled {
		return "failed"
	}
	for _, s := range []consent.Severity{consent.SeverityHigh, consent.SeverityMedium, consent.SeverityLow} {
		if slices.ContainsFunc(d.Findings, func(f consent.Finding) bool { return f.Severity == s && !f.Status.Suppresses() }) {
			return string(s)
		}
	}
	if !d.Banner.Present && !slices.ContainsFunc(d.Clauses, func(c consent.Clause) bool { return c.Surface != consent.SurfacePage }) {
		return "none"
	}
	return "clean"
}

// group is the findings of one severity.
type group struct {
	Severity consent.Severity
	Findings []consent.Finding
}

// grouped sorts findings by severity, the worst first, and sets aside what triage
// suppresses. Within a group they stay in order.
func grouped(findings []consent.Finding) (open []group, aside []consent.Finding) {
	for _, s := range consent.Severities() {
		g := group{Severity: s}
		for _, f := range findings {
			if f.Severity == s && !f.Status.Suppresses() {
				g.Findings = append(g.Findings, f)
			}
		}
		if len(g.Findings) > 0 {
			open = append(open, g)
		}
	}
	for _, f := range findings {
		if f.Status.Suppresses() {
			aside = append(aside, f)
		}
	}
	return open, aside
}
