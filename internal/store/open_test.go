package store_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/testrig/services"
)

func TestOpenRefusals(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("this is no database, and long enough to be seen as none"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		url  string
		code consent.Code
	}{
		"no scheme":          {"data.db", consent.Invalid},
		"another database":   {"mysql://localhost/x", consent.Invalid},
		"no file":            {"sqlite://", consent.Invalid},
		"no folder possible": {"sqlite://" + file + "/x/y.db", consent.Unavailable},
		"a folder":           {"sqlite://" + t.TempDir(), consent.Unavailable},
		"no database":        {"sqlite://" + file, consent.Unavailable},
		"broken URL":         {"postgres://127.0.0.1:port/x", consent.Invalid},
		"nobody listens":     {"postgres://u@" + closed + "/x", consent.Unavailable},
	} {
		s, err := store.Open(t.Context(), c.url)
		wantCode(t, name, err, c.code)
		if err == nil {
			_ = s.Close()
		}
	}
}

func TestSQLitePathsWithOddCharacters(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b.db", "ü?x.db", "50%.db", "a#b.db"} {
		dir := t.TempDir()
		migrated(t, "sqlite://"+filepath.Join(dir, name))
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil && name != "ü?x.db" { // what follows ? is left for options
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLostConnectionsAreReplaced: after a restart of the server a call may fail, as
// Unavailable, and the next ones work.
func TestLostConnectionsAreReplaced(t *testing.T) {
	t.Parallel()
	url := services.Postgres(t)
	s, other := migrated(t, url), open(t, url)
	for range 3 {
		_, err := other.DB().ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID}); err != nil && consent.CodeOf(err) != consent.Conflict {
			wantCode(t, "first call", err, consent.Unavailable)
		}
		err = s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID})
		if err != nil {
			wantCode(t, "second call", err, consent.Conflict)
		}
	}
}
