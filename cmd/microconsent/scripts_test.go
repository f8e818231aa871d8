package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// script runs one of the scripts that bear the names of the earlier system.
func script(t *testing.T, dir, name string, args ...string) (int, string) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "scripts", name))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir, cmd.Env = dir, environ(dir, "MICROCONSENT="+binary)
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func TestScriptsOfTheEarlierNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"init_db.sh", []string{"-s"}, exitOK, "sample analyses loaded"},
		{"init_db.sh", []string{"-f"}, exitUsage, "--yes"},
		{"init_db.sh", []string{"-s", "-f", "-y"}, exitOK, "53 sample analyses loaded"},
		{"init_db.sh", []string{"-x"}, exitUsage, "usage"},
		{"start_worker.sh", []string{"-q", "urgent"}, exitUsage, "high, default or low"},
		{"start_worker.sh", []string{"-x"}, exitUsage, "usage"},
		{"worker_manager.sh", []string{"info"}, exitOK, "QUEUE"},
		{"worker_manager.sh", []string{"cleanup", "0d"}, exitUsage, "at least 1h"},
		{"worker_manager.sh", []string{"cleanup"}, exitOK, "0 jobs removed"},
		{"worker_manager.sh", []string{"start", "-q", "urgent"}, exitUsage, "high, default or low"},
		{"worker_manager.sh", []string{"dance"}, exitUsage, "usage"},
	} {
		if code, out := script(t, dir, c.name, c.args...); code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s %v: exit %d: %s", c.name, c.args, code, out)
		}
	}
}
