package rules

import (
	"cmp"
	"math"
	"slices"

	"microconsent/internal/consent"
)

// Verdict is the outcome of all rules.
type Verdict struct {
	Findings   []consent.Finding    // the worst first
	Unobserved []consent.Unobserved // in the order of the rules
	Score      *consent.Score       // nil when no part could be observed
}

// Judge applies every rule of the subject's jurisdiction.
func Judge(s *Subject) Verdict {
	var v Verdict
	s.read = newReading(s)
	for _, r := range table() {
		severity, known := r.Severity[s.Jurisdiction]
		if !known {
			continue
		}
		if open, ok := r.unobserved(s); ok {
			v.Unobserved = append(v.Unobserved, open)
			continue
		}
		for _, hit := range r.Decide(s) {
			v.Findings = append(v.Findings, r.finding(s, severity, hit))
		}
	}
	slices.SortStableFunc(v.Findings, func(a, b consent.Finding) int { return cmp.Compare(rank(a.Severity), rank(b.Severity)) })
	v.Score = Score(s, v.Findings)
	return v
}

// unobserved says why the rule cannot be decided, if so.
func (r Rule) unobserved(s *Subject) (consent.Unobserved, bool) {
	out := consent.Unobserved{Rule: r.ID, Title: r.English.Title}
	for _, n := range r.Needs {
		if !s.has(n) {
			out.Needs = append(out.Needs, n)
		}
	}
	switch {
	case len(out.Needs) > 0:
		return out, true
	case r.AbsenceBased && !s.Language.Covered:
		out.Needs, out.Why = r.Needs, "The language is not covered well enough to rely on something not being said."
		return out, true
	case r.Observable != nil:
		out.Why = r.Observable(s)
		out.Needs = r.Needs
	}
	return out, out.Why != ""
}

func (r Rule) finding(s *Subject, severity consent.Severity, hit Hit) consent.Finding {
	f := consent.Finding{Rule: r.ID, Severity: severity, Status: consent.TriageOpen, Title: r.English.Title,
		Explanation: r.English.Explanation, Remedy: r.English.Remedy, Disagreement: r.English.Disagreement,
		Clauses: hit.Clauses, Evidence: hit.Evidence, Confidence: math.Round(100*hit.Confidence) / 100}
	for _, ref := range r.References {
		if ref.holds(s.Jurisdiction) {
			f.References = append(f.References, ref.ID)
		}
	}
	f.Key = f.KeyOf(s.Clauses)
	return f
}

func rank(s consent.Severity) int { return slices.Index(consent.Severities(), s) }
