package webtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

var fair = strings.ReplaceAll(shop, "<a href", "<button>Reject all</button> <a href")

func TestSites(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	b.get("/sites").want(http.StatusOK).says("h2", "No site was analyzed yet").says("main", "Analyze a page")
	r.visited("https://www.a.example/", shop)
	r.clock.advance(time.Hour)
	r.visited("https://www.a.example/", fair)
	r.clock.advance(time.Hour)
	r.visited("https://b.example/", shop)
	r.analyzed("upload.html", shop)
	list := b.get("/sites").want(http.StatusOK)
	if got := list.text("tbody th a"); got != "b.example a.example" {
		t.Errorf("sites %s", got)
	}
	if n := len(list.all("tbody svg.spark")); n != 2 || list.attr("tbody th a", "href") != "/sites/b.example" {
		t.Errorf("%d sparklines", n)
	}
	if got := list.attr("thead [aria-sort]", "aria-sort"); got != "descending" {
		t.Errorf("the newest first is %s", got)
	}
	if got := b.get("/sites?sort=site").text("tbody th a"); got != "a.example b.example" {
		t.Errorf("by name: %s", got)
	}
	if got := b.get("/sites?sort=score").text("tbody th a"); got != "b.example a.example" {
		t.Errorf("worst first: %s", got)
	}
	b.get("/sites?q=nowhere").want(http.StatusOK).says("h2", "No site matches")
	b.get("/sites?colour=red").want(http.StatusUnprocessableEntity).says("#errors", `no filter "colour"`)
	b.get("/sites?page=900000").want(http.StatusUnprocessableEntity).says("#errors", "too far on")
	part := b.part("/sites?q=lamp").want(http.StatusOK)
	if part.header.Get("HX-Push-Url") != "/sites?q=lamp" || len(part.all("form, header")) != 0 || len(part.all("#sites")) != 1 {
		t.Errorf("fragment: %s", part.body)
	}
	r.user("").get("/sites").leads("/login")
}

func TestSitesArePaged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 5 {
		r.visited(fmt.Sprintf("https://s%d.example/", i), shop)
	}
	b := r.user(consent.RoleViewer)
	there, last := walk(t, b, "/sites?limit=2", "a[rel=next]")
	back, _ := walk(t, b, last, "a[rel=prev]")
	if strings.Join(there, "|") != "s4.example s3.example|s2.example s1.example|s0.example" || len(back) != 3 || back[2] != there[0] {
		t.Errorf("there %q, back %q", there, back)
	}
}

func TestSite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.visited("https://www.a.example/lamps", shop)
	r.clock.advance(time.Hour)
	second := r.visited("https://www.a.example/lamps", fair)
	_, err := r.TriageFinding(t.Context(), r.actor(), app.Triaging{AnalysisID: second.ID, Key: second.Findings[0].Key, Status: consent.TriageDismissed, Reason: "Agreed."})
	if err != nil {
		t.Fatal(err)
	}
	b := r.user(consent.RoleAnalyst)
	page := b.get("/sites/a.example").want(http.StatusOK).says("h1", "a.example").says("#timeline-title ~ .scroll", "fixed", "the first", "a.example/lamps").
		says("#decisions-title ~ .scroll", second.Findings[0].Rule, "Dismissed", "Agreed.").says("[data-chart=chart-trend]", "Score of the last analyses")
	if got := page.attr("#timeline-title ~ .scroll td a", "href"); got != "/compare?base="+string(first.ID)+"&head="+string(second.ID) {
		t.Errorf("compares %s", got)
	}
	b.get(page.attr("#timeline-title ~ .scroll td a", "href")).want(http.StatusOK)
	again := b.get(page.attr(".head a", "href")).want(http.StatusOK)
	if got := again.attr("#url", "value"); got != "https://www.a.example/lamps" {
		t.Errorf("analyzes %s again", got)
	}
	b.get("/sites/shop.a.example").want(http.StatusOK).says("h1", "a.example")
	b.get("/sites/nowhere.example").want(http.StatusNotFound)
	b.get("/sites/a.example?colour=red").want(http.StatusUnprocessableEntity)
	if n := len(b.get("/sites/a.example?limit=1").want(http.StatusOK).all("a[rel=next]")); n != 1 {
		t.Error("no second page")
	}
	if v := r.user(consent.RoleViewer).get("/sites/a.example").want(http.StatusOK); len(v.all(".head a")) != 0 {
		t.Error("who may not submit is asked to")
	}
}
