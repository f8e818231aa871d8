package detect_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

func readAt(t *testing.T, page, address string) detect.Result {
	t.Helper()
	parsed, err := detect.Parse(context.Background(), detect.Input{Kind: consent.SourceHTML, Text: []byte(page), URL: address})
	if err != nil {
		t.Fatal(err)
	}
	r, err := parsed.Analyze(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func evidence(r detect.Result, rule string) string {
	var out []string
	for _, f := range r.Findings {
		if f.Rule == rule {
			out = append(out, f.Evidence...)
		}
	}
	return strings.Join(out, "\n")
}

const notice = `<div id="cookie-banner" class="cookie-banner"><p>Example Ltd uses cookies to measure visits. <a href="/privacy">Privacy policy</a></p>
	<button class="yes">Accept all</button> REFUSAL</div>`

// A refusal that a person cannot see or use is none, however it is hidden; the reason is
// told.
func TestHiddenRefusals(t *testing.T) {
	t.Parallel()
	for refusal, why := range map[string]string{
		`<button hidden>Reject all</button>`:                                      "hidden",
		`<button style="visibility:hidden">Reject all</button>`:                   "visibility: hidden",
		`<div style="display:none"><button>Reject all</button></div>`:             "",
		`<button disabled>Reject all</button>`:                                    "disabled",
		`<button style="width:0;height:0;overflow:hidden">Reject all</button>`:    "no size",
		`<button style="opacity:0">Reject all</button>`:                           "opacity: 0",
		`<button style="color:#fff;background:#fff;border:0">Reject all</button>`: "",
		`<a href="#" style="color:#fff">Reject all</a>`:                           "the words have the colour of their ground",
		`<button style="position:absolute;left:-9999px">Reject all</button>`:      "left: -9999px",
		`<button style="clip-path:inset(100%)">Reject all</button>`:               "clip-path: inset(100%)",
		`<span aria-hidden="true"><a href="#" class="btn">Reject all</a></span>`:  "",
	} {
		page := `<html lang="en"><head><style>.cookie-banner{background:#fff;color:#000}</style></head><body>` + strings.Replace(notice, "REFUSAL", refusal, 1)
		r := readAt(t, page, "")
		if r.Banner.FirstLayerReject || evidence(r, "no-reject-on-first-layer") == "" {
			t.Errorf("%s counts as a refusal", refusal)
		}
		if !strings.Contains(evidence(r, "no-reject-on-first-layer"), why) {
			t.Errorf("%s: %q does not tell %q", refusal, evidence(r, "no-reject-on-first-layer"), why)
		}
	}
}

// What hides the whole notice hides both choices alike: a script will show it.
func TestANoticeThatAScriptShows(t *testing.T) {
	t.Parallel()
	fair := strings.Replace(notice, "REFUSAL", "<button>Reject all</button>", 1)
	for _, page := range []string{
		`<div style="display:none">` + fair + `</div>`, `<div aria-hidden="true">` + fair + `</div>`, `<style>#cookie-banner{opacity:0}</style>` + fair,
		`<style>.buttons{visibility:hidden}</style>` + strings.Replace(strings.Replace(fair, `<button class`, `<div class="buttons"><button class`, 1), "</button></div>", "</button></div></div>", 1),
		strings.ReplaceAll(fair, "<button", `<button style="display:none"`),
	} {
		if r := readAt(t, "<html lang=en><body>"+page, ""); !r.Banner.FirstLayerReject {
			t.Errorf("the refusal is not seen: %s", page)
		}
	}
}

func TestServicesOfTheSiteItselfAreNoThirdParties(t *testing.T) {
	t.Parallel()
	page := `<html lang="en"><body><p>A long enough text about walks along the coast.</p><script src="https://cdn.mixpanel.com/a.js"></script>`
	if got := evidence(readAt(t, page, "https://example.com/"), "banner-missing"); !strings.Contains(got, "Mixpanel (cdn.mixpanel.com)") {
		t.Errorf("a known service is not named: %q", got)
	}
	if got := evidence(readAt(t, page, "https://docs.mixpanel.com/"), "banner-missing"); got != "" {
		t.Errorf("the site's own host counts as a third party: %q", got)
	}
}

// Whatever is wrong with a page, the result says something.
func TestPagesWithoutAConsentSurfaceSayWhetherOneIsNeeded(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"empty body": "<html><body></body></html>", "shell": `<html><body><div id="root"></div><script src="/app.js"></script></body></html>`,
		"challenge": "<html><title>Just a moment...</title><body>Enable JavaScript and cookies to continue</body></html>", "fragment": "<p>x",
	} {
		r := readAt(t, page, "")
		if r.Score != nil || !slices.ContainsFunc(r.Findings, func(f consent.Finding) bool { return f.Severity == consent.SeverityInfo }) {
			t.Errorf("%s: score %v, findings %v", name, r.Score, r.Findings)
		}
		for _, f := range r.Findings {
			if f.Severity != consent.SeverityInfo {
				t.Errorf("%s: %s is above info", name, f.Rule)
			}
		}
	}
}
