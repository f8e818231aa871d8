package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"microconsent/internal/consent"
)

func textOf(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		inChip := d.Parent != nil && (d.Parent.Data == "a" || d.Parent.Parent != nil && d.Parent.Parent.Data == "a")
		if d.Type == html.TextNode && !inChip {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

func TestKeys(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAdmin)
	b.get("/settings").leads("/settings/keys")
	made := b.post("/settings/keys", url.Values{"name": {"ci"}, "role": {"viewer"}, "expires": {"2030-01-01"}}).want(http.StatusCreated)
	key := made.text(".secret")
	if actor, err := r.KeyActor(t.Context(), key, ""); err != nil || actor.Role != consent.RoleViewer || made.header.Get("Cache-Control") != "no-store" {
		t.Errorf("key %q: %v", key, err)
	}
	list := b.get("/settings/keys").want(http.StatusOK).says("tbody", "ci", "Active", "2 Jan 2030")
	if strings.Contains(list.body, key) {
		t.Error("the key is shown again")
	}
	revoke := list.attr(`a[href$="/revoke"]`, "href")
	b.get(revoke).want(http.StatusOK).says("h1", "ci")
	b.post(revoke, nil).leads("/settings/keys")
	b.get("/settings/keys").says("#status", "revoked").says("tbody", "Revoked")
	if _, err := r.KeyActor(t.Context(), key, ""); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("the key still works: %v", err)
	}
	b.get("/settings/keys/0197a000-0000-7000-8000-ffffffffffff/revoke").want(http.StatusNotFound)
	b.post("/settings/keys/x/revoke", nil).want(http.StatusNotFound)
}

func TestKeysThatAreWrong(t *testing.T) {
	t.Parallel()
	b := newRig(t).user(consent.RoleAdmin)
	for _, c := range []struct{ name, role, expires, at string }{{"", "viewer", "", "name"}, {"x", "king", "", "role"}, {"x", "viewer", "soon", "expires"}, {"x", "viewer", "2020-01-01", "expires"}} {
		a := b.post("/settings/keys", url.Values{"name": {c.name}, "role": {c.role}, "expires": {c.expires}}).want(http.StatusUnprocessableEntity)
		if a.attr("#errors a", "href") != "#"+c.at || a.text("#"+c.at+"-error") == "" || a.attr("#name", "value") != c.name || a.attr("#expires", "value") != c.expires {
			t.Errorf("%+v: the form lost its content or its error", c)
		}
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAdmin)
	form := url.Values{"email": {"Eve@example.com"}, "name": {"<b>Eve</b>"}, "password": {password}, "role": {"analyst"}}
	b.post("/settings/users", form).leads("/settings/users")
	b.get("/settings/users").want(http.StatusOK).says("#status", "user was made").says("tbody", "eve@example.com", "<b>Eve</b>", "analyst")
	again := b.post("/settings/users", form).want(http.StatusConflict).says("#email-error", "already")
	if again.attr("#errors a", "href") != "#email" || again.attr("#role [selected]", "value") != "analyst" {
		t.Error("the form lost its content or its error")
	}
	form.Set("email", "no address")
	b.post("/settings/users", form).want(http.StatusUnprocessableEntity).says("#email-error", "not an e-mail address")
	form.Set("email", "x@example.com")
	form.Set("password", "short")
	short := b.post("/settings/users", form).want(http.StatusUnprocessableEntity).says("#password-error", "at least 12")
	if short.attr("#password", "value") != "" {
		t.Error("the password comes back")
	}
}

func TestAuditLog(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.submitted("shop.html", shop)
	b := r.user(consent.RoleAdmin)
	log := b.get("/settings/audit").want(http.StatusOK).says("tbody", "Analysis submitted", "User created", "Signed in", "name: shop.html", "test (the program)")
	if len(log.all(`a[href="/analyses/`+string(s.Analysis.ID)+`"]`)) != 1 {
		t.Error("the log does not lead to the analysis")
	}
	wrong := b.get("/settings/audit?since=soon&actor=ada").want(http.StatusUnprocessableEntity)
	if wrong.attr("#errors a", "href") != "#since" || wrong.attr("#actor", "value") != "ada" {
		t.Error("the form lost its content or its error")
	}
	b.get("/settings/audit?cursor=x").want(http.StatusUnprocessableEntity)
	for range consent.DefaultLimit {
		r.submitted("shop.html", shop)
	}
	older := b.get("/settings/audit").attr("a[rel=next]", "href")
	if a := b.get(older).want(http.StatusOK); len(a.all("tbody tr")) == 0 || a.attr(".pager a", "href") != "/settings/audit" {
		t.Error("the second page is empty or has no way back")
	}
}

func TestAuditFilterAndChain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.submitted("shop.html", shop)
	b := r.user(consent.RoleAdmin)
	b.get("/settings/audit?actor=&action=user.login&target=&since=&until=").leads("/settings/audit?action=user.login")
	only := b.get("/settings/audit?action=user.login").want(http.StatusOK).says("tbody", "Signed in")
	if len(only.all("tbody tr")) != 1 || only.attr("#action [selected]", "value") != "user.login" || only.attr(`a[href$="action=user.login"]`, "href") != "/api/v1/audit-events/export.csv?action=user.login" {
		t.Errorf("the filter does not hold: %s", only.body)
	}
	b.get("/settings/audit?actor=nobody").want(http.StatusOK).says(".empty", "No event matches")
	b.get("/settings/audit?verify=1").want(http.StatusOK).says("#chain-title", "holds").says(".note", "events were checked")
	r.user(consent.RoleAnalyst).get("/settings/audit?since=soon").want(http.StatusForbidden)
}
