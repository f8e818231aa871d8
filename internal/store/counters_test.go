package store_test

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/testrig/services"
	"microconsent/migrations"
)

func numbered(i int, site string) consent.Analysis {
	at := noon.Add(time.Duration(i) * time.Second)
	return consent.Analysis{ID: consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", i)), WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: at, UpdatedAt: at,
		Status: consent.StatusCompleted, Host: site, Site: site, Source: consent.SourceRef{Kind: consent.SourceURL}, Score: &consent.Score{Value: 50 + i%10, Grade: "C"},
		Clauses: []consent.Clause{{ID: "c1", Role: consent.ClauseAcceptAll}}}
}

func stored(ctx context.Context, s consent.Store, a consent.Analysis) error {
	if err := s.CreateAnalysis(ctx, a); err != nil {
		return err
	}
	return s.SaveResult(ctx, a)
}

func withWorkspace(t *testing.T, url string) *store.Store {
	t.Helper()
	s := migrated(t, url)
	if err := s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, CreatedAt: noon}); err != nil {
		t.Fatal(err)
	}
	return s
}

func rightHistory(t *testing.T, when string, s *store.Store) {
	t.Helper()
	if n, err := s.HistoryFaults(t.Context()); err != nil || n != 0 {
		t.Errorf("%s: %d faults, %v", when, n, err)
	}
}

// TestWritersOfADayDoNotWait: inside one transaction that has stored an analysis, another one
// stores one of the same day and site, and ends. SQLite has one writer anyway.
func TestWritersOfADayDoNotWait(t *testing.T) {
	t.Parallel()
	s := withWorkspace(t, schemaOf(t, services.Postgres(t)))
	for i := 0; i < 6; i += 2 { // the site is new, is known, is known and not folded
		err := s.InTx(t.Context(), func(ctx context.Context, tx consent.Store) error {
			if err := stored(ctx, tx, numbered(i, "a.example")); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
			defer cancel()
			return s.InTx(ctx, func(ctx context.Context, tx consent.Store) error { return stored(ctx, tx, numbered(i+1, "a.example")) })
		})
		if err != nil {
			t.Fatal(err)
		}
		rightHistory(t, "at once", s)
		found, err := s.Site(t.Context(), consent.DefaultWorkspaceID, "a.example")
		if err != nil || found.Analyses != i+2 || found.LatestID != numbered(i+1, "").ID {
			t.Errorf("site %+v, %v", found, err)
		}
		facets, err := s.Facets(t.Context(), consent.DefaultWorkspaceID, consent.Filter{})
		if err != nil || facets.Total != i+2 {
			t.Errorf("%d analyses, %v", facets.Total, err)
		}
	}
	if n, err := s.FoldSites(t.Context(), 1000); err != nil || n != 1 {
		t.Errorf("%d folded, %v", n, err)
	}
	rightHistory(t, "folded", s)
	left := -1
	if err := s.DB().NewRaw("SELECT count(*) FROM site_changes").Scan(t.Context(), &left); err != nil || left != 0 {
		t.Errorf("%d left, %v", left, err)
	}
}

// TestCountersAreRightUnderLoad: writers, folders and one that looks.
func TestCountersAreRightUnderLoad(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := withWorkspace(t, url)
		var writers, others sync.WaitGroup
		done := make(chan struct{})
		for w := range 4 {
			writers.Go(func() {
				for i := w * 15; i < w*15+15; i++ {
					if err := written(t.Context(), s, i); err != nil {
						t.Errorf("write: %v", err)
					}
				}
			})
		}
		for range 2 {
			others.Go(func() {
				for open := true; open; {
					_, err := s.FoldSites(t.Context(), 2)
					_, again := s.FoldCounters(t.Context(), noon.AddDate(0, 0, 1))
					if err != nil || again != nil {
						t.Errorf("fold: %v, %v", err, again)
					}
					rightHistory(t, "meanwhile", s)
					select {
					case <-done:
						open = false
					default:
					}
				}
			})
		}
		writers.Wait()
		close(done)
		others.Wait()
		rightHistory(t, "at the end", s)
		if err := s.RebuildHistory(t.Context()); err != nil {
			t.Fatal(err)
		}
		rightHistory(t, "made anew", s)
	})
}

// written stores an analysis of one of three sites, and puts every third away.
func written(ctx context.Context, s *store.Store, i int) error {
	a := numbered(i, fmt.Sprintf("s%d.example", i%3))
	err := s.InTx(ctx, func(ctx context.Context, tx consent.Store) error { return stored(ctx, tx, a) })
	if err == nil && i%3 == 1 {
		_, err = s.Archive(ctx, a.WorkspaceID, []consent.ID{a.ID}, noon)
	}
	return err
}

// TestSitesComeLate: a database that was written without this migration takes it, and gives it
// back, without a wrong row.
func TestSitesComeLate(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := withWorkspace(t, url)
		files, folder := fs.FS(migrations.SQLite), "sqlite/"
		if url[:4] == "post" {
			files, folder = migrations.Postgres, "postgres/"
		}
		down, err := fs.ReadFile(files, folder+"0010_counting.tx.down.sql")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			if err := stored(t.Context(), s, numbered(i, "a.example")); err != nil {
				t.Fatal(err)
			}
		}
		before := readSchema(t, s, url)
		if err := s.ExecSchema(t.Context(), string(down)+"; DELETE FROM bun_migrations WHERE name = '0010'"); err != nil {
			t.Fatal(err)
		}
		if err := stored(t.Context(), s, numbered(4, "a.example")); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		rightHistory(t, "migrated", s)
		sameSchema(t, before, readSchema(t, s, url))
	})
}
