package webtest

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/static"
)

func TestTheme(t *testing.T) {
	t.Parallel()
	b := newRig(t).user("")
	if got := b.get("/login").attr("html", "data-theme"); got != "" {
		t.Errorf("theme %s", got)
	}
	if to := b.post("/theme", url.Values{"theme": {"dark"}, "next": {"/login?next=/jobs"}}).leads("/login"); to != "/login?next=/jobs" {
		t.Errorf("leads to %s", to)
	}
	if a := b.get("/login"); a.attr("html", "data-theme") != "dark" || a.text("[action='/theme'] [aria-pressed=true]") != "Dark" {
		t.Error("the choice is lost")
	}
	b.post("/theme", url.Values{"theme": {"system"}, "next": {"//evil.example"}}).leads("/")
	if got := b.get("/login").attr("html", "data-theme"); got != "" {
		t.Errorf("theme %s", got)
	}
	b.post("/theme", url.Values{"theme": {"pink"}}).want(http.StatusUnprocessableEntity)
}

// Nobody can make a page say something with a cookie.
func TestFlashHoldsNoWords(t *testing.T) {
	t.Parallel()
	b := newRig(t).user("")
	for _, value := range []string{"hello.1", "queued.-1", "queued.x", "queued", "<b>.1", "."} {
		if got := b.get("/login", "Cookie: microconsent_flash="+value).text("#status"); got != "" {
			t.Errorf("%s says %s", value, got)
		}
	}
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	b := newRig(t).user("")
	address := b.get("/login").attr("link[rel=stylesheet]", "href")
	plain := b.get(address, "Accept-Encoding: identity").want(http.StatusOK)
	if !strings.Contains(plain.header.Get("Cache-Control"), "immutable") || plain.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%v", plain.header)
	}
	packed := b.get(address, "Accept-Encoding: gzip").want(http.StatusOK)
	r, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil || packed.header.Get("Content-Encoding") != "gzip" {
		t.Fatal(err, packed.header)
	}
	if body, err := io.ReadAll(r); err != nil || string(body) != plain.body {
		t.Errorf("%d bytes packed, %d plain, %v", len(body), len(plain.body), err)
	}
	b.get(address, "If-None-Match: "+plain.header.Get("ETag")).want(http.StatusNotModified)
	for _, wrong := range []string{"/static/css/app.css", "/static/css/app.000000000000.css", "/static/", "/static/../go.mod"} {
		b.get(wrong).want(http.StatusNotFound)
	}
	if icon := b.get("/favicon.ico").want(http.StatusFound).header.Get("Location"); b.get(icon).want(http.StatusOK).header.Get("Content-Type") != "image/svg+xml" {
		t.Error("no icon")
	}
}

// A script that is not there is not asked for.
func TestScriptsAreThere(t *testing.T) {
	t.Parallel()
	b := newRig(t).user(consent.RoleAnalyst)
	page := b.get("/analyses/new")
	found := page.all("script[src]")
	for _, n := range found {
		for _, a := range n.Attr {
			if a.Key == "src" {
				b.get(a.Val).want(http.StatusOK)
			}
		}
	}
	if htmx := static.URL("vendor/htmx-sse.min.js") != ""; len(found) == 0 || htmx != (len(page.all(`meta[name="htmx-config"]`)) == 1) {
		t.Errorf("%d scripts, htmx %v", len(found), htmx)
	}
}

func TestErrorsAsPageAndFragment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAdmin)
	b.get("/nothing").want(http.StatusNotFound).says("h1", "Not found")
	b.post("/analyses", nil).want(http.StatusMethodNotAllowed).says("h1", "Not possible here")
	part := b.part("/jobs/x").want(http.StatusNotFound).says(".alert", "Not found")
	if len(part.all("header, h1")) != 0 {
		t.Error("the fragment is no fragment")
	}
	_ = r.store.Close()
	down := r.user("").get("/login")
	if down.status < 500 || down.header.Get("X-Request-Id") == "" || !strings.Contains(down.text("main"), down.header.Get("X-Request-Id")) {
		t.Errorf("the request is not named: %s", down.text("main"))
	}
	if strings.Contains(down.body, "sql") || down.attr(`main a[href="/login"]`, "href") == "" {
		t.Errorf("says too much or offers no way on: %s", down.text("main"))
	}
}

// none allows nothing.
type none struct{}

func (none) Allow(context.Context, string, consent.Rate) (consent.RateResult, error) {
	return consent.RateResult{Limit: 1, RetryAfter: 1500 * time.Millisecond}, nil
}

func TestTooManyAttempts(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *httpx.Options) {
		o.Limiter, o.Rates = none{}, httpx.Rates{Login: consent.Rate{Limit: 1, Period: time.Minute}}
	})
	for _, target := range []string{"/login", "/setup"} {
		a := r.user("").post(target, url.Values{"email": {email}}).want(http.StatusTooManyRequests).says("h1", "Too many requests")
		if a.header.Get("Retry-After") != "2" {
			t.Errorf("Retry-After %s", a.header.Get("Retry-After"))
		}
	}
	r.user("").get("/login").want(http.StatusOK)
}

// Every link of every page leads somewhere.
func TestNoDeadLinks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	r.submitted("waiting.html", shop)
	b := r.user(consent.RoleAdmin)
	b.post("/settings/keys", url.Values{"name": {"ci"}, "role": {"viewer"}}).want(http.StatusCreated)
	seen := map[string]bool{"/analyses": true}
	for queue := []string{"/analyses"}; len(queue) > 0 && len(seen) < 400; queue = queue[1:] {
		a := b.get(queue[0])
		if a.status != http.StatusOK && a.status != http.StatusSeeOther {
			t.Errorf("%s: %d", queue[0], a.status)
		}
		for _, n := range a.all("a[href]") {
			for _, at := range n.Attr {
				to, _, _ := strings.Cut(at.Val, "#")
				if at.Key == "href" && to != "" && !seen[to] && !strings.HasPrefix(to, "/api/") {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d addresses", len(seen))
	}
}
