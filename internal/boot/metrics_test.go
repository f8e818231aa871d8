package boot

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"microconsent/internal/consent"
	"microconsent/internal/store"
)

// scrape is what Prometheus reads.
func scrape(r prometheus.Gatherer) string {
	w := httptest.NewRecorder()
	promhttp.HandlerFor(r, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return "\n" + w.Body.String()
}

func wantLines(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, want := range lines {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestObserverCounts(t *testing.T) {
	t.Parallel()
	r := newRegistry()
	o := newObserver(r)
	o.JobStarted(consent.PriorityHigh, 30*time.Millisecond)
	o.AttemptEnded(consent.PriorityHigh, "ok", time.Second)
	o.AttemptEnded(consent.PriorityHigh, "timeout", 3*time.Second)
	o.JobEnded(consent.PriorityHigh, consent.JobSucceeded, 2*time.Second)
	o.JobEnded(consent.PriorityHigh, consent.JobSucceeded, time.Second)
	o.JobEnded(consent.PriorityLow, consent.JobDead, time.Minute)
	o.AnalysisDone(consent.SourceHTML, consent.StatusCompleted, 1000, 3*time.Millisecond)
	o.AnalysisReused(consent.SourceURL)
	o.Dispatched(consent.PriorityDefault)
	o.Swept(1, 2)
	wantLines(t, scrape(r),
		`microconsent_job_wait_seconds_bucket{queue="high",le="0.0625"} 1`,
		`microconsent_job_attempts_total{outcome="ok",queue="high"} 1`,
		`microconsent_job_attempts_total{outcome="timeout",queue="high"} 1`,
		`microconsent_job_attempt_duration_seconds_sum{queue="high"} 4`,
		`microconsent_jobs_ended_total{queue="high",state="succeeded"} 2`,
		`microconsent_jobs_ended_total{queue="low",state="dead"} 1`,
		`microconsent_jobs_ended_total{queue="default",state="failed"} 0`,
		`microconsent_job_duration_seconds_sum{queue="high"} 3`,
		`microconsent_analyses_total{kind="html",status="completed"} 1`,
		`microconsent_analyses_reused_total{kind="url"} 1`,
		`microconsent_engine_bytes_total 1000`,
		`microconsent_engine_duration_seconds_count 1`,
		`microconsent_jobs_dispatched_total{queue="default"} 1`,
		`microconsent_sweeper_jobs_total{action="dispatched"} 2`,
		`microconsent_sweeper_jobs_total{action="released"} 1`,
		`microconsent_build_info{goversion="go`,
		`go_goroutines `,
		`process_start_time_seconds `,
	)
}

func TestCapturesAreCounted(t *testing.T) {
	t.Parallel()
	r := newRegistry()
	fails := errors.New("inside")
	m := measure(fetching{func(url string) (consent.Capture, error) {
		switch url {
		case "slow":
			return consent.Capture{}, consent.Errorf(consent.Timeout, "too long")
		case "odd":
			return consent.Capture{}, fails
		}
		return consent.Capture{Body: []byte("12345")}, nil
	}}, r, consent.Untraced{})
	for _, url := range []string{"a", "b", "slow", "odd"} {
		got, err := m.Fetch(t.Context(), url)
		if (err == nil) != (len(got.Body) == 5) || url == "odd" && !errors.Is(err, fails) {
			t.Errorf("%s: %+v, %v", url, got, err)
		}
	}
	wantLines(t, scrape(r), `microconsent_captures_total{outcome="ok"} 2`, `microconsent_captures_total{outcome="timeout"} 1`,
		`microconsent_captures_total{outcome="internal"} 1`, `microconsent_capture_bytes_total 10`, `microconsent_capture_duration_seconds_count 4`)
}

type fetching struct {
	fetch func(string) (consent.Capture, error)
}

func (f fetching) Fetch(_ context.Context, url string) (consent.Capture, error) { return f.fetch(url) }

func (fetching) CheckURL(raw string) (string, error) { return raw, nil }

func (fetching) Read(string, string, consent.SourceKind, []byte) (consent.Capture, error) {
	return consent.Capture{}, nil
}

func TestDepthOfQueues(t *testing.T) {
	t.Parallel()
	now, asked := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 0
	var away error
	r := newRegistry()
	r.MustRegister(newDepth(func(context.Context) ([]store.OpenJobs, error) {
		asked++
		return []store.OpenJobs{{Queue: consent.PriorityHigh, State: consent.JobQueued, Count: 7, Since: now.Add(-90 * time.Second)}}, away
	}, func() time.Time { return now }))
	wantLines(t, scrape(r), `microconsent_jobs{queue="high",state="queued"} 7`, `microconsent_jobs{queue="low",state="running"} 0`,
		`microconsent_jobs_oldest_seconds{queue="high",state="queued"} 90`, `microconsent_jobs_oldest_seconds{queue="high",state="running"} 0`)
	if scrape(r); asked != 1 {
		t.Errorf("asked %d times within a moment", asked)
	}
	now, away = now.Add(time.Minute), errors.New("away")
	if got := scrape(r); strings.Contains(got, "microconsent_jobs{") || !strings.Contains(got, "go_goroutines") || asked != 2 {
		t.Errorf("while the database is away, asked %d:%s", asked, got)
	}
}

// TestStatementsAreMeasured: times by kind, the pool, and slow ones in the log without a value.
func TestStatementsAreMeasured(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var log bytes.Buffer
	r := newRegistry()
	watch(s, r, time.Nanosecond, slog.New(slog.NewTextHandler(&log, nil)), nil)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.Reset()
	if _, err := s.JobByID(consent.WithJobID(t.Context(), "j1"), "0197a000-0000-7000-8000-00000000beef"); consent.CodeOf(err) != consent.NotFound {
		t.Fatal(err)
	}
	if got := log.String(); !strings.Contains(got, "slow query") || !strings.Contains(got, "jobs") || strings.Contains(got, "beef") {
		t.Errorf("the log: %s", got)
	}
	wantLines(t, scrape(r), `microconsent_db_query_duration_seconds_count{kind="SELECT"} `, `go_sql_open_connections{db_name="main"} `, `go_sql_wait_duration_seconds_total{db_name="main"} `)
	quiet := &watcher{log: slog.New(slog.NewTextHandler(&log, nil)), took: histogram("a", "", nil, "kind"), failed: counter("b", "", "kind")}
	log.Reset()
	quiet.see(t.Context(), store.Statement{Kind: "SELECT", Took: time.Hour})
	quiet.slow = time.Minute
	quiet.see(t.Context(), store.Statement{Kind: "SELECT", Took: time.Second})
	if log.Len() > 0 {
		t.Errorf("logged although it is off, or not slow: %s", log.String())
	}
}

// TestLabelsAreBounded: no series has a label outside of the known ones, and none that could
// hold what users send.
func TestLabelsAreBounded(t *testing.T) {
	t.Parallel()
	r := newRegistry()
	o := newObserver(r)
	o.JobStarted("high", 1)
	o.AttemptEnded("high", "ok", 1)
	o.AnalysisDone("html", "completed", 1, 1)
	o.AnalysisReused("html")
	measure(fetching{}, r, consent.Untraced{})
	known := strings.Fields("queue state outcome kind status action version ruleset goversion le quantile")
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if strings.HasPrefix(f.GetName(), namespace) && !slices.Contains(known, l.GetName()) {
					t.Errorf("%s has the label %s", f.GetName(), l.GetName())
				}
			}
		}
	}
}

func TestTheListenerForMetrics(t *testing.T) {
	t.Parallel()
	var away error
	server := httptest.NewServer(observed(newRegistry(), func(context.Context) error { return away }))
	t.Cleanup(server.Close)
	status := func(path string) int {
		t.Helper()
		res, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
	for path, want := range map[string]int{"/metrics": 200, "/livez": 200, "/readyz": 200, "/": 404, "/api/v1/jobs": 404} {
		if got := status(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	away = consent.Errorf(consent.Unavailable, "The database does not answer.")
	if got := status("/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("not ready: %d", got)
	}
}
