package store_test

import (
	"context"
	"testing"
	"time"

	"microconsent/internal/consent"
)

// endless is a query without an end in both databases.
const endless = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT 1 - i FROM r) SELECT count(*) FROM r"

func TestContextStopsARunningStatement(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		brief, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err := s.DB().ExecContext(brief, endless)
		wantCode(t, "stopped", s.Fail(err), consent.Timeout)
		wantCode(t, "the next one", s.Ping(t.Context()), "")
	})
}

// TestSweepersDoNotWait: while one sweeper's transaction is open, another takes the rest.
// In SQLite the whole database has one writer, so that this is PostgreSQL's to show.
func TestSweepersDoNotWait(t *testing.T) {
	t.Parallel()
	url := databases(t)[1].empty(t)
	s := migrated(t, url)
	fill(t, s, url)
	brief, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	later := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	err := s.InTx(brief, func(ctx context.Context, tx consent.Store) error {
		first, err := tx.ReleaseExpired(ctx, later, 60)
		if err != nil {
			return err
		}
		rest, err := s.ReleaseExpired(ctx, later, 1000)
		if len(first) != 60 || len(rest) != 40 {
			t.Errorf("the first took %d, the second %d of 100", len(first), len(rest))
		}
		return err
	})
	wantCode(t, "sweepers", err, "")
}

// TestFrozenTransactionsEnd: a process that stops in the middle of a transaction loses it,
// so that what it locked is free again.
func TestFrozenTransactionsEnd(t *testing.T) {
	t.Parallel()
	url := databases(t)[1].empty(t)
	impatient := migrated(t, url+"&idle_in_transaction_session_timeout=100ms")
	other := open(t, url)
	workspace := consent.Workspace{ID: consent.DefaultWorkspaceID, Name: "one"}
	err := impatient.InTx(t.Context(), func(ctx context.Context, tx consent.Store) error {
		if err := tx.CreateWorkspace(ctx, workspace); err != nil {
			return err
		}
		// The same row waits for the transaction that is idle here, until it is ended.
		wantCode(t, "the one that waited", other.CreateWorkspace(ctx, workspace), "")
		return nil
	})
	wantCode(t, "the idle one", err, consent.Unavailable)
}
