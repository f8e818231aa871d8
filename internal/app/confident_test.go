package app

import (
	"slices"
	"testing"

	"microconsent/internal/consent"
)

func TestLeaveOut(t *testing.T) {
	t.Parallel()
	clauses := []consent.Clause{{ID: "c1", Confidence: 0.9}, {ID: "c2", Confidence: 0.5}, {ID: "c3", Confidence: 0.49}}
	findings := []consent.Finding{{Rule: "a", Clauses: []string{"c1", "c3"}}, {Rule: "b", Clauses: []string{"c3"}}}
	for least, want := range map[float64][]string{0: {"c1", "c2", "c3"}, 0.5: {"c1", "c2"}, 0.91: {}} {
		kept, shown := leaveOut(clauses, findings, least)
		ids := []string{}
		for _, c := range kept {
			ids = append(ids, c.ID)
		}
		if !slices.Equal(ids, want) || len(shown) != len(findings) {
			t.Errorf("at least %v: %v and %d findings", least, ids, len(shown))
		}
		for _, f := range shown {
			for _, id := range f.Clauses {
				if !slices.Contains(want, id) {
					t.Errorf("at least %v: finding %s names %s, which is left out", least, f.Rule, id)
				}
			}
		}
	}
	if len(clauses) != 3 || findings[0].Clauses[1] != "c3" {
		t.Error("the engine's result was changed")
	}
}
