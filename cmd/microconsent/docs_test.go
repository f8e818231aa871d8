package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// documented are the indented command lines of a document, in order.
func documented(t *testing.T, file string) (out []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if command, found := strings.CutPrefix(line, "    microconsent "); found {
			out = append(out, strings.TrimSpace(command))
		}
	}
	return out
}

// TestDocumentedCommands runs every command of docs/storage.md as it stands there, one after
// the other, on a small installation.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	if got := command(t, dir, "", env, "init", "--seed"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	commands := documented(t, "storage.md")
	if len(commands) < 5 {
		t.Fatalf("only %q are documented", commands)
	}
	for _, line := range commands {
		if strings.HasPrefix(line, "restore microconsent.mcb") { // it wants an empty database
			if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
				t.Fatal(err)
			}
		}
		sh := exec.CommandContext(t.Context(), "sh", "-c", `microconsent() { "`+binary+`" "$@"; }; microconsent `+line)
		sh.Dir, sh.Env = dir, env
		out, err := sh.CombinedOutput()
		if strings.HasPrefix(line, "purge") && strings.Contains(string(out), "nothing about") { // no sample is of this site
			err = nil
		}
		if err != nil {
			t.Errorf("microconsent %s: %v\n%s", line, err, out)
		}
	}
}
