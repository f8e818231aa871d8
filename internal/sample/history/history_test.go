package history

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
)

func made(n int, seed uint64) []consent.Analysis {
	return slices.Collect(Analyses(Options{N: n, Seed: seed, Workspace: consent.DefaultWorkspaceID, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Version: "1.2.3"}))
}

func TestTheSameSeedGivesTheSameHistory(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(made(50, 7), made(50, 7)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(made(5, 7), made(5, 8)) {
		t.Error("another seed gives the same")
	}
}

// TestHistoryLooksReal holds what measurements rest on: the number of clauses, the spread
// of values, names that nobody owns, and times and ids in one order.
func TestHistoryLooksReal(t *testing.T) {
	t.Parallel()
	all := made(4000, 1)
	clauses, done := 0, 0
	values := map[string]map[string]int{"grade": {}, "status": {}, "language": {}, "rule": {}, "cmp": {}, "site": {}, "id": {}}
	for i, a := range all {
		values["id"][string(a.ID)]++
		values["status"][string(a.Status)]++
		values["site"][a.Site]++
		if host := a.Host; host != "" && !strings.HasSuffix(host, ".example") && !strings.HasSuffix(host, ".test") {
			t.Fatalf("%s may be somebody's", host)
		}
		if _, err := consent.ParseID(string(a.ID)); err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		if i > 0 && a.CreatedAt.Before(all[i-1].CreatedAt) {
			t.Fatalf("%d comes before the one before it", i)
		}
		if a.Status != consent.StatusCompleted {
			continue
		}
		done, clauses = done+1, clauses+len(a.Clauses)
		values["grade"][a.Score.Grade]++
		values["language"][a.Language.Code]++
		for _, f := range a.Findings {
			values["rule"][f.Rule]++
		}
		for _, c := range a.CMPs {
			values["cmp"][c.ID]++
		}
	}
	if average := float64(clauses) / float64(done); average < 20 || average > 22 {
		t.Errorf("%.1f clauses an analysis", average)
	}
	for what, least := range map[string]int{"grade": 6, "status": 3, "language": 6, "rule": 20, "cmp": 15, "site": 80, "id": 4000} {
		if len(values[what]) < least {
			t.Errorf("%d kinds of %s: %v", len(values[what]), what, values[what])
		}
	}
	if most := slices.Max(slices.Collect(maps.Values(values["site"]))); most < 4000/20 {
		t.Errorf("the site visited most has %d analyses", most)
	}
}
