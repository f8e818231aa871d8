package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/testrig/services"
)

// digests are the lines of a report that tell counts and digests.
func digests(report string) string {
	var out []string
	for line := range strings.Lines(report) {
		if fields := strings.Fields(line); len(fields) == 3 && len(fields[2]) == 64 {
			out = append(out, strings.Join(fields, " "))
		}
	}
	return strings.Join(out, "\n")
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	if got := command(t, dir, "", env, "init", "--seed"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	written := command(t, dir, "", env, "backup", "a.mcb")
	if written.code != exitOK || digests(written.out) == "" {
		t.Fatalf("exit %d: %s%s", written.code, written.out, written.errout)
	}
	other := append(env, "MICROCONSENT_DATABASE_URL="+services.Postgres(t), "MICROCONSENT_BLOB_URL=file://other/blobs")
	restored := command(t, dir, "", other, "restore", "a.mcb")
	if restored.code != exitOK || digests(restored.out) != digests(written.out) {
		t.Fatalf("exit %d: %s\nwritten:\n%s\nrestored:\n%s", restored.code, restored.errout, written.out, restored.out)
	}
	for _, args := range [][]string{{"audit", "verify"}, {"doctor"}} {
		if got := command(t, dir, "", other, args...); got.code != exitOK {
			t.Errorf("%v: exit %d: %s%s", args, got.code, got.out, got.errout)
		}
	}
	again := command(t, dir, "", other, "restore", "a.mcb")
	if again.code != exitFailed || !strings.Contains(again.errout, "not empty") {
		t.Errorf("into a full database: exit %d: %s", again.code, again.errout)
	}
	if got := command(t, dir, "", other, "restore", "--force", "a.mcb"); got.code != exitUsage || !strings.Contains(got.errout, "--yes") {
		t.Errorf("force without a terminal: exit %d: %s", got.code, got.errout)
	}
	if got := command(t, dir, "", other, "restore", "--force", "--yes", "a.mcb"); got.code != exitOK || digests(got.out) != digests(written.out) {
		t.Errorf("force: exit %d: %s", got.code, got.errout)
	}
}

func TestBackupAsAStream(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	if got := command(t, dir, "", env, "init", "--seed"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	stream := command(t, dir, "", env, "backup", "-")
	if stream.code != exitOK || digests(stream.errout) == "" {
		t.Fatalf("exit %d: %s", stream.code, stream.errout)
	}
	other := append(env, "MICROCONSENT_DATABASE_URL=sqlite://other/x.db", "MICROCONSENT_BLOB_URL=file://other/blobs")
	if got := command(t, dir, stream.out, other, "restore", "-"); got.code != exitOK || digests(got.out) != digests(stream.errout) {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
	cut := command(t, dir, stream.out[:len(stream.out)-10], append(env, "MICROCONSENT_DATABASE_URL=sqlite://third/x.db"), "restore", "-")
	if cut.code != exitFailed || !strings.Contains(cut.errout, "cut off") {
		t.Errorf("cut: exit %d: %s", cut.code, cut.errout)
	}
}

func TestBackupThatFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	if got := command(t, dir, "", env, "init"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	for _, path := range []string{"/dev/full", filepath.Join("missing", "a.mcb")} {
		if got := command(t, dir, "", env, "backup", path); got.code != exitFailed || !strings.Contains(got.errout, "cannot be written") {
			t.Errorf("%s: exit %d: %s", path, got.code, got.errout)
		}
	}
	if got := command(t, dir, "", env, "restore", "missing.mcb"); got.code != exitFailed || !strings.Contains(got.errout, "cannot be read") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".a.mcb*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(filepath.Join(dir, "foreign"), []byte("not ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := command(t, dir, "", env, "restore", "foreign"); got.code != exitFailed || !strings.Contains(got.errout, "no backup") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
}
