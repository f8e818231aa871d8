package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/detect/rules"
)

const top = "../../../.."

func TestRulesAreDocumented(t *testing.T) {
	t.Parallel()
	want, err := write(filepath.Join(top, "internal", "detect", "rules", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(top, target))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the rules say; write it anew with: go run ./internal/detect/rules/docs", target)
	}
}

func TestDocumentNamesEveryRuleReferenceAndPage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "implied-consent"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"raises-x.html", "near-miss-y.html"} {
		if err := os.WriteFile(filepath.Join(folder, "implied-consent", name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := write(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.All() {
		for _, want := range []string{"## " + r.ID + "\n", r.English.Remedy} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", r.ID, want)
			}
		}
		for _, ref := range r.References {
			if !strings.Contains(text, ref.Citation) {
				t.Errorf("%s: no %q", r.ID, ref.Citation)
			}
		}
	}
	for _, want := range []string{"Raised by: `raises-x.html`", "Not raised by: `near-miss-y.html`"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
}
