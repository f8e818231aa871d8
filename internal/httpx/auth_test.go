package httpx

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, header string
		status       int
	}{
		{"key header", "X-API-Key: " + goodKey, 200}, {"bearer", "Authorization: Bearer " + goodKey, 200},
		{"bearer in any case", "Authorization: bEARER  " + goodKey, 200}, {"wrong", "X-API-Key: wrong", 401},
		{"empty", "X-API-Key: ", 401}, {"basic", "Authorization: Basic " + goodKey, 401}, {"bare", "Authorization: " + goodKey, 401},
		{"none", "X-Other: 1", 401}, {"database down", "X-API-Key: down", 503},
	} {
		for _, target := range []string{"/api/v1/call", "/analyze"} {
			w := newRig(t).do(http.MethodGet, target, "", c.header)
			if w.Code != c.status {
				t.Errorf("%s %s: %d %s", c.name, target, w.Code, w.Body)
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (c.status == 401) {
				t.Errorf("%s %s: challenge %q", c.name, target, challenge)
			}
			if c.status == 200 && w.Body.String() != "api_key/"+string(ada) {
				t.Errorf("%s %s: actor %s", c.name, target, w.Body)
			}
		}
	}
}

// Feed readers send the key as the password of Basic. That reads and does nothing else.
func TestKeyAsPassword(t *testing.T) {
	t.Parallel()
	basic := func(user, password string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	for _, c := range []struct {
		method, header string
		status         int
	}{
		{http.MethodGet, basic("feed", goodKey), 200}, {http.MethodGet, basic("", goodKey), 200}, {http.MethodGet, basic(goodKey, ""), 401},
		{http.MethodGet, basic("feed", "wrong"), 401}, {http.MethodPost, basic("feed", goodKey), 401},
	} {
		if w := newRig(t).do(c.method, "/api/v1/call", "", c.header); w.Code != c.status {
			t.Errorf("%s %s: %d %s", c.method, c.header, w.Code, w.Body)
		}
	}
}

func login(t *testing.T, r *rig, user consent.ID, headers ...string) *http.Cookie {
	t.Helper()
	w := r.do(http.MethodPost, "/login?user="+string(user), "", headers...)
	wantStatus(t, w, http.StatusOK)
	return sessionCookie(t, w)
}

// sessionCookie is the last one that was set: browsers keep that.
func sessionCookie(t *testing.T, w *httptest.ResponseRecorder) (last *http.Cookie) {
	t.Helper()
	for _, cookie := range w.Result().Cookies() {
		if cookie.Name == SessionCookie {
			last = cookie
		}
	}
	if last == nil {
		t.Fatal("no session cookie")
	}
	return last
}

func header(c *http.Cookie) string { return "Cookie: " + c.Name + "=" + c.Value }

func TestSessionLifeCycle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	cookie := login(t, r, ada)
	if !cookie.HttpOnly || cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
		t.Errorf("cookie %+v", cookie)
	}
	for hash := range r.store.rows {
		if hash == cookie.Value || len(hash) != 64 || hash != hashToken(cookie.Value) {
			t.Errorf("stored under %q", hash)
		}
	}
	for _, target := range []string{"/page", "/private", "/api/v1/call"} {
		if w := r.do(http.MethodGet, target, "", header(cookie)); w.Body.String() != "user/"+string(ada) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	out := r.do(http.MethodPost, "/logout", "", header(cookie))
	if gone := sessionCookie(t, out); gone.MaxAge >= 0 || gone.Value != "" {
		t.Errorf("cookie after logout %+v", gone)
	}
	if w := r.do(http.MethodGet, "/page", "", header(cookie)); w.Body.String() != "/" || len(r.store.rows) != 0 {
		t.Errorf("after logout: actor %s, %d sessions", w.Body, len(r.store.rows))
	}
}

func TestSecureCookieOnHTTPS(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.BaseURL = "https://app.example" })
	if cookie := login(t, r, ada); !cookie.Secure {
		t.Errorf("cookie %+v", cookie)
	}
}

func TestLoginRenewsTheToken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	planted := login(t, r, ada)
	renewed := login(t, r, ada, header(planted))
	if planted.Value == renewed.Value || len(r.store.rows) != 1 {
		t.Errorf("token renewed: %v, %d sessions", planted.Value != renewed.Value, len(r.store.rows))
	}
	invented := login(t, r, ada, "Cookie: "+SessionCookie+"=invented")
	if invented.Value == "invented" {
		t.Error("a token from outside was taken")
	}
}

func TestSessionOfDisabledUserEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	cookie := login(t, r, eve)
	if w := r.do(http.MethodGet, "/page", "", header(cookie)); w.Body.String() != "/" {
		t.Errorf("actor %s", w.Body)
	}
	if len(r.store.rows) != 0 {
		t.Error("the session is still there")
	}
}

func TestSessionStaysAliveWhileUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	cookie := login(t, r, ada)
	if w := r.do(http.MethodGet, "/page", "", header(cookie)); len(w.Result().Cookies()) != 0 {
		t.Error("written again at once")
	}
	r.clock.advance(touchEvery)
	if w := r.do(http.MethodGet, "/page", "", header(cookie)); sessionCookie(t, w).Value != cookie.Value {
		t.Error("another token")
	}
}

func TestRequireUser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct{ method, header, status, location string }{
		{http.MethodGet, "X-Other: 1", "303", "/login?next=%2Fprivate%3Fa%3D1"},
		{http.MethodPost, "X-Other: 1", "303", "/login"},
		{http.MethodGet, "HX-Current-URL: http://app.example/list?b=2", "204", "/login?next=%2Flist%3Fb%3D2"},
		{http.MethodPost, "HX-Current-URL: https://evil.example//evil", "204", "/login"},
		{http.MethodPost, "HX-Current-URL: %zz", "204", "/login"},
	} {
		headers := []string{c.header}
		if c.status == "204" {
			headers = append(headers, "HX-Request: true")
		}
		w := r.do(c.method, "/private?a=1", "", headers...)
		location := w.Header().Get("Location") + w.Header().Get("HX-Redirect")
		if got := w.Result().Status[:3]; got != c.status || location != c.location {
			t.Errorf("%s %s: %s %s", c.method, c.header, got, location)
		}
	}
}

func TestSafeNext(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/analyses?a=1&b=2": "/analyses?a=1&b=2", "/": "/", "": "/", "analyses": "/", "//evil.example": "/", "https://evil.example": "/",
		`/\evil.example`: "/", "/\t/evil.example": "/", "javascript:alert(1)": "/", "/%zz": "/", "\\\\evil.example": "/", "/a\r\nb": "/",
	} {
		if got := SafeNext(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func TestMutationsFromOtherOrigins(t *testing.T) {
	t.Parallel()
	const friend = "https://friend.example"
	r := newRig(t, func(o *Options) { o.AllowedOrigins = []string{friend} })
	cookie := header(login(t, r, ada))
	key := "X-API-Key: " + goodKey
	for _, c := range []struct {
		name, target string
		headers      []string
		status       int
	}{
		{"program with a key", "/api/v1/call", []string{key}, 200},
		{"page of ours", "/page", []string{cookie, "Sec-Fetch-Site: same-origin"}, 200},
		{"page of another site", "/page", []string{cookie, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}, 403},
		{"old browser, another site", "/page", []string{cookie, "Origin: https://evil.example"}, 403},
		{"page of a friend", "/page", []string{cookie, "Sec-Fetch-Site: cross-site", "Origin: " + friend}, 403},
		{"API with a session, ours", "/api/v1/call", []string{cookie, "Sec-Fetch-Site: same-origin"}, 200},
		{"API with a session, another site", "/api/v1/call", []string{cookie, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}, 403},
		{"API with a session, a friend", "/api/v1/call", []string{cookie, "Sec-Fetch-Site: cross-site", "Origin: " + friend}, 401},
		{"API with a key, a friend", "/api/v1/call", []string{key, "Sec-Fetch-Site: cross-site", "Origin: " + friend}, 200},
		{"wrong key beside a session", "/api/v1/call", []string{cookie, "X-API-Key: wrong"}, 401},
		{"empty key beside a session", "/api/v1/call", []string{cookie, "X-API-Key: "}, 401},
		{"session at the earlier endpoints", "/analyze", []string{cookie}, 401},
	} {
		if w := r.do(http.MethodPost, c.target, "x", c.headers...); w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", c.name, w.Code, c.status, w.Body)
		}
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	const friend = "https://friend.example"
	r := newRig(t, func(o *Options) { o.AllowedOrigins = []string{friend} })
	preflight := r.do(http.MethodOptions, "/api/v1/call", "", "Origin: "+friend, "Access-Control-Request-Method: POST")
	wantStatus(t, preflight, http.StatusNoContent)
	if h := preflight.Header(); h.Get("Access-Control-Allow-Origin") != friend || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "X-API-Key") ||
		h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight %v", h)
	}
	for _, c := range []struct{ target, origin, allowed string }{
		{"/api/v1/call", friend, friend}, {"/api/v1/call", "https://evil.example", ""}, {"/page", friend, ""}, {"/analyze", friend, friend},
	} {
		w := r.do(http.MethodGet, c.target, "", "Origin: "+c.origin, "X-API-Key: "+goodKey)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.allowed {
			t.Errorf("%s from %s: allowed %q", c.target, c.origin, got)
		}
	}
	if w := r.do(http.MethodOptions, "/api/v1/call", "", "Origin: https://evil.example", "Access-Control-Request-Method: POST"); w.Code != 405 {
		t.Errorf("preflight of another origin: %d", w.Code)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	per := func(n int) consent.Rate { return consent.Rate{Limit: n, Period: time.Minute, Burst: n} }
	for _, c := range []struct {
		name           string
		rates          Rates
		method, target string
		header         string
		before         int
	}{
		{"by key", Rates{Key: per(2)}, http.MethodGet, "/api/v1/call", "X-API-Key: " + goodKey, 200},
		{"by address", Rates{Address: per(2)}, http.MethodGet, "/api/v1/call", "X-API-Key: " + goodKey, 200},
		{"pages by address", Rates{Address: per(2)}, http.MethodGet, "/page", "X-Other: 1", 200},
		{"login", Rates{Login: per(2)}, http.MethodPost, "/login", "X-Other: 1", 200},
		{"wrong keys", Rates{BadKey: per(2)}, http.MethodGet, "/analyze", "X-API-Key: wrong", 401},
	} {
		r := newRig(t, func(o *Options) { o.Rates, o.Limiter = c.rates, &counting{left: map[string]int{}} })
		for range 2 {
			if w := r.do(c.method, c.target, "", c.header); w.Code != c.before {
				t.Fatalf("%s: %d %s", c.name, w.Code, w.Body)
			}
		}
		w := r.do(c.method, c.target, "", c.header)
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "2" {
			t.Errorf("%s: %d, Retry-After %q", c.name, w.Code, w.Header().Get("Retry-After"))
		}
		if c.target == "/analyze" && decode(t, w)["retry_after"] != 2.0 {
			t.Errorf("%s: %s", c.name, w.Body)
		}
	}
}

func TestRateLimitHeaders(t *testing.T) {
	t.Parallel()
	rates := Rates{Key: consent.Rate{Limit: 10, Period: time.Minute}, Address: consent.Rate{Limit: 100, Period: time.Hour}}
	r := newRig(t, func(o *Options) { o.Rates, o.Limiter = rates, &counting{left: map[string]int{}} })
	w := r.do(http.MethodGet, "/api/v1/call", "", "X-API-Key: "+goodKey)
	if got := strings.Join(w.Header().Values("RateLimit-Policy"), ", "); got != `"address";q=100;w=3600, "key";q=10;w=60` {
		t.Errorf("policy %s", got)
	}
	if got := strings.Join(w.Header().Values("RateLimit"), ", "); got != `"address";r=99;t=3600, "key";r=9;t=60` {
		t.Errorf("state %s", got)
	}
}

func TestFailingLimiterLetsPass(t *testing.T) {
	t.Parallel()
	limiter := &counting{left: map[string]int{}, err: errors.New("redis is gone")}
	r := newRig(t, func(o *Options) {
		o.Limiter, o.Rates = limiter, Rates{Key: consent.Rate{Limit: 1, Period: time.Minute}}
	})
	for range 3 {
		wantStatus(t, r.do(http.MethodGet, "/api/v1/call", "", "X-API-Key: "+goodKey), http.StatusOK)
	}
	if !strings.Contains(r.log.String(), "redis is gone") {
		t.Error("the failure is not in the log")
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "2001:db8:1:2::9": "2001:db8:1:2::",
		"fe80::1%eth0": "fe80::", "nonsense": "unknown", "": "unknown",
	} {
		if got := network(address); got != want {
			t.Errorf("%q is %q, want %q", address, got, want)
		}
	}
}
