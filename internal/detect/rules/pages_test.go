package rules_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/detect/rules"
)

// Pages stand in testdata/<rule>/: "raises-<language>-…" must give the finding and
// "near-miss-<language>-…" must not. Their endings say what they are: .html, .txt (the text
// of a policy or notice) or .json.

// TestPages runs the whole engine on every page. With -v it names each rule with its pages.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, r := range rules.All() {
		if slices.Contains(r.Needs, consent.NeedLive) {
			continue // its evidence is no page
		}
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			raises, misses := pagesOf(t, r.ID, "raises-"), pagesOf(t, r.ID, "near-miss-")
			if len(raises) == 0 || len(misses) == 0 {
				t.Fatalf("%d pages raise it, %d nearly do; want one of each at least", len(raises), len(misses))
			}
			for _, page := range raises {
				t.Run(page, func(t *testing.T) { expect(t, r, page, true) })
			}
			for _, page := range misses {
				t.Run(page, func(t *testing.T) { expect(t, r, page, false) })
			}
		})
	}
}

// TestEveryPageBelongsToARule finds pages that nothing reads.
func TestEveryPageBelongsToARule(t *testing.T) {
	t.Parallel()
	all, err := filepath.Glob("testdata/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		rule, name := filepath.Base(filepath.Dir(path)), filepath.Base(path)
		if rule == "fuzz" {
			continue
		}
		if _, ok := rules.ByID(rule); !ok || !strings.HasPrefix(name, "raises-") && !strings.HasPrefix(name, "near-miss-") {
			t.Errorf("%s: no rule reads it", path)
		}
	}
}

func pagesOf(t *testing.T, rule, prefix string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("testdata", rule, prefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

func expect(t *testing.T, r rules.Rule, page string, want bool) {
	result := analyse(t, r, page)
	var got []consent.Finding
	for _, f := range result.Findings {
		if f.Rule == r.ID {
			got = append(got, f)
		}
	}
	if (len(got) > 0) != want {
		t.Errorf("found %v, want %v\nbanner: %+v\nothers: %s\nundecided: %s\nclauses: %s", len(got) > 0, want, result.Banner,
			dump(t, names(result.Findings)), dump(t, result.Unobserved), dump(t, brief(result.Clauses)))
	}
	for _, f := range got {
		wellFormed(t, f, result)
	}
}

// wellFormed holds what every finding owes its reader.
func wellFormed(t *testing.T, f consent.Finding, result detect.Result) {
	t.Helper()
	if f.Key == "" || f.Key != consent.FindingKey(f, result.Clauses) || f.Status != consent.TriageOpen || f.Confidence <= 0 || f.Confidence > 1 {
		t.Errorf("key %q, status %q, confidence %v", f.Key, f.Status, f.Confidence)
	}
	if f.Severity != consent.SeverityInfo && (len(f.References) == 0 || len(f.Evidence) == 0) {
		t.Errorf("no references or no evidence: %+v", f)
	}
	for _, id := range f.Clauses {
		if !slices.ContainsFunc(result.Clauses, func(c consent.Clause) bool { return c.ID == id }) {
			t.Errorf("names a clause that is not there: %s", id)
		}
	}
	for _, id := range f.References {
		if rules.Cite(id) == "" {
			t.Errorf("no citation for %s", id)
		}
	}
}

// analyse reads a page under the first jurisdiction that knows the rule.
func analyse(t *testing.T, r rules.Rule, page string) detect.Result {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", r.ID, page))
	if err != nil {
		t.Fatal(err)
	}
	in := detect.Input{Text: text, Kind: kindOf(page), URL: "https://www.example.com/"}
	for _, j := range consent.Jurisdictions() {
		if _, known := r.Severity[j]; known {
			in.Options.Jurisdiction = j
			break
		}
	}
	parsed, err := detect.Parse(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	result, err := parsed.Analyze(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	readPolicy(t, parsed, text, &result)
	return result
}

func kindOf(page string) consent.SourceKind {
	switch filepath.Ext(page) {
	case ".txt":
		return consent.SourceText
	case ".json":
		return consent.SourceJSON
	}
	return consent.SourceHTML
}

func names(in []consent.Finding) []string {
	var out []string
	for _, f := range in {
		out = append(out, f.Rule)
	}
	return out
}

// brief is what a failing test shows of clauses.
func brief(in []consent.Clause) []string {
	var out []string
	for _, c := range in {
		out = append(out, string(c.Surface)+" "+string(c.Role)+" "+c.Text)
	}
	return out
}

func dump(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
