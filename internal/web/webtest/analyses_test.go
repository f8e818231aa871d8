package webtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	page := b.get(path).want(http.StatusOK).says("h1", "shop.html").says("#clauses", "Accept all", "#yes").says("main", "SHA-256", "Rules: European Union")
	if page.attr(".verdict .grade", "class") == "" || len(page.all("#clauses tbody tr")) < 3 {
		t.Error("no grade, or too few clauses")
	}
	accept := b.get(path+"?role=accept_all").want(http.StatusOK).says("#clauses", "1 of")
	if len(accept.all("#clauses tbody tr")) != 1 || accept.attr("#role [selected]", "value") != "accept_all" {
		t.Error("the filter shows others, or is not shown")
	}
	part := b.part(path + "?role=accept_all&category=&min_confidence=0.5").want(http.StatusOK)
	if len(part.all("h1, form")) != 0 || part.header.Get("HX-Push-Url") != path+"?min_confidence=0.5&role=accept_all" || !strings.Contains(part.body, ">1 clause</hx-partial>") {
		t.Errorf("fragment at %s", part.header.Get("HX-Push-Url"))
	}
	b.get(path+"?role=withdraw").want(http.StatusOK).says("#clauses", "No clause matches")
	b.get(path + "?role=&category=").leads(path)
	for query, why := range map[string]string{"role=nobody": "nobody", "colour=red": "colour", "min_confidence=2": "0 to 1", "from=x": "whole number"} {
		wrong := b.get(path+"?"+query).want(http.StatusUnprocessableEntity).says("#clauses", why).says("h1", "shop.html")
		for _, n := range wrong.all(`.evidence a`) {
			if href := n.Attr[0].Val; strings.HasPrefix(href, "#") {
				t.Errorf("%s: evidence at %s is not on the page", query, href)
			}
		}
	}
}

func TestAnalysisWithoutResult(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	s := r.submitted("shop.html", shop)
	path := "/analyses/" + string(s.Analysis.ID)
	if waiting := b.get(path).want(http.StatusOK).says("main", "no result yet"); waiting.attr(".empty a", "href") != "/jobs/"+string(s.Job.ID) {
		t.Error("no way to the job")
	}
	b.post("/jobs/"+string(s.Job.ID)+"/cancel", nil).leads("/jobs/")
	b.get(path).want(http.StatusOK).says("main", "Canceled by analyst")
	for _, id := range []string{"x", "0197a000-0000-7000-8000-ffffffffffff", "..%2f"} {
		b.get("/analyses/" + id).want(http.StatusNotFound)
		b.get("/analyses/" + id + "/source").want(http.StatusNotFound)
	}
}

// Evidence leads to its clause, clauses to their place in the source, and back.
func TestPermalinks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	page := b.get(path)
	evidence := page.attr(".evidence a", "href")
	if !strings.HasPrefix(evidence, "#clause-") || len(page.all(evidence)) != 1 {
		t.Errorf("evidence at %q", evidence)
	}
	address, anchor, _ := strings.Cut(page.attr(`#clauses a[href*="/source"]`, "href"), "#")
	source := b.get(address).want(http.StatusOK)
	if len(source.all("mark#"+anchor)) != 1 {
		t.Errorf("%s has no mark %s", address, anchor)
	}
	back, anchor, _ := strings.Cut(source.attr(".chip", "href"), "#")
	if len(b.get(back).want(http.StatusOK).all("tr#"+anchor)) != 1 {
		t.Errorf("%s has no row %s", back, anchor)
	}
}

func TestSourceIsText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	hostile := strings.Replace(shop, "<h1>", `<script>alert(1)</script><img src="//evil.example/x" onerror="alert(2)"><h1 data-hx-get="/x">`, 1)
	path := "/analyses/" + string(r.analyzed("shop.html", hostile).Analysis.ID) + "/source"
	page := b.get(path).want(http.StatusOK).says(".source", "<script>alert(1)</script>", `<h1 data-hx-get="/x">`, "Accept all")
	if len(page.all(`.source script, .source img, .source h1`)) != 0 {
		t.Error("the source is in the page as HTML")
	}
	var lines []string
	for _, n := range page.all(".source tbody tr td code") {
		lines = append(lines, textOf(n))
	}
	if got := strings.Join(lines, "\n"); got != hostile {
		t.Errorf("the source reads\n%q, not\n%q", got, hostile)
	}
}

func TestLongSourceIsPaged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	var body strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&body, "<p>line %d</p>\n", i+1)
	}
	path := "/analyses/" + string(r.analyzed("long.html", "<html lang=en>\n"+body.String()).Analysis.ID) + "/source"
	seen := 0
	for target := path; target != ""; {
		page := b.get(target).want(http.StatusOK)
		seen += len(page.all(".source tbody tr"))
		target = page.attr("a[rel=next]", "href")
	}
	if seen != 1201 {
		t.Errorf("%d lines", seen)
	}
	b.get(path + "?from=99999999").want(http.StatusUnprocessableEntity)
	b.get(path + "?from=-1").want(http.StatusUnprocessableEntity)
	b.get(path + "?clause=c999").want(http.StatusOK)
}

func TestManyClausesArePaged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	s := r.analyzed("shop.html", shop)
	found, err := r.Analysis(t.Context(), r.actor(), s.Analysis.ID)
	if err != nil {
		t.Fatal(err)
	}
	found.Clauses = nil
	for i := range 450 {
		found.Clauses = append(found.Clauses, consent.Clause{ID: fmt.Sprintf("c%d", i+1), Kind: consent.KindStatement, Surface: consent.SurfacePolicy,
			Role: consent.ClauseOther, Category: consent.CategoryPrivacy, Confidence: 0.9, Text: fmt.Sprintf("Statement %d", i+1), Line: i + 1})
	}
	found.Findings = []consent.Finding{{Rule: "r", Severity: consent.SeverityLow, Status: consent.TriageOpen, Title: "A finding", Clauses: []string{"c1", "c440"}, Confidence: 1}}
	if err := r.store.SaveResult(t.Context(), found); err != nil {
		t.Fatal(err)
	}
	path := "/analyses/" + string(s.Analysis.ID)
	first := b.get(path).want(http.StatusOK).says("#clauses", "450 clauses, shown are 1 to 200").says(".verdict", "1 problem of low severity")
	if href := first.attr(`.evidence li:nth-of-type(2) a`, "href"); href != path+"?at=c440#clause-c440" {
		t.Errorf("evidence on another page is at %s", href)
	}
	third := b.get(path + "?at=c440").want(http.StatusOK)
	if len(third.all("#clause-c440")) != 1 || len(third.all("#clauses tbody tr")) != 50 {
		t.Error("the page of a clause does not hold it")
	}
	second := b.get(third.attr("a[rel=prev]", "href")).want(http.StatusOK)
	if len(second.all("#clause-c201")) != 1 || second.attr("a[rel=next]", "href") != path+"?from=400" {
		t.Error("the pages do not join")
	}
}
