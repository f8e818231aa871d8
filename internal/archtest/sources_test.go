package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// longest is the hard cap on the lines of a source file; most have about 120.
const longest = 450

// sources calls do for each file of the module whose name ends in one of the suffixes.
func sources(t *testing.T, suffixes []string, do func(name, text string)) {
	t.Helper()
	skipped := list(".git node_modules bin dist data vendor tools testdata")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(skipped, entry.Name()) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(path, s) }) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil {
			do(strings.TrimPrefix(filepath.ToSlash(path), "../../"), string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	sources(t, list(".go .templ .mjs .sh .js"), func(name, text string) {
		if n := strings.Count(text, "\n"); n > longest && !strings.HasSuffix(name, "_templ.go") {
			t.Errorf("%s has %d lines, more than %d", name, n, longest)
		}
	})
}

// deadly is what the content security policy blocks without a word, or what htmx would
// have to evaluate.
func deadly() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"hx-on":                     regexp.MustCompile(`(?i)\bhx-on[:\-a-z]*\s*=`),
		"an event handler":          regexp.MustCompile(`(?i)\s(on[a-z]{3,})\s*=\s*["{]`),
		"a js: value":               regexp.MustCompile(`(?i)=\s*["'](js|javascript):`),
		"a filter in hx-trigger":    regexp.MustCompile(`(?i)hx-trigger\s*=\s*"[^"]*\[`),
		"an inline style":           regexp.MustCompile(`(?i)\sstyle\s*=\s*["{]`),
		"a style element":           regexp.MustCompile(`(?i)<style\b`),
		"an inline script":          regexp.MustCompile(`(?i)<script(?:\s+(?:type="module"|async|defer))*\s*>`),
		"unescaped HTML":            regexp.MustCompile(`templ\.Raw\(|@templ\.Unsafe`),
		"a resource from elsewhere": regexp.MustCompile(`(?i)<(?:script|img|link|iframe)[^>]*\s(?:src|href)="https?://`),
	}
}

func TestTemplatesKeepThePolicy(t *testing.T) {
	t.Parallel()
	sources(t, list(".templ"), func(name, text string) {
		for what, pattern := range deadly() {
			if found := pattern.FindString(text); found != "" {
				t.Errorf("%s holds %s: %s", name, what, found)
			}
		}
	})
}

// templ knows no `else if` inside a tag: it writes an attribute named else and both parts.
func TestTemplatesHaveNoElseAttribute(t *testing.T) {
	t.Parallel()
	sources(t, list("_templ.go"), func(name, text string) {
		if strings.Contains(text, `" else`) {
			t.Errorf("%s writes an attribute named else", name)
		}
	})
}

func TestDeadlyTemplatesAreSeen(t *testing.T) {
	t.Parallel()
	samples := map[string]string{
		"hx-on":                     `<a hx-on:click="x">`,
		"an event handler":          `<a onclick="x()">`,
		"a js: value":               `<a hx-vals="js:{a: 1}">`,
		"a filter in hx-trigger":    `<a hx-trigger="click[ctrlKey]">`,
		"an inline style":           `<p style="color: red">`,
		"a style element":           `<style>p {}</style>`,
		"an inline script":          `<script>alert(1)</script>`,
		"unescaped HTML":            `@templ.Raw(body)`,
		"a resource from elsewhere": `<script src="https://cdn.example/x.js">`,
	}
	fine := `<form hx-get="/x" hx-trigger="input delay:300ms" data-on="x"><script src={ static.URL("js/app.js") } defer></script>
<script type="application/json">{}</script><a href="https://example.org/">styled=</a>`
	for what, pattern := range deadly() {
		if !pattern.MatchString(samples[what]) {
			t.Errorf("%s is not seen in %s", what, samples[what])
		}
		if found := pattern.FindString(fine); found != "" {
			t.Errorf("%s is seen in %q", what, found)
		}
	}
}

// Only the composition root and the settings know that a queue can be embedded.
func TestEmbeddedIsDecidedInOnePlace(t *testing.T) {
	t.Parallel()
	sources(t, list(".go"), func(name, text string) {
		outside := !fits(name, list("internal/boot internal/config internal/archtest internal/testrig internal/e2e"))
		if outside && !strings.HasSuffix(name, "_test.go") && strings.Contains(text, `"embedded`) {
			t.Errorf("%s asks for the embedded queue", name)
		}
	})
}
