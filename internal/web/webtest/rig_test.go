package webtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"microconsent/internal/app"
	"microconsent/internal/blob"
	"microconsent/internal/capture"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/internal/store"
	"microconsent/internal/web"
)

const (
	email    = "ada@example.com"
	password = "correct horse battery"
	maxBytes = 64 << 10
)

// shop is a page that asks for consent.
const shop = `<!doctype html><html lang="en"><title>Lamp shop</title><body><h1>Lamps</h1>
<div id="cookie-banner" role="dialog"><p>We use cookies for analytics and advertising.</p>
<button id="yes">Accept all</button> <a href="/privacy">Privacy policy</a></div></body></html>`

// rig is the web role on a real database. Jobs run when the test says so.
type rig struct {
	*app.App
	t      *testing.T
	store  *store.Store
	clock  *clock
	web    *fakeWeb
	server *httptest.Server
}

func newRig(t *testing.T, change ...func(*httpx.Options)) *rig {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "web.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open("file://" + filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	visits := &fakeWeb{Capturer: capture.New(capture.Options{MaxBytes: maxBytes, Timeout: time.Second}), pages: map[string]string{}}
	r := &rig{t: t, store: db, web: visits, clock: &clock{now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}}
	r.App = app.New(app.Deps{Store: db, Blobs: blobs, Queue: idle{}, Capture: visits,
		Hasher: plain{}, Clock: r.clock, IDs: &ids{}, Observer: silent{}, Log: slog.New(slog.DiscardHandler)},
		app.Settings{MaxSourceBytes: maxBytes, JobTimeout: 30 * time.Second, JobMaxAttempts: 3, Lease: 30 * time.Second, Redispatch: time.Minute, SetupToken: "token"})
	if _, err := r.Bootstrap(t.Context(), "", ""); err != nil {
		t.Fatal(err)
	}
	r.serve(change)
	return r
}

func (r *rig) serve(change []func(*httpx.Options)) {
	r.t.Helper()
	sessions := httpx.NewSessions(r.store, r.App, r.clock, false)
	opts := httpx.Options{Log: slog.New(slog.DiscardHandler), IDs: &ids{n: 1 << 40}, Keys: r.App, Sessions: sessions, MaxBody: maxBytes}
	for _, each := range change {
		each(&opts)
	}
	server, err := httpx.New(opts)
	if err != nil {
		r.t.Fatal(err)
	}
	web.Register(server, web.Deps{App: r.App, Sessions: sessions, MaxBytes: maxBytes, Now: r.clock.Now})
	r.server = httptest.NewServer(server)
	r.t.Cleanup(r.server.Close)
}

// user is a browser that somebody with the role is signed in with; "" is nobody.
func (r *rig) user(role consent.Role) *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	b := &browser{rig: r, client: &http.Client{Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if role == "" {
		return b
	}
	address := string(role) + "@example.com"
	if _, err := r.CreateUser(r.t.Context(), r.actor(), app.NewUser{Email: address, Password: password, Role: role}); err != nil {
		r.t.Fatal(err)
	}
	b.post("/login", url.Values{"email": {address}, "password": {password}}).want(http.StatusSeeOther)
	return b
}

func (r *rig) actor() consent.Actor { return consent.SystemActor(consent.DefaultWorkspaceID, "test") }

// submitted hands in a page without a browser.
func (r *rig) submitted(name, body string) app.Submitted {
	r.t.Helper()
	out, err := r.Submit(r.t.Context(), r.actor(), app.Submission{Body: []byte(body), Name: name})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// analyzed hands in a page and runs its job.
func (r *rig) analyzed(name, body string) app.Submitted {
	r.t.Helper()
	out := r.submitted(name, body)
	if err := r.RunJob(r.t.Context(), out.Job.ID, "w"); err != nil {
		r.t.Fatal(err)
	}
	return out
}

type browser struct {
	*rig
	client *http.Client
}

// answer is what came back, read to its end.
type answer struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   string
	root   *html.Node
}

func (b *browser) do(method, target, contentType string, body io.Reader, headers ...string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.server.URL+target, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{t: b.t, what: method + " " + target, status: res.StatusCode, header: res.Header, body: string(raw), root: root}
}

func (b *browser) get(target string, headers ...string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, target, "", nil, headers...)
}

// part asks for a fragment as htmx does.
func (b *browser) part(target string) answer {
	b.t.Helper()
	return b.get(target, "HX-Request: true", "HX-Request-Type: partial")
}

func (b *browser) post(target string, form url.Values, headers ...string) answer {
	b.t.Helper()
	return b.do(http.MethodPost, target, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), headers...)
}

// field is one part of a multipart form; a file where File is set.
type field struct{ Name, File, Value string }

func (b *browser) send(target string, fields ...field) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		part, err := w.CreateFormField(f.Name)
		if f.File != "" {
			part, err = w.CreateFormFile(f.Name, f.File)
		}
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := io.WriteString(part, f.Value); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	return b.do(http.MethodPost, target, w.FormDataContentType(), &body)
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d: %s", a.what, a.status, status, a.text("main"))
	}
	return a
}

// leads checks a redirect and returns where it goes.
func (a answer) leads(prefix string) string {
	a.t.Helper()
	a.want(http.StatusSeeOther)
	if to := a.header.Get("Location"); strings.HasPrefix(to, prefix) {
		return to
	}
	a.t.Fatalf("%s leads to %s, want %s", a.what, a.header.Get("Location"), prefix)
	return ""
}

func (a answer) all(selector string) []*html.Node {
	return cascadia.MustCompile(selector).MatchAll(a.root)
}

// text is what the elements say, one after the other.
func (a answer) text(selector string) string {
	var out []string
	for _, n := range a.all(selector) {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				out = append(out, d.Data)
			}
		}
	}
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

func (a answer) attr(selector, name string) string {
	for _, n := range a.all(selector) {
		for _, at := range n.Attr {
			if at.Key == name {
				return at.Val
			}
		}
	}
	return ""
}

// says checks words of the elements.
func (a answer) says(selector string, words ...string) answer {
	a.t.Helper()
	got := a.text(selector)
	for _, w := range words {
		if !strings.Contains(got, w) {
			a.t.Errorf("%s: %s says %q, not %q", a.what, selector, got, w)
		}
	}
	return a
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type ids struct {
	mu sync.Mutex
	n  int
}

func (i *ids) NewID() consent.ID {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.n++
	return consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012x", i.n))
}

// fakeWeb answers fetches with the pages that a test gave it, and as the program does where
// it gave none.
type fakeWeb struct {
	*capture.Capturer
	pages map[string]string
}

func (w *fakeWeb) Fetch(ctx context.Context, address string) (consent.Capture, error) {
	if len(w.pages) == 0 {
		return w.Capturer.Fetch(ctx, address)
	}
	body, ok := w.pages[address]
	if !ok {
		return consent.Capture{}, consent.Errorf(consent.Unavailable, "The test has no page %s.", address)
	}
	return consent.Capture{Kind: consent.SourceHTML, URL: address, ContentType: "text/html; charset=utf-8", Body: []byte(body), Text: []byte(body)}, nil
}

// idle is a queue that nobody listens to.
type idle struct{}

func (idle) Dispatch(context.Context, consent.Job) error      { return nil }
func (idle) Interrupt(context.Context, consent.Job) error     { return nil }
func (idle) Known(context.Context, consent.Job) (bool, error) { return true, nil }
func (idle) Pause(context.Context, []consent.Priority) error  { return nil }
func (idle) Ping(context.Context) error                       { return nil }

type plain struct{}

func (plain) Hash(password string) (string, error) { return "plain:" + password, nil }
func (plain) Verify(hash, password string) bool    { return hash == "plain:"+password }

type silent struct{}

func (silent) JobEnded(consent.Priority, consent.JobState, time.Duration)          {}
func (silent) AnalysisDone(consent.SourceKind, consent.Status, int, time.Duration) {}
func (silent) AnalysisReused(consent.SourceKind)                                   {}
func (silent) JobStarted(consent.Priority, time.Duration)                          {}
func (silent) AttemptEnded(consent.Priority, string, time.Duration)                {}
func (silent) Dispatched(consent.Priority)                                         {}
func (silent) Swept(int, int)                                                      {}
