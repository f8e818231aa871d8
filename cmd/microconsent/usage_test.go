package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"microconsent/internal/config"
)

// commands walks all commands of our own.
func commands(root *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, c := range root.Commands() {
		if c.Name() != "completion" && c.Name() != "help" {
			out = append(append(out, c), commands(c)...)
		}
	}
	return out
}

func tree(t *testing.T) *cobra.Command {
	t.Helper()
	return newRoot(&cli{std: stdio{strings.NewReader(""), io.Discard, io.Discard}})
}

func TestTheCommandsOfTheContractExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, c := range commands(tree(t)) {
		known[strings.TrimPrefix(c.CommandPath(), "microconsent ")] = true
	}
	for _, want := range []string{"serve", "web", "worker", "analyze", "rejudge", "classify", "export", "migrate up", "migrate down", "migrate status", "init", "workers info",
		"jobs cleanup", "jobs list", "jobs cancel", "jobs retry", "queues pause", "batch submit", "batch show", "batch errors", "batch cancel", "queues resume", "doctor", "user create", "apikey create", "config print", "config check", "version", "healthcheck", "docs man"} {
		if !known[want] {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestEveryCommandExplainsItselfWithAnExample(t *testing.T) {
	t.Parallel()
	for _, c := range commands(tree(t)) {
		var help bytes.Buffer
		c.SetOut(&help)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		if c.Short == "" || !strings.Contains(c.Example, "microconsent ") || !strings.Contains(help.String(), "Examples:") {
			t.Errorf("%s: short %q, example %q", c.CommandPath(), c.Short, c.Example)
		}
	}
}

func TestEverySettingIsAFlagToo(t *testing.T) {
	t.Parallel()
	root := tree(t)
	for _, s := range config.Table() {
		if root.PersistentFlags().Lookup(s.FlagName()) == nil {
			t.Errorf("--%s is missing", s.FlagName())
		}
	}
	dir := t.TempDir()
	got := command(t, dir, "", environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:1"), "config", "print", "--listen", "127.0.0.1:2", "--log-level", "debug")
	if got.code != exitOK || !strings.Contains(got.out, "LISTEN=127.0.0.1:2\n") || !strings.Contains(got.out, "LOG_LEVEL=debug\n") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.errout)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "url")
	if err := os.WriteFile(path, []byte("sqlite://"+filepath.Join(dir, "from-file.db")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := command(t, dir, "", environ(dir, "MICROCONSENT_DATABASE_URL_FILE="+path), "migrate", "up"); got.code != exitOK {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	if _, err := os.Stat(filepath.Join(dir, "from-file.db")); err != nil {
		t.Error(err)
	}
}

func TestEverySettingIsCheckedBeforeTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got := command(t, dir, "", environ(dir, "MICROCONSENT_LISTEN=here", "MICROCONSENT_JOB_TIMEOUT=1", "MICROCONSENT_REDIS_URL=redis-cluster://a"), "serve")
	if got.code != exitUsage {
		t.Errorf("exit %d", got.code)
	}
	for _, name := range []string{"MICROCONSENT_LISTEN", "MICROCONSENT_JOB_TIMEOUT"} {
		if !strings.Contains(got.errout, name) {
			t.Errorf("%s is not named in %s", name, got.errout)
		}
	}
}

func TestShellCompletionIsThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := command(t, dir, "", environ(dir), "completion", "bash"); got.code != exitOK || !strings.Contains(got.out, "microconsent") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
}
