package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// TestAFullDatabaseIsUnavailable: SQLite says "full" when its file may not grow, be it for the
// disk or for a limit. The transaction leaves nothing, reading goes on, and so does writing
// when there is room again.
func TestAFullDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	s := migrated(t, "sqlite://"+filepath.Join(t.TempDir(), "x.db"))
	s.Pool().SetMaxOpenConns(1) // the limit below is that of a connection
	limit := func(pages string) {
		t.Helper()
		if _, err := s.DB().ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	fill := func() error {
		return s.InTx(t.Context(), func(ctx context.Context, tx consent.Store) error {
			for n := range 400 {
				id := consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", n))
				if err := tx.CreateWorkspace(ctx, consent.Workspace{ID: id, Name: strings.Repeat("x", 1000)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	limit("1") // SQLite takes the present size instead
	wantCode(t, "without room", fill(), consent.Unavailable)
	var count int
	if err := s.DB().QueryRowContext(t.Context(), "SELECT count(*) FROM workspaces").Scan(&count); err != nil || count != 0 {
		t.Errorf("%d rows were left, %v", count, err)
	}
	limit("1000000")
	wantCode(t, "with room again", fill(), "")
}
