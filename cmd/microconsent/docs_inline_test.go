package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var (
	fenced   = regexp.MustCompile("(?ms)^```.*?^```")
	codeSpan = regexp.MustCompile("`([^`]+)`")
)

// spans are the commands that stand in the running text of a document.
func spans(text string) (out [][]string) {
	for _, found := range codeSpan.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		words := strings.Fields(found[1])
		switch {
		case len(words) == 0:
		case len(words) > 1 && (words[0] == "microconsent" || words[0] == "make" || words[0] == "systemctl" || words[0] == "docker"),
			strings.HasPrefix(words[0], "scripts/"):
			out = append(out, words)
		}
	}
	return out
}

// known says what of a command does not exist. The commands in running text are looked up and
// not run: each either stands in a block too, or would start what a test of its own runs (make
// layout, chaos, bench-history), or needs a machine with systemd or a container engine.
func known(root *cobra.Command, words []string) error {
	switch words[0] {
	case "microconsent":
		return knownCommand(root, words[1:])
	case "make":
		return contains("Makefile", "\n"+words[1]+":")
	case "systemctl":
		return knownUnits(words[1:])
	case "docker":
		return knownProfiles(words)
	}
	_, err := os.Stat(filepath.Join("..", "..", words[0]))
	return err
}

func knownCommand(root *cobra.Command, args []string) error {
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if cmd.HasSubCommands() && cmd.Flags().NArg() > 0 {
		return fmt.Errorf("%s has no %q", cmd.CommandPath(), cmd.Flags().Args())
	}
	return nil
}

func knownUnits(args []string) (err error) {
	for _, arg := range args {
		if name, instance, found := strings.Cut(arg, "@"); found && instance != "" {
			_, missing := os.Stat(filepath.Join("..", "..", "deploy", "systemd", name+"@.service"))
			err = errors.Join(err, missing)
		}
	}
	return err
}

func knownProfiles(words []string) (err error) {
	for i, word := range words {
		if word == "--profile" {
			err = errors.Join(err, contains("docker-compose.yml", "profiles: ["+words[i+1]+"]"))
		}
	}
	return err
}

func contains(file, what string) error {
	raw, err := os.ReadFile(filepath.Join("..", "..", file))
	if err == nil && !strings.Contains(string(raw), what) {
		err = fmt.Errorf("%s has no %q", file, what)
	}
	return err
}

// TestCommandsInRunningTextExist holds also the flags.
func TestCommandsInRunningTextExist(t *testing.T) {
	t.Parallel()
	for file, least := range map[string]int{"operations.md": 9, "storage.md": 1, "security.md": 0, "upgrade.md": 0, "search.md": 0, "triage.md": 0, "detection.md": 0} {
		found := spans(document(t, file))
		if len(found) < least {
			t.Errorf("%s: only %q", file, found)
		}
		for _, words := range found {
			if err := known(tree(t), words); err != nil {
				t.Errorf("%s: %s: %v", file, strings.Join(words, " "), err)
			}
		}
	}
}

func TestUnknownCommandsAreFound(t *testing.T) {
	t.Parallel()
	text := "`microconsent jobs dance` `microconsent jobs cleanup --older 1d` `make\ntea` `systemctl enable tea@1` `docker compose --profile tea up` `scripts/tea.sh`"
	found := spans(text)
	if len(found) != 6 {
		t.Errorf("%q", found)
	}
	for _, words := range found {
		if err := known(tree(t), words); err == nil {
			t.Errorf("%q passes", words)
		}
	}
}

// TestEveryBlockIsRun: a block of another kind, or a command that stands outside of blocks in
// a document whose blocks are run, would be run by nothing.
func TestEveryBlockIsRun(t *testing.T) {
	t.Parallel()
	kinds := map[string][]string{"operations.md": {"", "roles"}, "security.md": {""}, "upgrade.md": {"", "postgres"}, "storage.md": nil}
	for file, known := range kinds {
		ran := 0
		for _, kind := range known {
			ran += len(blocks(t, file, kind))
		}
		if all := len(fenced.FindAllString(document(t, file), -1)); all != ran {
			t.Errorf("%s: %d of %d blocks are run", file, ran, all)
		}
		if loose := documented(t, file); file != "storage.md" && len(loose) > 0 {
			t.Errorf("%s: %q are run by nothing", file, loose)
		}
	}
}
