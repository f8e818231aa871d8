package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestSetUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user("")
	b.get("/login").want(http.StatusOK).says(".note", "There is no user yet")
	b.get("/setup?token=guess").want(http.StatusForbidden).says("main", "not valid")
	b.get("/setup?token=token").want(http.StatusOK)
	form := url.Values{"token": {"token"}, "email": {email}, "password": {password}, "again": {"other"}}
	again := b.post("/setup", form).want(http.StatusUnprocessableEntity).says("#again-error", "differ").says("#errors", "differ")
	if again.attr("#email", "value") != email || again.attr("#password", "value") != "" || again.attr("#again", "aria-invalid") != "true" {
		t.Error("the form lost its content, or kept the password")
	}
	form.Set("again", "short")
	form.Set("password", "short")
	b.post("/setup", form).want(http.StatusUnprocessableEntity).says("#password-error", "at least 12")
	form.Set("again", password)
	form.Set("password", password)
	b.post("/setup", form).leads("/analyses")
	b.get("/analyses").want(http.StatusOK).says("#status", "administrator was made").says("h2", "Nothing analyzed yet")
	if got := b.get("/analyses").text("#status"); got != "" {
		t.Errorf("told twice: %s", got)
	}
	r.user("").get("/setup?token=token").want(http.StatusConflict)
	r.user("").post("/setup", form).want(http.StatusConflict)
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.user(consent.RoleViewer)
	b := r.user("")
	form := url.Values{"email": {"viewer@example.com"}, "password": {"wrong"}, "next": {"/jobs?state=dead"}}
	wrong := b.post("/login", form).want(http.StatusUnauthorized).says("#errors", "do not match")
	if wrong.attr("#email", "value") != "viewer@example.com" || wrong.attr("[name=next]", "value") != "/jobs?state=dead" || wrong.attr("#password", "value") != "" {
		t.Error("the form lost its content, or kept the password")
	}
	form.Set("password", password)
	b.post("/login", form).leads("/jobs?state=dead")
	b.get("/login?next=/jobs").leads("/jobs")
	b.post("/logout", nil).leads("/login")
	b.get("/login").want(http.StatusOK).says("#status", "signed out")
	b.get("/jobs").leads("/login?next=%2Fjobs")
}

func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.user(consent.RoleViewer)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
		form := url.Values{"email": {"viewer@example.com"}, "password": {password}, "next": {next}}
		if to := r.user("").post("/login", form).leads("/"); to != "/" {
			t.Errorf("%s leads to %s", next, to)
		}
	}
}

func TestPagesNeedAUser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := string(r.submitted("a.html", shop).Analysis.ID)
	b := r.user("")
	for _, target := range []string{"/", "/analyses", "/analyses/new", "/analyses/" + id, "/analyses/" + id + "/source", "/jobs", "/jobs/" + id,
		"/jobs/" + id + "/live", "/jobs/" + id + "/cancel", "/settings", "/settings/keys", "/settings/users", "/settings/audit"} {
		b.get(target).leads("/login")
		if part := b.part(target).want(http.StatusNoContent); !strings.HasPrefix(part.header.Get("HX-Redirect"), "/login") {
			t.Errorf("%s: a fragment leads to %q", target, part.header.Get("HX-Redirect"))
		}
	}
	for _, target := range []string{"/analyses/new", "/jobs/" + id + "/cancel", "/jobs/" + id + "/retry", "/settings/keys", "/settings/users"} {
		b.post(target, nil).leads("/login")
	}
}

func TestRolesAreKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.submitted("a.html", shop)
	viewer, analyst := r.user(consent.RoleViewer), r.user(consent.RoleAnalyst)
	job := "/jobs/" + string(s.Job.ID)
	viewer.get("/analyses/new").want(http.StatusForbidden).says("main", "analyst")
	viewer.send("/analyses/new", field{Name: "url", Value: "https://example.com"}).want(http.StatusForbidden)
	viewer.post(job+"/cancel", nil).want(http.StatusForbidden)
	page := viewer.get(job).want(http.StatusOK)
	if len(page.all(`a[href$="/cancel"], nav a[href="/analyses/new"], nav a[href="/settings/keys"]`)) != 0 {
		t.Error("a viewer is offered what is refused")
	}
	for _, target := range []string{"/settings/keys", "/settings/users", "/settings/audit"} {
		analyst.get(target).want(http.StatusForbidden)
	}
	analyst.post("/settings/keys", url.Values{"name": {"x"}, "role": {"viewer"}}).want(http.StatusForbidden)
	analyst.post("/settings/users", url.Values{"email": {"x@example.com"}, "password": {password}, "role": {"admin"}}).want(http.StatusForbidden)
	analyst.get("/analyses/new").want(http.StatusOK)
}

func TestOtherSitesCannotPost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAdmin)
	b.post("/settings/keys", url.Values{"name": {"x"}, "role": {"admin"}}, "Origin: https://evil.example", "Sec-Fetch-Site: cross-site").want(http.StatusForbidden)
	b.get("/settings/keys").want(http.StatusOK).says("h2", "No API keys yet")
}
