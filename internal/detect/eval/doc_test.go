package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteDocKeepsWhatStandsAround(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "model.md")
	if err := os.WriteFile(path, []byte("before\n"+begin+"old\n"+end+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second run replaces the first
		if err := writeDoc(path, []figure{{task: "roles", split: "own", value: 0.5, must: 0.4}}); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	if !strings.HasPrefix(got, "before\n") || !strings.HasSuffix(got, end+"\nafter\n") || strings.Contains(got, "old") ||
		strings.Count(got, "| roles | own | 0.5000 | 0.40 | – | must |") != 1 {
		t.Errorf("document:\n%s", got)
	}
}

func TestWriteDocNeedsItsMarks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "model.md")
	if err := os.WriteFile(path, []byte("nothing here"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeDoc(path, nil); err == nil {
		t.Error("a document without marks was taken")
	}
}
