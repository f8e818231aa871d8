package webtest

import (
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestFeedPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	b := r.user(consent.RoleAdmin)
	if to := b.get("/analyses?q=lamp&limit=20&sort=site").attr("nav[aria-label=Export] a[href^='/analyses/feed']", "href"); to != "/analyses/feed?q=lamp" {
		t.Errorf("the list leads to %s", to)
	}
	page := b.get("/analyses/feed?q=lamp&grade=A").want(http.StatusOK).says("main", "Grade: A", "/api/v1/analyses.atom?grade=A&q=lamp", "feed:YOUR_KEY@", "shown once")
	if page.attr(".head a.button", "href") != "/analyses?grade=A&q=lamp" || page.attr("main p a", "href") != "/settings/keys" {
		t.Error("the page does not lead on")
	}
	b.get("/analyses/feed?colour=red").want(http.StatusUnprocessableEntity).says("#errors", `no filter "colour"`)
	viewer := r.user(consent.RoleViewer).get("/analyses/feed").want(http.StatusOK).says("main", "Ask an administrator")
	if strings.Contains(viewer.body, "/settings/keys") {
		t.Error("a viewer is sent to a page that refuses")
	}
}
