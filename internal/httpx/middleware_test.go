package httpx

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"microconsent/internal/consent"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Open().GET("/id", func(c *gin.Context) { c.String(200, consent.RequestIDFrom(c.Request.Context())) })
	own := string(ids{}.NewID())
	for sent, want := range map[string]string{"": own, "abc-123.X_y": "abc-123.X_y", "short": own, "bad id with spaces": own,
		strings.Repeat("x", 65): own, "abcdefgh\"}": own} {
		w := r.do(http.MethodGet, "/id", "", "X-Request-ID: "+sent)
		if w.Body.String() != want || w.Header().Get("X-Request-Id") != want {
			t.Errorf("%q became %q, header %q", sent, w.Body, w.Header().Get("X-Request-Id"))
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	w := newRig(t).do(http.MethodGet, "/page", "")
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Strict-Transport-Security": "",
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if w.Header().Get("Permissions-Policy") == "" {
		t.Error("no Permissions-Policy")
	}
	secure := newRig(t, func(o *Options) { o.BaseURL = "https://app.example" }).do(http.MethodGet, "/none", "")
	if secure.Header().Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS on https")
	}
}

// untouchable fails the test when a refused body is read.
type untouchable struct{ t *testing.T }

func (u untouchable) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, target := range []string{"/page", "/api/v1/call", "/analyze"} {
		announced := httptest.NewRequest(http.MethodPost, target, untouchable{t})
		announced.ContentLength = 2 << 30
		announced.Header.Set("X-API-Key", goodKey)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, announced)
		wantStatus(t, w, http.StatusRequestEntityTooLarge)

		streamed := httptest.NewRequest(http.MethodPost, target, io.MultiReader(strings.NewReader(strings.Repeat("x", 1001))))
		streamed.ContentLength = -1
		streamed.Header.Set("X-API-Key", goodKey)
		w = httptest.NewRecorder()
		r.ServeHTTP(w, streamed)
		wantStatus(t, w, http.StatusRequestEntityTooLarge)

		w = r.do(http.MethodPost, target, strings.Repeat("x", 1000), "X-API-Key: "+goodKey)
		wantStatus(t, w, http.StatusOK)
		w = r.do(http.MethodPost, target, strings.Repeat("x", 8000), "X-API-Key: "+goodKey, "Content-Type: multipart/form-data; boundary=x")
		wantStatus(t, w, http.StatusOK)
	}
}

// An announced 2 GB upload is answered over a real connection while nothing was sent.
func TestHugeUploadIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newRig(t))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /analyze HTTP/1.1\r\nHost: x\r\nX-API-Key: %s\r\nContent-Length: 2147483648\r\n\r\n", goodKey)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close {
		t.Errorf("status %d, close %v", answer.StatusCode, answer.Close)
	}
}

func TestHeadIsAnsweredAsGet(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newRig(t))
	defer server.Close()
	answer, err := http.Head(server.URL + "/page")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.ContentLength <= 0 {
		t.Errorf("status %d, length %d", answer.StatusCode, answer.ContentLength)
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Timeout = 20 * time.Millisecond })
	wait := func(c *gin.Context) error { <-c.Request.Context().Done(); return c.Request.Context().Err() }
	r.API("/api/v1").GET("/slow", Wrap(wait))
	w := r.do(http.MethodGet, "/api/v1/slow", "", "X-API-Key: "+goodKey)
	wantStatus(t, w, http.StatusRequestTimeout)
	if body := decode(t, w); body["code"] != "timeout" {
		t.Errorf("problem %v", body)
	}
}

func TestDeadlineCanBeLifted(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Timeout = 20 * time.Millisecond })
	for path, lift := range map[string]func(*gin.Context){"/extended": func(c *gin.Context) { Extend(c, time.Minute) }, "/unbound": Unbound} {
		r.Open().GET(path, func(c *gin.Context) {
			lift(c)
			select {
			case <-c.Request.Context().Done():
				c.Status(http.StatusRequestTimeout)
			case <-time.After(80 * time.Millisecond): // four times the limit: it would have struck
				c.Status(http.StatusOK)
			}
		})
		if w := r.do(http.MethodGet, path, ""); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestPanicIsAnInternalError(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.API("/api/v1").GET("/panic", func(*gin.Context) { panic("secret state") })
	w := r.do(http.MethodGet, "/api/v1/panic", "", "X-API-Key: "+goodKey)
	wantStatus(t, w, http.StatusInternalServerError)
	if strings.Contains(w.Body.String(), "secret") || decode(t, w)["code"] != "internal" {
		t.Errorf("answer %s", w.Body)
	}
	if log := r.log.String(); !strings.Contains(log, "secret state") || !strings.Contains(log, "TestPanicIsAnInternalError") {
		t.Errorf("log without value or stack: %s", log)
	}
}

func TestAbortedHandlerStaysAborted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Open().GET("/abort", func(*gin.Context) { panic(http.ErrAbortHandler) })
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("recovered %v", err)
		}
	}()
	r.do(http.MethodGet, "/abort", "")
}

func TestAccessLogLeavesOutTheQuery(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.do(http.MethodGet, "/page?q=private-words", "")
	if log := r.log.String(); strings.Contains(log, "private-words") || !strings.Contains(log, "path=/page") || !strings.Contains(log, "status=200") {
		t.Errorf("log %s", log)
	}
}

func TestClientAddressBelievesOnlyTrustedProxies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		proxies []string
		want    string
	}{{nil, "192.0.2.1"}, {[]string{"192.0.2.0/24"}, "203.0.113.9"}} {
		r := newRig(t, func(o *Options) { o.TrustedProxies = c.proxies })
		r.Open().GET("/address", func(c *gin.Context) { c.String(200, c.ClientIP()) })
		if w := r.do(http.MethodGet, "/address", "", "X-Forwarded-For: 198.51.100.1, 203.0.113.9"); w.Body.String() != c.want {
			t.Errorf("proxies %v: address %s, want %s", c.proxies, w.Body, c.want)
		}
	}
}

func TestNewRefusesBadSettings(t *testing.T) {
	t.Parallel()
	for _, opts := range []Options{{TrustedProxies: []string{"everyone"}}, {AllowedOrigins: []string{"app.example"}}, {AllowedOrigins: []string{"https://a.example/path"}}} {
		if _, err := New(opts); err == nil {
			t.Errorf("accepted %+v", opts)
		}
	}
}

func TestMetricsHaveNoPaths(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	r := newRig(t, func(o *Options) { o.Metrics = NewMetrics(registry) })
	r.Open().GET("/things/:id", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	r.do(http.MethodGet, "/things/1", "")
	r.do(http.MethodGet, "/things/2", "")
	r.do("BREW", "/secret-path", "")
	RegisterHealth(r.Server, func(context.Context) error { return nil }, registry)
	text := r.do(http.MethodGet, "/metrics", "").Body.String()
	for _, line := range []string{`microconsent_http_requests_total{method="GET",route="/things/:id",status="204"} 2`,
		`microconsent_http_requests_total{method="other",route="unmatched",status="404"} 1`} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s in %s", line, text)
		}
	}
	if strings.Contains(text, "secret-path") {
		t.Error("a path became a label")
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var broken error
	registry := prometheus.NewRegistry()
	NewMetrics(registry)
	RegisterHealth(r.Server, func(context.Context) error { return broken }, registry)
	for _, target := range []string{"/livez", "/readyz", "/metrics"} {
		wantStatus(t, r.do(http.MethodGet, target, ""), http.StatusOK)
	}
	if w := r.do(http.MethodGet, "/metrics", ""); !strings.Contains(w.Body.String(), "microconsent_http_requests_in_flight") {
		t.Errorf("metrics: %s", w.Body)
	}
	broken = errors.New("dial tcp 10.0.0.7: refused")
	w := r.do(http.MethodGet, "/readyz", "")
	wantStatus(t, w, http.StatusServiceUnavailable)
	if strings.Contains(w.Body.String(), "10.0.0.7") {
		t.Error("an inside address leaked")
	}
	wantStatus(t, r.do(http.MethodGet, "/livez", ""), http.StatusOK)
}
