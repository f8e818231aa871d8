package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

const (
	goodKey = "mc_good"
	ada     = consent.ID("00000000-0000-7000-8000-000000000001")
	eve     = consent.ID("00000000-0000-7000-8000-000000000002") // was disabled
)

// accounts knows one key and one user.
type accounts struct{}

func (accounts) KeyActor(_ context.Context, key, address string) (consent.Actor, error) {
	switch key {
	case goodKey:
		return consent.Actor{Kind: consent.ActorKey, ID: ada, WorkspaceID: ada, Role: consent.RoleAnalyst, Address: address}, nil
	case "down":
		return consent.Actor{}, consent.Errorf(consent.Unavailable, "The database does not answer.")
	}
	return consent.Actor{}, consent.Errorf(consent.Unauthenticated, "This API key is not valid.")
}

func (accounts) UserActor(_ context.Context, id consent.ID, address string) (consent.Actor, error) {
	if id != ada {
		return consent.Actor{}, consent.Errorf(consent.Unauthenticated, "This user is disabled.")
	}
	return consent.Actor{Kind: consent.ActorUser, ID: ada, WorkspaceID: ada, Role: consent.RoleAdmin, Address: address}, nil
}

// memory is a session store in a map.
type memory struct {
	mu   sync.Mutex
	rows map[string]consent.Session
}

func (m *memory) SaveSession(_ context.Context, s consent.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[s.TokenHash] = s
	return nil
}

func (m *memory) FindSession(_ context.Context, hash string, _ time.Time) (consent.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.rows[hash]
	if !ok {
		return found, consent.Errorf(consent.NotFound, "There is no such session.")
	}
	return found, nil
}

func (m *memory) DeleteSession(_ context.Context, hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rows, hash)
	return nil
}

func (m *memory) DeleteExpiredSessions(context.Context, time.Time) (int, error) { return 0, nil }

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type ids struct{}

func (ids) NewID() consent.ID { return "00000000-0000-7000-8000-0000000000ff" }

// counting allows a number of events a key.
type counting struct {
	mu   sync.Mutex
	left map[string]int
	err  error
}

func (l *counting) Allow(_ context.Context, key string, r consent.Rate) (consent.RateResult, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, seen := l.left[key]; !seen {
		l.left[key] = r.Limit
	}
	l.left[key]--
	left := l.left[key]
	return consent.RateResult{Allowed: left >= 0, Limit: r.Limit, Remaining: max(0, left), RetryAfter: 1500 * time.Millisecond, ResetAfter: r.Period}, l.err
}

type rig struct {
	*Server
	sessions *Sessions
	store    *memory
	clock    *clock
	log      *bytes.Buffer
}

// newRig makes a server with one route in each group.
func newRig(t *testing.T, change ...func(*Options)) *rig {
	t.Helper()
	r := &rig{store: &memory{rows: map[string]consent.Session{}}, clock: &clock{now: time.Now().UTC()}, log: &bytes.Buffer{}}
	opts := Options{Log: slog.New(slog.NewTextHandler(r.log, nil)), IDs: ids{}, Keys: accounts{}, BaseURL: "http://app.example", MaxBody: 1000}
	for _, each := range change {
		each(&opts)
	}
	r.sessions = NewSessions(r.store, accounts{}, r.clock, IsHTTPS(opts.BaseURL))
	opts.Sessions = r.sessions
	server, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	r.Server = server
	who := func(c *gin.Context) error { c.String(http.StatusOK, "%s/%s", Actor(c).Kind, Actor(c).ID); return nil }
	for path, group := range map[string]*gin.RouterGroup{"/page": server.Pages(), "/call": server.API("/api/v1"), "/analyze": server.Seed(), "/open": server.Open()} {
		group.GET(path, Wrap(who))
		group.POST(path, Wrap(readAll))
	}
	pages := server.Pages()
	pages.POST("/login", server.LimitLogin, Wrap(func(c *gin.Context) error { return r.sessions.Login(c, consent.ID(c.Query("user"))) }))
	pages.POST("/logout", Wrap(r.sessions.Logout))
	pages.GET("/private", r.sessions.RequireUser, Wrap(who))
	pages.POST("/private", r.sessions.RequireUser, Wrap(who))
	return r
}

func readAll(c *gin.Context) error {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return err
	}
	c.String(http.StatusOK, "%d", len(body))
	return nil
}

// do sends a request. Headers are "Name: value".
func (r *rig) do(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

func wantStatus(t *testing.T, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
}

func decode(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("no JSON: %v: %s", err, w.Body)
	}
	return out
}
