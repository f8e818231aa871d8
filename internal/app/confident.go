package app

import (
	"slices"

	"microconsent/internal/consent"
)

// leaveOut drops the clauses that the submitter finds too unsure, and their ids from the
// findings. The findings stay: they were judged on everything that was read.
func leaveOut(clauses []consent.Clause, findings []consent.Finding, least float64) ([]consent.Clause, []consent.Finding) {
	if least <= 0 {
		return clauses, findings
	}
	kept := slices.DeleteFunc(slices.Clone(clauses), func(c consent.Clause) bool { return c.Confidence < least })
	known := make(map[string]bool, len(kept))
	for _, c := range kept {
		known[c.ID] = true
	}
	shown := slices.Clone(findings)
	for i, f := range shown {
		shown[i].Clauses = slices.DeleteFunc(slices.Clone(f.Clauses), func(id string) bool { return !known[id] })
	}
	return kept, shown
}
