package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/blob"
	"microconsent/internal/capture"
	"microconsent/internal/consent"
	"microconsent/internal/store"
)

const page = `<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1>
<div id="cookie-banner" role="dialog"><p>We use cookies for analytics and advertising.</p>
<button id="yes">Accept all</button> <button id="no">Reject all</button></div></body></html>`

// rig is the use cases on a real SQLite database, with a clock that the test moves and a
// queue and network that it looks into.
type rig struct {
	*app.App
	t     *testing.T
	file  string // of the database
	store *store.Store
	clock *clock
	queue *fakeQueue
	net   *fakeNet
	actor consent.Actor
}

func newRig(t *testing.T) *rig {
	t.Helper()
	file := filepath.Join(t.TempDir(), "app.db")
	db, err := store.Open(t.Context(), "sqlite://"+file)
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
	r := &rig{t: t, file: file, store: db, clock: &clock{now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}, queue: &fakeQueue{told: map[string]bool{}}, net: &fakeNet{}}
	r.net.Capturer = capture.New(capture.Options{MaxBytes: 1 << 20, Timeout: time.Second})
	r.App = app.New(app.Deps{Store: db, Blobs: blobs, Queue: r.queue, Capture: r.net, Hasher: plain{}, Clock: r.clock, IDs: &ids{},
		Observer: silent{}, Log: slog.New(slog.DiscardHandler)}, settings())
	workspace, err := r.Bootstrap(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	r.actor = consent.Actor{Kind: consent.ActorUser, Name: "tester", WorkspaceID: workspace.ID, Role: consent.RoleAdmin}
	return r
}

func settings() app.Settings {
	return app.Settings{MaxSourceBytes: 1 << 20, JobTimeout: 30 * time.Second, JobMaxAttempts: 3, Lease: 30 * time.Second,
		Redispatch: 10 * time.Second, SetupToken: "token", APIKey: "configured"}
}

// tamper changes the database behind the program's back.
func (r *rig) tamper(statements ...string) {
	r.t.Helper()
	db, err := sql.Open("sqlite", r.file)
	if err != nil {
		r.t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(r.t.Context(), statement); err != nil {
			r.t.Fatal(err)
		}
	}
}

// until asks again and again until check is true.
func until(t *testing.T, what string, check func() bool) {
	t.Helper()
	deadline, again := time.After(20*time.Second), time.NewTicker(5*time.Millisecond)
	defer again.Stop()
	for !check() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

// must submits and fails the test when that is refused.
func (r *rig) must(in app.Submission) app.Submitted {
	r.t.Helper()
	out, err := r.Submit(r.t.Context(), r.actor, in)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// want checks the states of a job and of its analysis.
func (r *rig) want(s app.Submitted, state consent.JobState, status consent.Status) (consent.Job, consent.Analysis) {
	r.t.Helper()
	job, err := r.Job(r.t.Context(), r.actor, s.Job.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	analysis, err := r.Analysis(r.t.Context(), r.actor, s.Analysis.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	if job.State != state || analysis.Status != status {
		r.t.Fatalf("job %s and analysis %s; want %s and %s (last error %+v)", job.State, analysis.Status, state, status, job.LastError)
	}
	return job, analysis
}

func (r *rig) actions() []string {
	r.t.Helper()
	events, err := r.AuditEvents(r.t.Context(), r.actor, consent.AuditFilter{Limit: 200})
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, e := range events.Items {
		out = append(out, e.Action)
	}
	return out
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
	return consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", i.n))
}

// fakeQueue remembers wake-ups as the queue's task ids do.
type fakeQueue struct {
	mu          sync.Mutex
	told        map[string]bool // task id → still live
	down        bool
	interrupted []consent.ID
	paused      []consent.Priority
}

func task(j consent.Job) string { return fmt.Sprintf("%s:%d", j.ID, j.DispatchNo) }

func (q *fakeQueue) Dispatch(_ context.Context, j consent.Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.down {
		return consent.Errorf(consent.Unavailable, "The queue is down.")
	}
	if _, known := q.told[task(j)]; known {
		return consent.Errorf(consent.Conflict, "Known.")
	}
	q.told[task(j)] = true
	return nil
}

func (q *fakeQueue) Interrupt(_ context.Context, j consent.Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.interrupted = append(q.interrupted, j.ID)
	return nil
}

func (q *fakeQueue) Known(_ context.Context, j consent.Job) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.told[task(j)], nil
}

func (q *fakeQueue) Pause(_ context.Context, paused []consent.Priority) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.paused = paused
	return nil
}

func (q *fakeQueue) Ping(context.Context) error { return nil }

// set changes what the queue does.
func (q *fakeQueue) set(change func(*fakeQueue)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	change(q)
}

// fakeNet reads uploads as the program does and answers fetches by the test's function.
type fakeNet struct {
	*capture.Capturer
	fetch func(ctx context.Context, url string) (consent.Capture, error)
}

func (n *fakeNet) Fetch(ctx context.Context, url string) (consent.Capture, error) {
	return n.fetch(ctx, url)
}

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
