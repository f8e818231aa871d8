package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestRetentionPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.analyzed("shop.html", shop)
	r.clock.advance(2 * time.Hour)
	b := r.user(consent.RoleAdmin)
	b.get("/settings/retention").want(http.StatusOK).says("main", "settings of the server hold: off")
	wrong := b.post("/settings/retention", url.Values{"own": {"1"}, "analyses": {"soon"}, "jobs": {"0d"}, "audit": {"365d"}}).want(http.StatusUnprocessableEntity)
	if wrong.attr("#errors a", "href") != "#analyses" || wrong.attr("#analyses", "value") != "soon" || wrong.text("#jobs-error") == "" || wrong.attr("#audit", "value") != "365d" {
		t.Error("the form lost its content or its errors")
	}
	b.post("/settings/retention", url.Values{"own": {"1"}, "analyses": {" 1h "}, "jobs": {""}}).leads("/settings/retention")
	own := b.get("/settings/retention").want(http.StatusOK).says("#status", "retention was set").says("main", "This workspace has set")
	if own.attr("#analyses", "value") != "1h" {
		t.Errorf("age %q", own.attr("#analyses", "value"))
	}
	ask := b.get("/settings/retention/run").want(http.StatusOK).says("main", "Analyses: 1")
	if ask.attr("main form", "action") != "/settings/retention/run" {
		t.Errorf("action %q", ask.attr("main form", "action"))
	}
	b.post("/settings/retention/run", nil).leads("/settings/retention")
	b.get("/settings/retention").says("#status", "1 row was removed").says("main", "Removed: Analyses: 1.")
	if _, err := r.Analysis(t.Context(), r.actor(), s.Analysis.ID); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("the analysis stayed: %v", err)
	}
	b.post("/settings/retention", url.Values{"own": {"0"}}).leads("/settings/retention")
	b.get("/settings/retention").says("main", "settings of the server hold")
}

func TestPurgePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.Submit(t.Context(), r.actor(), app.Submission{URL: "https://shop.example.com/"}); err != nil {
		t.Fatal(err)
	}
	b := r.user(consent.RoleAdmin)
	none := b.get("/settings/purge?site=nothing.example").want(http.StatusNotFound)
	if none.attr("#errors a", "href") != "#site" || none.attr("#site", "value") != "nothing.example" {
		t.Error("the form lost its content or its error")
	}
	b.get("/settings/purge?site=").want(http.StatusUnprocessableEntity)
	ask := b.get("/settings/purge?site=Example.com").want(http.StatusOK).says("h1", "example.com").says("main", "1 analysis goes")
	b.post(ask.attr("main form", "action"), nil).leads("/settings/retention")
	b.get("/settings/retention").says("#status", "1 analysis was removed")
	analyst := r.user(consent.RoleAnalyst)
	for _, path := range []string{"/settings/retention", "/settings/retention/run", "/settings/purge?site=example.com"} {
		analyst.get(path).want(http.StatusForbidden)
	}
	analyst.post("/settings/purge/example.com", nil).want(http.StatusForbidden)
	if a := analyst.post("/settings/retention", url.Values{"own": {"0"}}); a.status != http.StatusForbidden || strings.Contains(a.body, "retention was set") {
		t.Errorf("status %d", a.status)
	}
}
