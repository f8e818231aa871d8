package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
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

// TestCountingWaitsForNobody: who stores an analysis counts it in rows of its own, so that
// two transactions of the same day need not wait for each other. Later the rows are one.
func TestCountingWaitsForNobody(t *testing.T) {
	t.Parallel()
	s := migrated(t, databases(t)[1].empty(t))
	noon := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	workspace := consent.Workspace{ID: consent.DefaultWorkspaceID, Name: "one", CreatedAt: noon}
	wantCode(t, "workspace", s.CreateWorkspace(t.Context(), workspace), "")
	analysis := func(n int) consent.Analysis {
		return consent.Analysis{ID: consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", n)), WorkspaceID: workspace.ID, CreatedAt: noon, UpdatedAt: noon,
			Status: consent.StatusQueued, Source: consent.SourceRef{Kind: consent.SourceHTML}}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := s.InTx(ctx, func(one context.Context, first consent.Store) error {
		if err := first.CreateAnalysis(one, analysis(1)); err != nil {
			return err
		}
		return s.InTx(ctx, func(two context.Context, second consent.Store) error {
			return errors.Join(second.CreateAnalysis(two, analysis(2)),
				second.SetAnalysisStatus(two, workspace.ID, analysis(2).ID, consent.StatusRunning, nil, noon))
		})
	})
	wantCode(t, "two at once", err, "")
	counts := func() string {
		t.Helper()
		found, err := s.CountAnalyses(t.Context(), workspace.ID, consent.Filter{})
		wantCode(t, "count", err, "")
		faults, err := s.HistoryFaults(t.Context())
		wantCode(t, "faults", err, "")
		return fmt.Sprint(found, faults)
	}
	before := counts()
	if !strings.HasPrefix(before, "[{queued 1 false} {running 1 false} {completed 0") || !strings.HasSuffix(before, "] 0") {
		t.Errorf("counted %s", before)
	}
	saved, err := s.FoldCounters(t.Context(), noon)
	if wantCode(t, "fold", err, ""); saved != 0 {
		t.Errorf("%d rows of today were folded", saved)
	}
	saved, err = s.FoldCounters(t.Context(), noon.AddDate(0, 0, 1))
	if wantCode(t, "fold", err, ""); saved < 2 { // of the terms that both have
		t.Errorf("%d rows were saved", saved)
	}
	if after := counts(); after != before {
		t.Errorf("folded to %s", after)
	}
}
