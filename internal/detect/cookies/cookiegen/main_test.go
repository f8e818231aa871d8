package main

import (
	"strings"
	"testing"
)

func TestClass(t *testing.T) {
	t.Parallel()
	cases := []struct{ category, description, want string }{
		{"Analytics", "", "an"},
		{"Marketing", "session", "ad"},
		{"Security", "", "n"},
		{"Functional", "Protects against cross-site request forgery in your language", "n"},
		{"Functional", "Remembers the language", "f"},
		{"Functional", "Pending", "n"},
		{"Unknown", "", ""},
	}
	for _, c := range cases {
		if got := class(c.category, c.description); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.category, c.description, got, c.want)
		}
	}
}

func TestLifetime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"Session": "session", "End of session (browser)": "session", "1 year": "1 year", "30 Mins": "30 minutes",
		"2 years after last activity": "", "varies": "", "": ""} {
		if got := lifetime(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReadAndFormat(t *testing.T) {
	t.Parallel()
	head := []string{"ID", "Platform", "Category", "Cookie / Data Key name", "Domain", "Description", "Retention period", "Data Controller", "P", "Wildcard match"}
	row := func(platform, category, name, wildcard string) []string {
		return []string{"1", platform, category, name, "", "", "1 year", "Owner", "", wildcard}
	}
	got, err := read([][]string{head, row("B", "Marketing", "x_", "1"), row("A", "Analytics", "y", "0"), row("A", "Marketing", "y", "0"),
		row("A", "Marketing", "y", "0"), row("A", "Analytics", "two words", "0"), {"short"}})
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(format(got), "edit.\n")
	if want := "=A\nad\t1 year\ty\n=B\nad\t1 year\tx_*\n"; body != want {
		t.Errorf("got %q, want %q", body, want)
	}
	if _, err := read([][]string{{"ID"}}); err == nil {
		t.Error("a file without the columns was taken")
	}
}
