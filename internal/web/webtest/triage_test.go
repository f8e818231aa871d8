package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestTriageOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	page := b.get(path).want(http.StatusOK)
	action := page.attr("#finding-no-reject-on-first-layer form", "action")
	if !strings.HasPrefix(action, path+"/findings/") {
		t.Fatalf("the form goes to %q", action)
	}
	before := page.text(".verdict")
	to := b.post(action, url.Values{"status": {"false_positive"}, "reason": {"Drawn by a script."}}).leads(path)
	if to != path+"#finding-no-reject-on-first-layer" {
		t.Errorf("leads to %s", to)
	}
	after := b.get(path).says("#status", "The decision was saved.").
		says("#finding-no-reject-on-first-layer", "False positive", "False positive by analyst, 24 Nov 2026", "Drawn by a script.")
	if after.text(".verdict") == before {
		t.Errorf("the verdict is still %q", before)
	}
	part := b.post(action, url.Values{"status": {"open"}}, "HX-Request: true", "HX-Request-Type: partial").want(http.StatusOK).
		says("hx-partial", "The decision was saved: Open.")
	if len(part.all("h1")) != 0 || part.text(".verdict") != before {
		t.Errorf("part says %q, before it was %q", part.text(".verdict"), before)
	}
	b.get("/settings/audit").want(http.StatusForbidden)
}

func TestTriageIsRefusedOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, viewer := r.user(consent.RoleAnalyst), r.user(consent.RoleViewer)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	action := b.get(path).attr("#finding-no-reject-on-first-layer form", "action")
	wrong := b.post(action, url.Values{"status": {"dismissed"}, "reason": {" "}}).want(http.StatusUnprocessableEntity).
		says("title", "Error:").says("#errors", "Say why").says("#finding-no-reject-on-first-layer .error", "Say why").says("h1", "shop.html")
	target := wrong.attr("#errors a", "href")
	if len(wrong.all(target)) != 1 || wrong.attr("#finding-no-reject-on-first-layer option[selected]", "value") != "dismissed" || len(wrong.all("details.triage[open]")) != 1 {
		t.Errorf("the error leads to %s, or the form is not as it was sent", target)
	}
	part := b.post(action, url.Values{"status": {"dismissed"}}, "HX-Request: true", "HX-Request-Type: partial").want(http.StatusUnprocessableEntity)
	if len(part.all("h1")) != 0 || len(part.all("#errors")) != 1 {
		t.Error("htmx got a page, or no error")
	}
	b.post(action, url.Values{"status": {"closed"}}).want(http.StatusUnprocessableEntity).says("#errors", "must be open")
	b.post(path+"/findings/none", url.Values{"status": {"accepted"}}).want(http.StatusNotFound)
	b.post("/analyses/x/findings/none", url.Values{"status": {"accepted"}}).want(http.StatusNotFound)
	viewer.post(action, url.Values{"status": {"accepted"}}).want(http.StatusForbidden)
	if len(viewer.get(path).all("details.triage, form[action$=rejudge]")) != 0 {
		t.Error("a viewer is offered what a viewer may not do")
	}
}

func TestReportsAreOffered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	s := r.analyzed("shop.html", shop)
	base := "/api/v1/analyses/" + string(s.Analysis.ID) + "/report."
	page := b.get("/analyses/" + string(s.Analysis.ID))
	for _, form := range []string{"html", "html?lang=de", "json", "sarif", "md"} {
		if len(page.all(`a[href="`+base+form+`"]`)) != 1 {
			t.Errorf("no link to %s", form)
		}
	}
	waiting := r.submitted("later.html", shop+" ")
	if len(b.get("/analyses/"+string(waiting.Analysis.ID)).all(`a[href*="/report."]`)) != 0 {
		t.Error("there are reports without a result")
	}
}

func TestRejudgeAndCompare(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	first := r.analyzed("shop.html", shop).Analysis
	found, err := r.Analysis(t.Context(), r.actor(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	found.Engine.Ruleset, found.Findings = "2020.01", nil
	for i := range found.Clauses {
		if found.Clauses[i].Role == consent.ClauseAcceptAll {
			found.Clauses[i].Text = "Accept <b>everything</b>"
		}
	}
	if err := r.store.SaveResult(t.Context(), found); err != nil {
		t.Fatal(err)
	}
	path := "/analyses/" + string(first.ID)
	job := strings.TrimPrefix(b.post(b.get(path).attr("form[action$=rejudge]", "action"), nil).leads("/jobs/"), "/jobs/")
	if err := r.RunJob(t.Context(), consent.ID(job), "w"); err != nil {
		t.Fatal(err)
	}
	done, err := r.Job(t.Context(), r.actor(), consent.ID(job))
	if err != nil {
		t.Fatal(err)
	}
	again := b.get("/analyses/"+string(done.AnalysisID)).says("main", "an earlier analysis", "judged again")
	compare := b.get(again.attr(`a[href^="/compare?"]`, "href")).want(http.StatusOK).
		says(".note", "hard to compare", "Rules: 2020.01, then").says("#findings-title + p", "new, 0 changed, 0 fixed").
		says(".findings", "New").says("table del", "everything").says("table ins", "all").says("pre", "# Change from", "**new**")
	if len(compare.all("table b")) != 0 {
		t.Error("foreign text came out as markup")
	}
	b.get(compare.attr(`a[href^="/compare?"]`, "href")).want(http.StatusOK).says(".findings", "Fixed")
	b.get("/compare?base="+string(first.ID)+"&head="+string(first.ID)).want(http.StatusOK).says("main", "Nothing changed")
	if len(b.get(path).all(`a[href^="/compare?"][href*="head="]`)) != 0 {
		t.Error("an upload has no analysis before")
	}
}

func TestCompareRefusesBadInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	done, waiting := r.analyzed("a.html", shop).Analysis.ID, r.submitted("b.html", shop+" ").Analysis.ID
	for query, status := range map[string]int{
		"base=x": http.StatusNotFound, "head=x": http.StatusNotFound, "base=x&head=y": http.StatusNotFound, "colour=red": http.StatusUnprocessableEntity,
		"q=" + strings.Repeat("x", 10_000): http.StatusUnprocessableEntity, "base=0197a000-0000-7000-8000-ffffffffffff": http.StatusNotFound,
		"base=" + string(done) + "&head=" + string(done) + "&colour=red":      http.StatusUnprocessableEntity,
		"base=" + string(done) + "&head=" + string(waiting):                   http.StatusConflict,
		"base=" + string(done) + "&head=0197a000-0000-7000-8000-ffffffffffff": http.StatusNotFound,
	} {
		b.get("/compare?" + query).want(status)
	}
	r.user("").get("/compare?base=" + string(done) + "&head=" + string(done)).leads("/login")
}
