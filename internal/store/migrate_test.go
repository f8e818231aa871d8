package store_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/store"
)

func eachDatabase(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for _, d := range databases(t) {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			test(t, d.empty(t))
		})
	}
}

// applied counts the migrations that are applied and that are known.
func applied(t *testing.T, s *store.Store) (done, all int) {
	t.Helper()
	states, err := s.MigrationStatus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range states {
		if state.AppliedAt != nil {
			done++
		}
	}
	return done, len(states)
}

func wantCode(t *testing.T, what string, err error, code consent.Code) {
	t.Helper()
	if got := consent.CodeOf(err); got != code {
		t.Errorf("%s: code %q (%v), want %q", what, got, err, code)
	}
}

func TestMigrateUpAndDown(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := open(t, url)
		if done, all := applied(t, s); done != 0 || all == 0 {
			t.Errorf("before: %d of %d applied", done, all)
		}
		wantCode(t, "ping before", s.Ping(t.Context()), consent.Unavailable)
		_, err := s.DefaultWorkspace(t.Context())
		wantCode(t, "read before", err, consent.Unavailable)
		for range 2 { // the second time has nothing to do
			wantCode(t, "up", s.Migrate(t.Context()), "")
		}
		if done, all := applied(t, s); done != all {
			t.Errorf("after up: %d of %d applied", done, all)
		}
		wantCode(t, "ping", s.Ping(t.Context()), "")
		wantCode(t, "down", s.MigrateDown(t.Context()), "")
		if done, _ := applied(t, s); done != 0 {
			t.Errorf("after down: %d applied", done)
		}
		wantCode(t, "up again", s.Migrate(t.Context()), "")
		wantCode(t, "down", s.MigrateDown(t.Context()), "")
		wantCode(t, "down with nothing to do", s.MigrateDown(t.Context()), "")
	})
}

func TestDropRemovesEverything(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		if err := s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // also when there is nothing left
			wantCode(t, "drop", s.Drop(t.Context()), "")
		}
		if got := readSchema(t, s, url); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
		wantCode(t, "up again", s.Migrate(t.Context()), "")
	})
}

// more are the program's migrations and another one.
func more(t *testing.T, url, up, down string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{"9999_more.tx.up.sql": {Data: []byte(up)}, "9999_more.tx.down.sql": {Data: []byte(down)}}
	folder := "../../migrations/sqlite/"
	if strings.HasPrefix(url, "postgres") {
		folder = "../../migrations/postgres/"
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(folder + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		out[file.Name()] = &fstest.MapFile{Data: raw}
	}
	return out
}

func TestBrokenMigrationFailsAndLeavesNothing(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		before := readSchema(t, s, url)
		broken := s.WithMigrations(more(t, url, "CREATE TABLE half (id integer);\nINSERT INTO nowhere VALUES (1);", ""))
		if err := broken.Migrate(t.Context()); err == nil {
			t.Fatal("a broken migration succeeded")
		}
		if done, all := applied(t, broken); done != all-1 {
			t.Errorf("%d of %d applied", done, all)
		}
		sameSchema(t, before, readSchema(t, s, url))
		wantCode(t, "ping of the newer program", broken.Ping(t.Context()), consent.Unavailable)
		mended := s.WithMigrations(more(t, url, "CREATE TABLE half (id integer);\nINSERT INTO half VALUES (1);", "DROP TABLE half;\nDROP TABLE nowhere;"))
		wantCode(t, "mended", mended.Migrate(t.Context()), "")
		between := readSchema(t, s, url)
		if err := mended.MigrateDown(t.Context()); err == nil {
			t.Error("a broken way down succeeded")
		}
		sameSchema(t, between, readSchema(t, s, url))
	})
}

func TestMigrationWaitsForAnother(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := open(t, url)
		unlock, err := open(t, url).LockSchema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		brief, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		wantCode(t, "while another one migrates", s.Migrate(brief), consent.Timeout)
		if done, _ := applied(t, s); done != 0 {
			t.Errorf("%d applied under another one's lock", done)
		}
		unlock()
		wantCode(t, "afterwards", s.Migrate(t.Context()), "")
	})
}

// migrateEnv tells this test binary, run again by the test below, what to migrate.
const migrateEnv = "MICROCONSENT_TEST_MIGRATE_URL"

func TestProcessesMigrateAtOnce(t *testing.T) {
	if url := os.Getenv(migrateEnv); url != "" {
		migrated(t, url)
		return
	}
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	eachDatabase(t, func(t *testing.T, url string) {
		const processes = 4
		errs := make(chan error, processes)
		for range processes {
			cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+"TestProcessesMigrateAtOnce$")
			cmd.Env = append(os.Environ(), migrateEnv+"="+url)
			go func() {
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Errorf("%v\n%s", err, out)
				}
				errs <- err
			}()
		}
		for range processes {
			<-errs
		}
		s := open(t, url)
		if done, all := applied(t, s); done != all {
			t.Errorf("%d of %d applied", done, all)
		}
	})
}
