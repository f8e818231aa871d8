package rules_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/lexicon"
)

// noticeIn builds a page with a notice from the phrases of a language's lexicon.
func noticeIn(code string, sections ...string) string {
	var text strings.Builder
	fmt.Fprintf(&text, `<html lang="%s"><title>Example</title><body><div id="cookie-notice" class="cookie-banner"><p>Example. `, code)
	for _, section := range []string{lexicon.Banner, lexicon.Purposes, lexicon.CategoryPrefix + "analytics", lexicon.CategoryPrefix + "advertising"} {
		for _, p := range lexicon.Phrases(code, section)[:3] {
			text.WriteString(p + ". ")
		}
	}
	fmt.Fprintf(&text, `<a href="/privacy">%s</a></p>`, lexicon.Phrases(code, lexicon.PolicyLink)[0])
	for _, section := range sections {
		fmt.Fprintf(&text, "<button>%s</button>\n", lexicon.Phrases(code, section)[0])
	}
	text.WriteString("</div></body></html>")
	return text.String()
}

func findingsIn(t *testing.T, page string) map[string]consent.Severity {
	t.Helper()
	parsed, err := detect.Parse(context.Background(), detect.Input{Kind: consent.SourceHTML, Text: []byte(page), URL: "https://www.example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := parsed.Analyze(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !r.Banner.Present {
		t.Error("no notice found")
	}
	out := map[string]consent.Severity{}
	for _, f := range r.Findings {
		out[f.Rule] = f.Severity
	}
	return out
}

// A notice with an equal choice, purposes, a name and a policy gives no finding but that
// nothing reopens the choice; the same without a refusal gives that one too.
func TestNoticesInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, code := range lexicon.Languages() {
		if !lang.Covered(code) {
			continue
		}
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			fair := findingsIn(t, noticeIn(code, lexicon.AcceptAll, lexicon.RejectAll, lexicon.Settings))
			for rule, severity := range fair {
				if severity != consent.SeverityInfo && rule != "no-withdrawal-control" {
					t.Errorf("a fair notice gives %s", rule)
				}
			}
			unfair := findingsIn(t, noticeIn(code, lexicon.AcceptAll, lexicon.Settings))
			for _, rule := range []string{"no-reject-on-first-layer", "more-clicks-to-reject"} {
				if _, ok := unfair[rule]; !ok {
					t.Errorf("a notice without a refusal does not give %s, only %v", rule, slices.Sorted(maps.Keys(unfair)))
				}
			}
		})
	}
}
