package detect_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every page of testdata/pages is read as its golden file says. Pages whose name begins
// with "not-" have no consent notice.
func TestGolden(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("testdata/pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, path := range pages {
		name := strings.TrimSuffix(filepath.Base(path), ".html")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := analyzeFile(t, path)
			if strings.HasPrefix(name, "not-") && r.Banner.Present {
				t.Errorf("a notice where there is none: %q", r.Banner.Text)
			}
			compareGolden(t, strings.TrimSuffix(path, ".html")+".golden", describe(r))
		})
	}
}

func analyzeFile(t *testing.T, path string) detect.Result {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return analyze(t, consent.SourceHTML, string(text))
}

func analyze(t *testing.T, kind consent.SourceKind, text string) detect.Result {
	t.Helper()
	page, err := detect.Parse(context.Background(), detect.Input{Kind: kind, Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := page.Analyze(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// describe writes a result so that a reader sees at once what changed.
func describe(r detect.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "language %s consent %s\n", r.Language.Code, r.Language.Consent)
	if r.Banner.Present {
		fmt.Fprintf(&b, "notice %s: first-layer refusal %v, implied consent %v\n", r.Banner.Selector, r.Banner.FirstLayerReject, r.Banner.ImpliedConsent)
	} else {
		b.WriteString("no notice\n")
	}
	for _, c := range r.Clauses {
		fmt.Fprintf(&b, "%s %s %s %s%s line %d %s | %s\n", c.Kind, c.Surface, c.Role, c.Category, checked(c), c.Line, c.Selector, c.Text)
	}
	return b.String()
}

func checked(c consent.Clause) string {
	switch {
	case c.Checked == nil:
		return ""
	case *c.Checked:
		return " checked"
	}
	return " unchecked"
}
