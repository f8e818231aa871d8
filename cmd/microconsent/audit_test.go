package main

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// tamper changes the database behind the program's back.
func tamper(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "data", "microconsent.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAuditVerifyAndExport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	if got := command(t, dir, "", env, "init", "--seed"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	good := command(t, dir, "", env, "audit", "verify")
	if good.code != exitOK || !strings.Contains(good.out, "ok, 100 events, last 100, hash ") {
		t.Fatalf("exit %d: %s%s", good.code, good.out, good.errout)
	}
	file := command(t, dir, "", env, "audit", "export", "--filter", "action=analysis.run")
	if rows, err := csv.NewReader(strings.NewReader(file.out)).ReadAll(); err != nil || len(rows) != 54 || file.code != exitOK {
		t.Errorf("exit %d, %d rows, %v", file.code, len(rows), err)
	}
	for _, bad := range [][]string{{"--format", "xlsx"}, {"--filter", "colour=red"}, {"--filter", "%"}} {
		if got := command(t, dir, "", env, append([]string{"audit", "export"}, bad...)...); got.code != exitUsage {
			t.Errorf("%v: exit %d", bad, got.code)
		}
	}
	tamper(t, dir, "DROP TRIGGER audit_events_keep_delete", "DELETE FROM audit_events WHERE seq = 4")
	broken := command(t, dir, "", env, "audit", "verify", "--json")
	var report struct {
		Break struct{ Seq int }
	}
	if err := json.Unmarshal([]byte(broken.out), &report); err != nil || broken.code != exitFailed || report.Break.Seq != 4 {
		t.Errorf("exit %d, %v: %s%s", broken.code, err, broken.out, broken.errout)
	}
}
