package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	shellBlock = regexp.MustCompile("(?ms)^```sh(?: (\\w+))?\n(.*?)^```")
	testName   = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
	testFunc   = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w+)\(`)
)

func document(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// blocks are the commands of the blocks of a document that are of a kind.
func blocks(t *testing.T, file, kind string) (out []string) {
	t.Helper()
	for _, block := range shellBlock.FindAllStringSubmatch(document(t, file), -1) {
		if block[1] == kind {
			out = append(out, block[2])
		}
	}
	return out
}

// runBlocks runs the blocks of a document that are of a kind, one after the other in one
// folder.
func runBlocks(t *testing.T, file, kind, dir string, env []string) (ran int) {
	t.Helper()
	for _, block := range blocks(t, file, kind) {
		ran++
		sh := exec.CommandContext(t.Context(), "sh", "-ec", `microconsent() { "`+binary+`" "$@"; }`+"\n"+block)
		sh.Dir, sh.Env = dir, env
		if out, err := sh.CombinedOutput(); err != nil {
			t.Errorf("%s:\n%s%v\n%s", file, block, err, out)
		}
	}
	return ran
}

// TestCommandBlocksOfDocuments runs the blocks of upgrade.md and security.md as they stand.
func TestCommandBlocksOfDocuments(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]int{"upgrade.md": 4, "security.md": 2} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			env := environ(dir)
			if got := command(t, dir, "", env, "init"); got.code != exitOK {
				t.Fatal(got.errout)
			}
			if ran := runBlocks(t, file, "", dir, env); ran != want {
				t.Errorf("%d blocks were run, want %d", ran, want)
			}
		})
	}
}

// TestCommandBlocksOnServers runs those that are about PostgreSQL and Redis there.
func TestCommandBlocksOnServers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env, _ := production(t, dir)
	if ran := runBlocks(t, "upgrade.md", "postgres", dir, env); ran != 1 {
		t.Errorf("%d blocks were run", ran)
	}
}

// TestTestsOfTheThreatModelExist: a threat that no test holds any more must not be claimed.
func TestTestsOfTheThreatModelExist(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	for _, top := range []string{"internal", "cmd", "deploy"} {
		err := filepath.WalkDir(filepath.Join("..", "..", top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(path)
			for _, found := range testFunc.FindAllStringSubmatch(string(raw), -1) {
				there[found[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	named := testName.FindAllString(document(t, "security.md"), -1)
	for _, name := range named {
		if !there[name] {
			t.Errorf("there is no %s", name)
		}
	}
	if len(named) < 30 {
		t.Errorf("only %d tests are named", len(named))
	}
}
