package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func writeFile(t *testing.T, dir, name, body string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnalyzeReadsFilesFoldersAndStandardInput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "pages"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b.html", "a.html"} {
		writeFile(t, filepath.Join(dir, "pages"), name, bannerPage)
	}
	got := command(t, dir, bannerPage, environ(dir), "analyze", "--format", "ndjson", "pages", "-")
	if got.code != exitOK {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	docs := decodeDocuments(t, got.out)
	if len(docs) != 3 || docs[0].Source.Name != "a.html" || docs[1].Source.Name != "b.html" || docs[2].Source.Name != "" {
		t.Fatalf("documents out of order: %d, %+v", len(docs), docs)
	}
	for _, d := range docs {
		if d.Schema != consent.DocumentSchema || d.Status != consent.StatusCompleted || !d.Banner.Present || d.Summary.Roles["reject_all"] != 1 {
			t.Errorf("%s: schema %q, status %s, banner %+v, roles %v", d.Source.Name, d.Schema, d.Status, d.Banner, d.Summary.Roles)
		}
	}
}

func TestAnalyzeOneSourceIsOneJSONObject(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "page.html", bannerPage)
	got := command(t, dir, "", environ(dir), "analyze", "page.html")
	var d consent.Document
	if err := json.Unmarshal([]byte(got.out), &d); err != nil || got.code != exitOK {
		t.Fatalf("exit %d, %v: %s", got.code, err, got.errout)
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "good.html", bannerPage)
	writeFile(t, dir, "bad.html", strings.ReplaceAll(bannerPage, `<button id="no">Reject all</button>`, ""))
	writeFile(t, dir, "empty.html", "")
	writeFile(t, dir, "binary.html", "\x00\x01\x02\x7fELF\x00\xff\xfe\x00\x00\x01")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"fine":                      {[]string{"analyze", "good.html"}, exitOK, ""},
		"a missing file":            {[]string{"analyze", "good.html", "gone.html"}, exitFailed, "gone.html: The file cannot be read."},
		"an empty file":             {[]string{"analyze", "empty.html"}, exitFailed, "empty"},
		"a binary file":             {[]string{"analyze", "binary.html"}, exitFailed, "binary"},
		"a private address":         {[]string{"analyze", "http://127.0.0.1:1/"}, exitFailed, "127.0.0.1"},
		"nothing to do":             {[]string{"analyze"}, exitUsage, "arg"},
		"unknown format":            {[]string{"analyze", "--format", "xml", "good.html"}, exitUsage, "format"},
		"unknown jurisdiction":      {[]string{"analyze", "--jurisdiction", "mars", "good.html"}, exitUsage, "jurisdiction"},
		"unknown flag":              {[]string{"analyze", "--colour", "good.html"}, exitUsage, "colour"},
		"unknown command":           {[]string{"analyse"}, exitUsage, "analyse"},
		"unknown gate":              {[]string{"analyze", "--fail-on", "awful", "good.html"}, exitUsage, "--fail-on"},
		"gate met":                  {[]string{"analyze", "--fail-on", "high", "bad.html"}, exitVerdict, "--fail-on"},
		"gate not met":              {[]string{"analyze", "--fail-on", "high", "good.html"}, exitOK, ""},
		"classify without a task":   {[]string{"classify"}, exitUsage, "task"},
		"classify an unknown task":  {[]string{"classify", "--task", "mood"}, exitUsage, "task"},
		"drop without a terminal":   {[]string{"init", "--force"}, exitUsage, "--yes"},
		"cleanup of a strange age":  {[]string{"jobs", "cleanup", "--older-than", "soon"}, exitUsage, "7d"},
		"web on a missing database": {[]string{"web"}, exitFailed, ""},
		"help":                      {[]string{"--help"}, exitOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := command(t, dir, "", environ(dir, "MICROCONSENT_DATABASE_URL=sqlite://"+filepath.Join(t.TempDir(), "x.db")), c.args...)
			if got.code != c.code || !strings.Contains(got.errout, c.says) {
				t.Errorf("exit %d, want %d; says %q, want %q", got.code, c.code, got.errout, c.says)
			}
			if name == "a missing file" && !strings.Contains(got.out, "good.html") {
				t.Error("the good source was not printed")
			}
		})
	}
}

func TestUnknownSettingStopsTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got := command(t, dir, "", environ(dir, "MICROCONSENT_LISSEN=:1"), "version")
	if got.code != exitUsage || !strings.Contains(got.errout, "MICROCONSENT_LISSEN") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
}

func TestClassifyKeepsTheOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got := command(t, dir, "Alle akzeptieren\nNur notwendige\n\nReject all\n", environ(dir), "classify", "--task", "role")
	want := []consent.ClauseRole{consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseOther, consent.ClauseRejectAll}
	lines := strings.Split(strings.TrimSpace(got.out), "\n")
	if got.code != exitOK || len(lines) != len(want) {
		t.Fatalf("exit %d, %d lines: %s", got.code, len(lines), got.out)
	}
	for i, line := range lines {
		var guess consent.RoleGuess
		if err := json.Unmarshal([]byte(line), &guess); err != nil || guess.Role != want[i] {
			t.Errorf("line %d: %s, want %s", i, line, want[i])
		}
	}
}

func TestConfigPrintMasksSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got := command(t, dir, "", environ(dir, "MICROCONSENT_DATABASE_URL=postgres://app:hunter2@127.0.0.1/x"), "config", "print")
	if got.code != exitOK || strings.Contains(got.out, "hunter2") || strings.Contains(got.out, testKey) || !strings.Contains(got.out, "127.0.0.1:8080") {
		t.Errorf("exit %d:\n%s%s", got.code, got.out, got.errout)
	}
}

func TestVersionAsJSON(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got := command(t, dir, "", environ(dir), "version", "--json")
	var f facts
	if err := json.Unmarshal([]byte(got.out), &f); err != nil || f.Version == "" || f.Ruleset == "" || f.Go == "" {
		t.Errorf("%v in %s", err, got.out)
	}
}

func TestDatabaseCommandsOnAFreshFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	for _, step := range []struct {
		args  []string
		stdin string
		says  string
	}{
		{[]string{"migrate", "up"}, "", "Z"},
		{[]string{"migrate", "down"}, "", "pending"},
		{[]string{"init", "--seed"}, "", "sample analyses loaded"},
		{[]string{"init", "--seed"}, "", "0 sample analyses loaded"},
		{[]string{"user", "create", "--email", "Me@Example.com", "--role", "admin"}, "a long enough password\n", "me@example.com admin"},
		{[]string{"apikey", "create", "--name", "ci"}, "", "mc_"},
		{[]string{"workers", "info"}, "", "high"},
		{[]string{"jobs", "cleanup", "--older-than", "7d"}, "", "0 jobs removed"},
		{[]string{"doctor"}, "", "ok"},
		{[]string{"init", "--force", "--yes"}, "", "ready"},
	} {
		got := command(t, dir, step.stdin, env, step.args...)
		if got.code != exitOK || !strings.Contains(got.out, step.says) {
			t.Fatalf("%v: exit %d, %q, %s", step.args, got.code, got.out, got.errout)
		}
	}
}

func TestManPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := command(t, dir, "", environ(dir), "docs", "man", dir); got.code != exitOK {
		t.Fatal(got.errout)
	}
	if _, err := os.Stat(filepath.Join(dir, "microconsent-analyze.1")); err != nil {
		t.Error(err)
	}
}
