package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/rules"
)

const intro = `# Rules

Ruleset %s, %d rules. Made by ` + "`go run ./internal/detect/rules/docs`" + `; do not edit.

A rule that lacks what it needs is told as not observable and left out of the grade: *static* is
the markup, *style* its declared style, *policy* the text of the policy, *live* visits with a browser.
Rules that rest on something not being said are silent in languages that are not covered. Pages stand
in ` + "`internal/detect/rules/testdata/<rule>/`" + `; what the live rules decide is held by
` + "`live_test.go`" + ` with built evidence.

`

// write is the document. Pages are read from the folder testdata.
func write(testdata string) (string, error) {
	var out strings.Builder
	all := rules.All()
	fmt.Fprintf(&out, intro, rules.Ruleset, len(all))
	index(&out, all)
	for _, r := range all {
		if err := rule(&out, r, testdata); err != nil {
			return "", err
		}
	}
	return strings.TrimSpace(out.String()) + "\n", nil
}

func index(out *strings.Builder, all []rules.Rule) {
	fmt.Fprint(out, "| rule | part | eu | uk | us-ca | needs |\n|---|---|---|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(out, "| [%s](#%s) | %s |", r.ID, r.ID, part(r.Part))
		for _, j := range consent.Jurisdictions() {
			fmt.Fprintf(out, " %s |", severity(r, j))
		}
		fmt.Fprintf(out, " %s |\n", needs(r))
	}
}

func part(p consent.Part) string { return strings.ReplaceAll(string(p), "_", " ") }

func severity(r rules.Rule, j consent.Jurisdiction) string {
	if s, known := r.Severity[j]; known {
		return string(s)
	}
	return "–"
}

func needs(r rules.Rule) string {
	out := make([]string, len(r.Needs))
	for i, n := range r.Needs {
		out[i] = string(n)
	}
	return strings.Join(out, ", ")
}

func rule(out *strings.Builder, r rules.Rule, testdata string) error {
	fmt.Fprintf(out, "\n## %s\n\n**%s.** %s\n\n", r.ID, r.English.Title, r.English.Explanation)
	fmt.Fprintf(out, "- Remedy: %s\n", r.English.Remedy)
	if r.English.Disagreement != "" {
		fmt.Fprintf(out, "- Authorities disagree: %s\n", r.English.Disagreement)
	}
	if r.AbsenceBased {
		fmt.Fprint(out, "- Rests on something not being said.\n")
	}
	if len(r.References) > 0 {
		fmt.Fprint(out, "- References:\n")
		for _, ref := range r.References {
			fmt.Fprintf(out, "  - `%s` %s\n", ref.ID, ref.Citation)
		}
	}
	return pages(out, filepath.Join(testdata, r.ID))
}

// pages names the pages that raise a rule and those that nearly do.
func pages(out *strings.Builder, folder string) error {
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil
	}
	for _, kind := range []struct{ prefix, says string }{{"raises-", "Raised by"}, {"near-miss-", "Not raised by"}} {
		var names []string
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), kind.prefix) {
				names = append(names, "`"+e.Name()+"`")
			}
		}
		slices.Sort(names)
		if len(names) > 0 {
			fmt.Fprintf(out, "- %s: %s\n", kind.says, strings.Join(names, ", "))
		}
	}
	return err
}
