package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestABatchIsHandedInAtTheMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir)
	if got := command(t, dir, "", env, "init"); got.code != exitOK {
		t.Fatalf("init: %s%s", got.out, got.errout)
	}
	if err := os.WriteFile(filepath.Join(dir, "sites.csv"), []byte("url,name\nhttps://a.example,A\nftp://b.example,B\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := command(t, dir, "", env, "batch", "submit", "sites.csv")
	id := regexp.MustCompile(`^[0-9a-f-]{36}`).FindString(got.out)
	if got.code != exitFailed || id == "" || !strings.Contains(got.out, "1 accepted, 1 refused of 2") || !strings.Contains(got.errout, "3,ftp://b.example,") {
		t.Fatalf("submit: exit %d: %s%s", got.code, got.out, got.errout)
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"read: 0 of 1 ended", []string{"batch", "show", id}},
		{"3,ftp://b.example,", []string{"batch", "errors", id}},
		{"1 analyses canceled", []string{"batch", "cancel", id}},
		{"a.example", []string{"export", "--filter", "batch=" + id}},
	} {
		if got := command(t, dir, "", env, c.args...); got.code != exitOK || !strings.Contains(got.out, c.says) {
			t.Errorf("%v: exit %d: %s%s", c.args, got.code, got.out, got.errout)
		}
	}
	if got := command(t, dir, "# nothing\n", env, "batch", "submit", "-"); got.code == exitOK || !strings.Contains(got.errout, "no source") {
		t.Errorf("nothing: exit %d: %s%s", got.code, got.out, got.errout)
	}
}
