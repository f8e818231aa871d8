package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"microconsent/internal/consent"
	"microconsent/internal/sample/history"
	"microconsent/internal/store"
)

// TestLoadedAnalysesAreLikeSavedOnes loads a history in bulk and saves the same one by one:
// what is read, counted, found and charted is the same, and the indexes stay.
func TestLoadedAnalysesAreLikeSavedOnes(t *testing.T) {
	t.Parallel()
	made := slices.Collect(history.Analyses(history.Options{N: 150, Seed: 3, Workspace: consent.DefaultWorkspaceID, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Version: "1"}))
	made[0].Policy, made[1].Policy = declaring(500), declaring(1)
	made[0].Source.Title = "tab\t, back\\slash, \\N and\nline"
	eachDatabase(t, func(t *testing.T, url string) {
		loaded, saved := migrated(t, url), migrated(t, sqliteURL(t))
		before := readSchema(t, loaded, url)
		for _, s := range []*store.Store{loaded, saved} {
			if err := s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, CreatedAt: made[0].CreatedAt}); err != nil {
				t.Fatal(err)
			}
		}
		written := 0
		if err := loaded.LoadAnalyses(t.Context(), slices.Values(made), func(n int) { written = n }); err != nil || written != len(made) {
			t.Fatalf("%d written, %v", written, err)
		}
		for _, a := range made {
			if err := saved.CreateAnalysis(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			if err := saved.SaveResult(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		for _, a := range made[:20] {
			sameOf(t, "analysis", loaded, saved, func(s *store.Store) (consent.Analysis, error) {
				return s.Analysis(t.Context(), consent.DefaultWorkspaceID, a.ID)
			})
		}
		for _, f := range []consent.Filter{{}, {Grade: []string{"F"}}, {Rule: []string{made[140].Findings[0].Rule}}, {Query: "privacy"}, {Status: []consent.Status{consent.StatusFailed}}} {
			sameOf(t, "facets", loaded, saved, func(s *store.Store) (consent.Facets, error) {
				return s.Facets(t.Context(), consent.DefaultWorkspaceID, f)
			})
			sameOf(t, "page", loaded, saved, func(s *store.Store) (consent.Page[consent.Analysis], error) {
				return s.Analyses(t.Context(), consent.DefaultWorkspaceID, f)
			})
		}
		sameOf(t, "sites", loaded, saved, func(s *store.Store) (consent.Page[consent.SiteSummary], error) {
			return s.Sites(t.Context(), consent.DefaultWorkspaceID, consent.Filter{Limit: consent.MaxLimit, Sort: consent.SortSite})
		})
		sameSchema(t, before, readSchema(t, loaded, url))
		recounted(t, loaded)
	})
}

// recounted: the counters say what counting all anew says.
func recounted(t *testing.T, s *store.Store) {
	t.Helper()
	count := func() (out []string) {
		rows, err := s.DB().QueryContext(t.Context(), "SELECT CAST(workspace_id AS text) || ' ' || term || ' ' || day || ' ' || analyses || ' ' || weight FROM analysis_days WHERE analyses <> 0 OR weight <> 0")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			out = append(out, line)
		}
		slices.Sort(out)
		return out
	}
	before := count()
	if err := s.RebuildHistory(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, count()); diff != "" || len(before) == 0 {
		t.Errorf("%d counters; counted anew:\n%s", len(before), diff)
	}
}

func sameOf[T any](t *testing.T, what string, a, b *store.Store, read func(*store.Store) (T, error)) {
	t.Helper()
	left, err := read(a)
	if err != nil {
		t.Fatal(err)
	}
	right, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(right, left, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// TestLoadWaitsForItsSource: however long the next analysis takes, the transaction of a load
// is not ended as an idle one.
func TestLoadWaitsForItsSource(t *testing.T) {
	t.Parallel()
	url := databases(t)[1].empty(t)
	s, other := migrated(t, url+"&idle_in_transaction_session_timeout=100ms"), open(t, url)
	made := history.Options{N: 2, Seed: 3, Workspace: consent.DefaultWorkspaceID, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Version: "1"}
	wantCode(t, "workspace", s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, CreatedAt: made.Until}), "")
	slow := func(yield func(consent.Analysis) bool) {
		for a := range history.Analyses(made) {
			if _, err := other.DB().ExecContext(t.Context(), "SELECT pg_sleep(0.4)"); err != nil || !yield(a) {
				return
			}
		}
	}
	wantCode(t, "slow load", s.LoadAnalyses(t.Context(), slow, func(int) {}), "")
}
