package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestSavedViews(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, admin, viewer := r.user(consent.RoleAnalyst), r.user(consent.RoleAdmin), r.user(consent.RoleViewer)
	r.analyzed("shop.html", shop)
	if len(b.get("/analyses").all(".save-view")) != 0 {
		t.Error("the history without a filter can be saved")
	}
	list := b.get("/analyses?q=lamp&status=completed&page=1").want(http.StatusOK)
	form := sent(list, ".save-view form")
	form.Set("name", "Lamps")
	b.post("/settings/views", form).leads("/analyses?q=lamp&status=completed")
	again := b.get("/analyses?q=lamp&status=completed").says("#status", "The view was saved.").says("[aria-label='Saved views'] [aria-current]", "Lamps")
	if len(again.all(".save-view")) != 0 {
		t.Error("a saved view can be saved again")
	}
	wrong := b.post("/settings/views", form).want(http.StatusConflict).says("#errors", "view of this name")
	if wrong.attr("#errors a", "href") != "#name" || wrong.attr("#name", "value") != "Lamps" || wrong.attr("#query", "value") != form.Get("query") {
		t.Error("the form lost its content or its error")
	}
	b.post("/settings/views", url.Values{"name": {"x"}, "query": {"colour=red"}}).want(http.StatusUnprocessableEntity).says("#errors", "colour")
	b.post("/settings/views", url.Values{"name": {"x"}, "shared": {"1"}}).want(http.StatusForbidden)
	viewer.post("/settings/views", url.Values{"name": {"x"}}).want(http.StatusForbidden)
	admin.post("/settings/views", url.Values{"name": {"For all"}, "query": {"grade=F"}, "shared": {"1"}}).leads("/analyses?grade=F")
	seen := viewer.get("/settings/views").want(http.StatusOK).says("tbody", "For all", "Everybody's, made by admin", "Grade: F")
	if strings.Contains(seen.text("tbody"), "Lamps") || len(seen.all("form[action='/settings/views'], tbody details")) != 0 {
		t.Error("a viewer sees the views of others, or is offered what is refused")
	}
}

func TestViewsAreChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, other := r.user(consent.RoleAnalyst), r.user(consent.RoleAdmin)
	b.post("/settings/views", url.Values{"name": {"Failed"}, "query": {"?status=failed"}}).leads("/analyses?status=failed")
	b.get("/").leads("/analyses")
	page := b.get("/settings/views").want(http.StatusOK)
	id := page.attr("button[name=view]", "value")
	b.post("/settings/views/default", url.Values{"view": {id}}).leads("/settings/views")
	b.get("/settings/views").says("tbody", "Opens first")
	if to := b.get("/").leads("/analyses"); to != "/analyses?status=failed" {
		t.Errorf("the history opens with %s", to)
	}
	b.post("/settings/views/"+id, url.Values{"name": {" "}, "query": {"status=failed"}}).want(http.StatusUnprocessableEntity).
		says("#errors", "needs a name").says("details[open] .error", "needs a name")
	b.post("/settings/views/"+id, url.Values{"name": {"Bad"}, "query": {"grade=F"}}).leads("/settings/views")
	b.get("/settings/views").says("tbody", "Bad", "Grade: F")
	other.post("/settings/views/"+id, url.Values{"name": {"Mine"}, "query": {""}}).want(http.StatusNotFound)
	other.post("/settings/views/default", url.Values{"view": {id}}).want(http.StatusNotFound)
	other.get("/settings/views/" + id + "/delete").want(http.StatusNotFound)
	b.post("/settings/views/default", url.Values{"view": {""}}).leads("/settings/views")
	if to := b.get("/").leads("/analyses"); to != "/analyses" {
		t.Errorf("the history opens with %s", to)
	}
	b.get("/settings/views/"+id+"/delete").want(http.StatusOK).says("h1", "Delete the view “Bad”?")
	b.post("/settings/views/"+id+"/delete", nil).leads("/settings/views")
	b.get("/settings/views").says("h2", "No saved views yet")
	b.get("/settings").leads("/settings/views")
	other.get("/settings").leads("/settings/keys")
}
