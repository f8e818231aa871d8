package store_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/store"
)

// TestStatementsAreTold: kind, time and outcome of each statement, without its values.
func TestStatementsAreTold(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		var mu sync.Mutex
		var seen []store.Statement
		s.Watch(func(_ context.Context, st store.Statement) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, st)
		})
		err := s.InTx(t.Context(), func(ctx context.Context, tx consent.Store) error {
			return tx.CreateWorkspace(ctx, consent.Workspace{ID: consent.DefaultWorkspaceID, Name: "a secret name"})
		})
		wantCode(t, "a transaction", err, "")
		_, err = s.Job(t.Context(), consent.DefaultWorkspaceID, "0197a000-0000-7000-8000-00000000beef")
		wantCode(t, "a job that is not there", err, consent.NotFound)
		_, _ = s.DB().ExecContext(t.Context(), "NONSENSE")
		var kinds []string
		for _, st := range seen {
			kinds = append(kinds, st.Kind)
			if text := st.Text(); strings.Contains(text, "secret") || strings.Contains(text, "beef") {
				t.Errorf("a value is in %s", text)
			}
			if st.Took <= 0 || st.Began.IsZero() || (st.Err != nil) != (st.Kind == "OTHER") {
				t.Errorf("%s took %s: %v", st.Text(), st.Took, st.Err)
			}
		}
		if want := []string{"BEGIN", "INSERT", "COMMIT", "SELECT", "OTHER"}; !slices.Equal(kinds, want) {
			t.Errorf("seen %q, want %q", kinds, want)
		}
		if s.Pool().Stats().OpenConnections == 0 {
			t.Error("the pool has no connection")
		}
	})
}

// TestOpenJobsAreCounted: of all workspaces, those that wait or run, with the first of them.
func TestOpenJobsAreCounted(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		none, err := s.OpenJobs(t.Context())
		if err != nil || len(none) != 0 {
			t.Errorf("an empty database: %+v, %v", none, err)
		}
		fill(t, s, url)
		var states []struct {
			State string
			Count int
		}
		if err := s.DB().NewSelect().TableExpr("jobs").ColumnExpr("state, count(*) AS count").GroupExpr("state").Scan(t.Context(), &states); err != nil {
			t.Fatal(err)
		}
		want, got := 0, 0
		for _, row := range states {
			if row.State == "queued" || row.State == "running" {
				want += row.Count
			}
		}
		open, err := s.OpenJobs(t.Context())
		for _, o := range open {
			got += o.Count
			if o.State.Ended() || o.Queue == "" || o.Since.Year() != 2026 {
				t.Errorf("%+v", o)
			}
		}
		if err != nil || got != want || want == 0 {
			t.Errorf("%d open jobs, want %d; %v", got, want, err)
		}
	})
}
