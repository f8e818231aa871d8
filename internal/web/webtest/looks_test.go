package webtest

import (
	"net/http"
	"net/url"
	"testing"

	"microconsent/internal/consent"
)

func TestDensity(t *testing.T) {
	t.Parallel()
	b := newRig(t).user(consent.RoleViewer)
	b.post("/density", url.Values{"density": {"compact"}, "next": {"/jobs"}}).leads("/jobs")
	if a := b.get("/jobs"); a.attr("html", "data-density") != "compact" || a.text("[action='/density'] [aria-pressed=true]") != "Compact" {
		t.Error("the choice is lost")
	}
	b.post("/density", url.Values{"density": {"comfortable"}}).leads("/")
	if got := b.get("/jobs").attr("html", "data-density"); got != "" {
		t.Errorf("density %s", got)
	}
	b.post("/density", url.Values{"density": {"airy"}}).want(http.StatusUnprocessableEntity)
}

func TestHelp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	b.get("/help").want(http.StatusOK).says("h1", "Help").says("dl", "go to the search", "tick the row", "-tag:done")
	if part := b.part("/help").want(http.StatusOK); len(part.all("h1, header")) != 0 || len(part.all("form[method=dialog]")) != 1 {
		t.Error("the dialog holds a page")
	}
	if b.get("/jobs").attr("footer a[data-help]", "href") != "/help" {
		t.Error("no page leads to the help")
	}
	b.post("/keys", url.Values{"keys": {"off"}, "next": {"/help"}}).leads("/help")
	if off := b.get("/help").says("main", "Single keys are off"); len(off.all("html[data-keys-off]")) != 1 {
		t.Error("the keys stay on")
	}
	b.post("/keys", url.Values{"keys": {"on"}}).leads("/")
	if on := b.get("/help"); len(on.all("html[data-keys-off]")) != 0 {
		t.Error("the keys stay off")
	}
}
