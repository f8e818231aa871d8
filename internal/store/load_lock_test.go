package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
	"microconsent/internal/testrig/services"
)

// TestLoadingWaitsForAFold: a process that folds sites reads analyses while it holds its lock.
// Loading and making the history anew want both, too, and must not wait the other way round.
func TestLoadingWaitsForAFold(t *testing.T) {
	t.Parallel()
	s := withWorkspace(t, schemaOf(t, services.Postgres(t)))
	for name, want := range map[string]func(context.Context) error{
		"load": func(ctx context.Context) error {
			return s.LoadAnalyses(ctx, slices.Values([]consent.Analysis{numbered(1, "a.example")}), func(int) {})
		},
		"rebuild": s.RebuildHistory,
	} {
		if _, err := s.DB().ExecContext(t.Context(), "INSERT INTO site_changes (workspace_id, site) VALUES (?, 'b.example')", consent.DefaultWorkspaceID); err != nil {
			t.Fatal(err)
		}
		fold, err := s.DB().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fold.ExecContext(t.Context(), "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' sites', 0))"); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- want(t.Context()) }()
		waiting(t, s.DB().NewRaw(`SELECT count(*) FROM pg_locks l JOIN pg_locks mine ON mine.locktype = 'advisory' AND mine.granted
  AND (mine.classid, mine.objid, mine.database) = (l.classid, l.objid, l.database) WHERE NOT l.granted AND mine.pid = ?`, backend(t, fold)))
		if _, err := fold.ExecContext(t.Context(), "SELECT microconsent_fold_sites(10)"); err != nil {
			t.Errorf("%s: the fold: %v", name, err)
		}
		if err := fold.Commit(); err != nil {
			t.Errorf("%s: the fold: %v", name, err)
		}
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	rightHistory(t, "at the end", s)
}

// backend is the process of the server that serves a transaction.
func backend(t *testing.T, tx bun.Tx) (pid int) {
	t.Helper()
	if err := tx.NewRaw("SELECT pg_backend_pid()").Scan(t.Context(), &pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

type scanner interface {
	Scan(ctx context.Context, dest ...any) error
}

// waiting asks until somebody waits.
func waiting(t *testing.T, asked scanner) {
	t.Helper()
	again, limit := time.NewTicker(10*time.Millisecond), time.After(20*time.Second)
	defer again.Stop()
	for n := 0; n == 0; {
		if err := asked.Scan(t.Context(), &n); err != nil {
			t.Fatal(err)
		}
		select {
		case <-again.C:
		case <-limit:
			t.Fatal("nobody waits for the lock")
		}
	}
}
