package detect_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

func readPolicy(t *testing.T, kind consent.SourceKind, text string) (detect.PolicyText, error) {
	t.Helper()
	return detect.ReadPolicy(t.Context(), detect.Input{Kind: kind, Text: []byte(text)})
}

const privacyPage = `<!doctype html><html lang="en"><title>How we work</title><body>
<nav><p>We share everything with the menu of this site.</p></nav>
<div id="cookie-banner" role="dialog"><p>We use cookies and share data with our many partners.</p><button>Accept all</button><button>Reject all</button></div>
<main><h1>Your data</h1><p>We keep your order data for ten years, as tax law requires.</p>
<p>You have the right to access and delete your personal data.</p>
<h2>Analytics cookies</h2><table><tr><th>Cookie name<th>Duration</tr><tr><td>_ga<td>2 years</tr></table></main></body></html>`

func TestReadPolicyPage(t *testing.T) {
	t.Parallel()
	got, err := readPolicy(t, consent.SourceHTML, privacyPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Statements {
		if strings.Contains(c.Text, "menu") || strings.Contains(c.Text, "many partners") {
			t.Errorf("%q is no statement of the policy", c.Text)
		}
	}
	sum := got.Summary("https://shop.example/privacy")
	if sum.Language != "en" || !sum.Covered || sum.Note != "" || len(sum.Cookies) != 1 || sum.Cookies[0].Category != consent.CategoryAnalytics {
		t.Errorf("summary %+v", sum)
	}
	said := map[consent.Practice]bool{}
	for _, p := range sum.Practices {
		said[p.Name] = p.Covered()
	}
	if !said[consent.PracticeRetention] || !said[consent.PracticeAccess] || said[consent.PracticeAudiences] {
		t.Errorf("practices %v", said)
	}
}

func TestReadPolicyTellsWhyNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind consent.SourceKind
		text string
	}{
		"empty":        {consent.SourceHTML, " \n"},
		"drawn later":  {consent.SourceHTML, `<!doctype html><title>Privacy</title><div id=app></div><script>draw()</script>`},
		"data":         {consent.SourceJSON, `{"a": "b"}`},
		"only a title": {consent.SourceText, "Privacy"},
	} {
		if _, err := readPolicy(t, c.kind, c.text); consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func TestReadPolicyInALanguageThatIsNotCovered(t *testing.T) {
	t.Parallel()
	got, err := readPolicy(t, consent.SourceText, strings.Repeat("Tá do chuid sonraí pearsanta á bpróiseáil againn chun ár seirbhís a sholáthar duit. ", 10))
	if err != nil || got.Language.Covered || !strings.Contains(got.Note, "not covered") {
		t.Errorf("language %+v, note %q, %v", got.Language, got.Note, err)
	}
}

// A policy of 5 MB is read in part, and quickly.
func TestReadPolicyOfFiveMegabytes(t *testing.T) {
	t.Parallel()
	text := "<!doctype html><html lang=en><title>Privacy policy</title><main>" +
		strings.Repeat("<p>We keep your order data for ten years, as tax law requires of us.</p>\n", 70_000)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	got, err := detect.ReadPolicy(ctx, detect.Input{Kind: consent.SourceHTML, Text: []byte(text)})
	if err != nil || len(got.Statements) != 5000 || !strings.Contains(got.Note, "first 5000 sentences") {
		t.Errorf("%d of %d bytes: %d statements, note %q, %v", len(text), 5<<20, len(got.Statements), got.Note, err)
	}
}

func TestReadPolicyEndsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := detect.ReadPolicy(ctx, detect.Input{Kind: consent.SourceHTML, Text: []byte(privacyPage)}); err == nil {
		t.Error("a canceled reading ended without an error")
	}
}

func TestOwnPolicy(t *testing.T) {
	t.Parallel()
	text := "Privacy policy\n\nWe keep your order data for ten years.\nYou have the right to access and delete your personal data.\n"
	page, err := detect.Parse(t.Context(), detect.Input{Kind: consent.SourceText, Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := page.Analyze(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if own := page.OwnPolicy(r); !own.Read() || own.Statements != 2 || own.URL != "" {
		t.Errorf("summary %+v", own)
	}
	other, err := detect.Parse(t.Context(), detect.Input{Kind: consent.SourceHTML, Text: []byte("<p>Hello</p>")})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := other.Analyze(t.Context()); err != nil || other.OwnPolicy(r) != nil {
		t.Errorf("a page without statements has a summary (%v)", err)
	}
}
