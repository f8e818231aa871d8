package detect_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// The engine never panics, always says the same about the same bytes, ends in bounded
// time, and every clause is where it says.
func FuzzEngine(f *testing.F) {
	seeds, err := filepath.Glob("testdata/pages/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range seeds {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), uint8(0))
	}
	f.Add("We use cookies.\nAccept all\nReject all\n", uint8(1))
	f.Add(`{"content":{"message":"This website uses cookies to help you.","allow":"Allow cookies","deny":"Decline"}}`, uint8(2))
	f.Add(`{"html":"<div id=a>We use cookies <button>OK</button></div>"}`, uint8(2))
	kinds := []consent.SourceKind{consent.SourceHTML, consent.SourceText, consent.SourceJSON, consent.SourcePDF}
	f.Fuzz(func(t *testing.T, text string, kind uint8) {
		if len(text) > 20_000 || !utf8.ValidString(text) {
			return
		}
		in := detect.Input{Kind: kinds[int(kind)%len(kinds)], Text: []byte(text)}
		begin := time.Now()
		r, ok := read(t, in)
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
		if !ok {
			return
		}
		if again, _ := read(t, in); !reflect.DeepEqual(r, again) {
			t.Error("two results for the same bytes")
		}
		checkClauses(t, in, r)
	})
}

func read(t *testing.T, in detect.Input) (detect.Result, bool) {
	t.Helper()
	page, err := detect.Parse(context.Background(), in)
	if err != nil {
		if consent.CodeOf(err) != consent.Invalid {
			t.Fatalf("code %s: %v", consent.CodeOf(err), err)
		}
		return detect.Result{}, false
	}
	r, err := page.Analyze(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r, true
}

func checkClauses(t *testing.T, in detect.Input, r detect.Result) {
	t.Helper()
	lines := 1 + bytes.Count(in.Text, []byte("\n"))
	seen := map[string]bool{}
	for _, c := range r.Clauses {
		switch {
		case seen[c.ID] || c.ID == "":
			t.Errorf("id %q twice or empty", c.ID)
		case c.Line < 1 || c.Line > lines && in.Kind != consent.SourceJSON:
			t.Errorf("line %d of %d", c.Line, lines)
		case c.Confidence < 0 || c.Confidence > 1:
			t.Errorf("confidence %v", c.Confidence)
		case !utf8.ValidString(c.Text):
			t.Errorf("text %q", c.Text)
		}
		seen[c.ID] = true
	}
	for _, f := range r.Findings {
		for _, id := range f.Clauses {
			if !seen[id] {
				t.Errorf("finding %s names the clause %q, which is not there", f.Rule, id)
			}
		}
	}
	if in.Kind == consent.SourceHTML {
		checkSelectors(t, in.Text, r.Clauses)
	}
}

// checkSelectors finds every clause again in a document that was parsed apart. What stands
// in noscript has no elements there, and hostile pages are read in another way.
func checkSelectors(t *testing.T, src []byte, clauses []consent.Clause) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(src))
	if err != nil {
		return
	}
	for _, c := range clauses {
		s, err := cascadia.Parse(c.Selector)
		if err != nil {
			t.Fatalf("selector %q: %v", c.Selector, err)
		}
		if strings.Contains(c.XPath, "/noscript") {
			continue
		}
		found := cascadia.QueryAll(root, s)
		if len(found) != 1 || found[0].Data != c.Element {
			t.Errorf("selector %q finds %d elements, want one <%s>", c.Selector, len(found), c.Element)
		}
	}
}

// Pages that try to exhaust the engine end in bounded time.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	button := "<div class=cookie-banner>We use cookies <button>Accept all</button></div>"
	for name, text := range map[string]string{
		"deep nesting":      strings.Repeat("<div>", 100_000) + button,
		"many attributes":   "<div " + strings.Repeat(`data-x="cookie consent" `, 200_000) + ">" + button + "</div>",
		"one long text":     "<p>" + strings.Repeat("cookies and consent ", 500_000) + "</p>" + button,
		"many notices":      strings.Repeat(button, 5_000),
		"nested notices":    strings.Repeat("<div class=cookie-banner>We use cookies <button>OK</button>", 400),
		"many checkboxes":   "<div id=cookie-settings>We use cookies" + strings.Repeat("<label><input type=checkbox>Marketing</label>", 20_000) + "</div>",
		"many links":        strings.Repeat("<a href=/privacy>Privacy policy</a>", 20_000),
		"one id everywhere": "<div id=cookie>We use cookies" + strings.Repeat("<label for=a>x</label><input type=checkbox id=a>", 5_000) + "</div>",
		"many style rules":  "<style>" + strings.Repeat(".a{display:none}", 100_000) + "</style>" + button,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			engine(t, []byte(text))
			if took := time.Since(begin); took > 60*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	for _, in := range []detect.Input{{Kind: consent.SourceHTML}, {Kind: consent.SourceText, Text: []byte(" \n")}, {Kind: consent.SourceJSON, Text: []byte("{")}} {
		if _, err := detect.Parse(context.Background(), in); consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%s %q: %v", in.Kind, in.Text, err)
		}
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	page, err := detect.Parse(context.Background(), detect.Input{Kind: consent.SourceHTML, Text: []byte("<p>x</p>")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := page.Analyze(ctx); consent.CodeOf(err) != consent.Canceled {
		t.Errorf("Analyze = %v, want canceled", err)
	}
}

func TestJSONConfiguration(t *testing.T) {
	t.Parallel()
	r := analyze(t, consent.SourceJSON, "{\n \"content\": {\n  \"message\": \"This website uses cookies to ensure the best experience.\",\n  \"allow\": \"Allow cookies\",\n  \"deny\": \"Decline\"}}")
	if !r.Banner.Present || !r.Banner.FirstLayerReject || r.Banner.Selector != "#/content/message" {
		t.Errorf("banner %+v", r.Banner)
	}
	want := map[string]consent.ClauseRole{"#/content/allow": consent.ClauseAcceptAll, "#/content/deny": consent.ClauseRejectAll}
	for _, c := range r.Clauses {
		if role, ok := want[c.Selector]; ok && c.Role != role {
			t.Errorf("%s: %s, want %s", c.Selector, c.Role, role)
		}
		delete(want, c.Selector)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestPastedNotice(t *testing.T) {
	t.Parallel()
	r := analyze(t, consent.SourceText, "Wir verwenden Cookies, um unsere Website zu verbessern.\n\nAlle akzeptieren\nNur notwendige Cookies\nDatenschutzerklärung\n")
	if !r.Banner.Present || !r.Banner.FirstLayerReject || r.Language.Consent != "de" {
		t.Errorf("banner %+v, language %+v", r.Banner, r.Language)
	}
}

func TestPolicyText(t *testing.T) {
	t.Parallel()
	r := analyze(t, consent.SourceText, "Privacy policy\n\nWe keep your data for 26 months after your last order.\nWe share data with our advertising partners so that they can show you offers.\n")
	if r.Banner.Present || len(r.Clauses) < 2 {
		t.Fatalf("banner %v, %d clauses", r.Banner.Present, len(r.Clauses))
	}
	if c := r.Clauses[0]; c.Kind != consent.KindStatement || c.Line != 3 || len(c.Practices) == 0 || c.Practices[0] != consent.PracticeRetention {
		t.Errorf("clause %+v", c)
	}
}
