package consent

import (
	"cmp"
	"math"
	"slices"
)

// compareFindings pairs by rule and controls, and what is left by the rule alone: the same
// fault at a control that was renamed is changed, not one fixed and one new.
func compareFindings(base, head Analysis) []FindingChange {
	keys := map[bool][]string{true: keysOf(base), false: keysOf(head)}
	rules := map[bool][]Finding{true: base.Findings, false: head.Findings}
	found := match(len(base.Findings), len(head.Findings),
		func(b bool, i int) string { return keys[b][i] },
		func(b bool, i int) string { return rules[b][i].Rule })
	out := make([]FindingChange, 0, len(found))
	for _, p := range found {
		c := FindingChange{Base: at(base.Findings, p.base), Head: at(head.Findings, p.head)}
		if c.Head != nil {
			c.Key = keys[false][p.head]
		} else {
			c.Key = keys[true][p.base]
		}
		if c.Base != nil && c.Head != nil {
			c.Fields = findingFields(*c.Base, *c.Head, keys[true][p.base] != keys[false][p.head])
		}
		c.Kind = p.kind(c.Fields)
		out = append(out, c)
	}
	slices.SortStableFunc(out, findingOrder)
	return out
}

func keysOf(a Analysis) []string {
	out := make([]string, len(a.Findings))
	for i, f := range a.Findings {
		out[i] = f.KeyOf(a.Clauses)
	}
	return out
}

// findingFields names what differs. The confidence counts from 0.05 on: less is noise.
// Explanation, remedy and references follow the ruleset, of which a warning tells.
func findingFields(base, head Finding, moved bool) []string {
	var out []string
	note := func(differs bool, field string) {
		if differs {
			out = append(out, field)
		}
	}
	note(base.Severity != head.Severity, "severity")
	note(statusOf(base) != statusOf(head), "status")
	note(base.Title != head.Title, "title")
	note(moved, "clauses")
	note(!slices.Equal(base.Evidence, head.Evidence), "evidence")
	note(math.Abs(base.Confidence-head.Confidence) >= 0.05, "confidence")
	return out
}

func statusOf(f Finding) Triage {
	if f.Status == "" {
		return TriageOpen
	}
	return f.Status
}

func findingOrder(a, b FindingChange) int {
	one, two := a.any(), b.any()
	return cmp.Or(cmp.Compare(rankOf(a.Kind), rankOf(b.Kind)),
		cmp.Compare(slices.Index(Severities(), one.Severity), slices.Index(Severities(), two.Severity)),
		cmp.Compare(one.Rule, two.Rule))
}

// any is the finding as it is now, or as it was.
func (c FindingChange) any() Finding {
	if c.Head != nil {
		return *c.Head
	}
	return *c.Base
}
