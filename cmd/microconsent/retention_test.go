package main

import (
	"strings"
	"testing"
)

func TestRetentionCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir, "MICROCONSENT_RETENTION=failed=30d")
	if got := command(t, dir, "", env, "init", "--seed"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	tamper(t, dir, "UPDATE analyses SET created_at = '2020-01-01 00:00:00+00:00' WHERE name LIKE '%bakery%'")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"retention", "show"}, exitOK, "failed=30d (set by MICROCONSENT_RETENTION)"},
		{[]string{"retention", "run"}, exitOK, "failed: 0 removed"},
		{[]string{"retention", "set", "analyses=90d,audit=365d"}, exitOK, "analyses=90d,audit=365d (set by the workspace)"},
		{[]string{"retention", "run", "--dry-run"}, exitOK, "analyses: 1 would be removed"},
		{[]string{"retention", "run"}, exitOK, "analyses: 1 removed"},
		{[]string{"retention", "run"}, exitOK, "analyses: 0 removed"},
		{[]string{"retention", "show"}, exitOK, "last run "},
		{[]string{"retention", "set", "default"}, exitOK, "set by MICROCONSENT_RETENTION"},
		{[]string{"retention", "set", "analyses=0d"}, exitUsage, "at least 1h"},
		{[]string{"retention", "set", "colour=9d"}, exitUsage, "no kind"},
		{[]string{"jobs", "cleanup", "--older-than", "0d"}, exitUsage, "at least 1h"},
		{[]string{"purge", "--site", "example.com"}, exitUsage, "--yes"},
		{[]string{"purge", "--site", "example.com", "--yes"}, exitFailed, "nothing about example.com"},
		{[]string{"anonymize"}, exitOK, "addresses of events: 0 masked"},
		{[]string{"anonymize", "--older-than", "0d"}, exitUsage, "at least 1h"},
		{[]string{"anonymize", "--sources"}, exitUsage, "--personal-data"},
		{[]string{"anonymize", "--personal-data", "--dry-run"}, exitOK, "e-mail: 2 to mask"},
		{[]string{"anonymize", "--personal-data"}, exitOK, "e-mail: 2 masked"},
		{[]string{"anonymize", "--personal-data", "--sources"}, exitOK, "e-mail: 0 masked"},
		{[]string{"audit", "verify"}, exitOK, "ok"},
	} {
		if got := command(t, dir, "", env, c.args...); got.code != c.code || !strings.Contains(got.out+got.errout, c.says) {
			t.Errorf("%v: exit %d: %s%s", c.args, got.code, got.out, got.errout)
		}
	}
	if got := command(t, dir, "", environ(dir, "MICROCONSENT_RETENTION=0d"), "config", "check"); got.code != exitUsage || !strings.Contains(got.errout, "at least 1h") {
		t.Errorf("a retention of zero days: exit %d: %s", got.code, got.errout)
	}
}
