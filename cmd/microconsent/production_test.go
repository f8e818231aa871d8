package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"microconsent/internal/boot/redisx"
	"microconsent/internal/testrig/services"
)

// flush empties Redis, as an operator's FLUSHALL does. On a server that other tests share
// it empties this test's database.
func flush(t *testing.T, url string) {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	empty := client.FlushAll
	if os.Getenv("MICROCONSENT_TEST_REDIS_URL") != "" {
		empty = client.FlushDB
	}
	if err := empty(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

// production is an environment of web and worker on PostgreSQL and Redis, with the schema.
func production(t *testing.T, dir string, settings ...string) (env []string, redis string) {
	t.Helper()
	redis = services.Redis(t)
	env = environ(dir, append([]string{"MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_DATABASE_URL=" + services.Postgres(t),
		"MICROCONSENT_REDIS_URL=" + redis, "MICROCONSENT_ALLOW_PRIVATE_TARGETS=true", "MICROCONSENT_RATE_LIMIT_KEY=off",
		"MICROCONSENT_RATE_LIMIT_ADDRESS=off"}, settings...)...)
	if got := command(t, dir, "", env, "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	return env, redis
}

// heldSite serves numbered pages. The pages that it holds do not answer the first time:
// whoever asks waits until it is killed or gives up. held gets one value for each.
type heldSite struct {
	*httptest.Server
	held chan int
	mu   sync.Mutex
	seen map[int]int // how often each page was asked for
}

func newHeldSite(t *testing.T, hold func(n int) bool) *heldSite {
	t.Helper()
	s := &heldSite{held: make(chan int, 100), seen: map[int]int{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/page/"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if s.count(n) == 1 && hold(n) {
			s.held <- n
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.ReplaceAll(bannerPage, "Shop", fmt.Sprintf("Shop %d", n)))
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *heldSite) count(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[n]++
	return s.seen[n]
}

func (s *heldSite) page(n int) string { return fmt.Sprintf("%s/page/%d", s.URL, n) }

// TestKilledWorkerAndEmptiedRedisLoseNothing is the promise of the job design: the SQL row
// is the truth. The worker dies of kill -9 with jobs in its hands, and Redis is emptied
// while others wait.
func TestKilledWorkerAndEmptiedRedisLoseNothing(t *testing.T) {
	t.Parallel()
	const jobs, slots = 200, 4
	dir := t.TempDir()
	env, redis := production(t, dir)
	site := newHeldSite(t, func(n int) bool { return n >= 60 && n < 60+slots })
	web := start(t, dir, env, "web")
	first := start(t, dir, env, "worker", "--name", "first", "--concurrency", strconv.Itoa(slots))
	for n := range jobs {
		if got := web.call("POST", "/api/v1/analyses", map[string]any{"source": site.page(n)}); got.status != http.StatusAccepted {
			t.Fatalf("submission %d: %d %s", n, got.status, got.body)
		}
	}
	for range slots { // each slot of the worker holds a job now, and more than a hundred wait
		<-site.held
	}
	first.kill()
	flush(t, redis)
	start(t, dir, env, "worker", "--name", "second", "--concurrency", strconv.Itoa(slots))
	until(t, 90*time.Second, "all jobs are done", func() bool {
		return len(list[listedJob](t, web, "/api/v1/jobs?state=succeeded")) == jobs
	})
	again := 0
	for _, j := range list[listedJob](t, web, "/api/v1/jobs?") {
		if j.State != "succeeded" || j.Attempt > 2 {
			t.Errorf("job %s is %s after %d attempts", j.ID, j.State, j.Attempt)
		}
		again += j.Attempt - 1
	}
	if again != slots {
		t.Errorf("%d jobs were begun again; the killed worker held %d", again, slots)
	}
	wantEachOnce(t, list[listedAnalysis](t, web, "/api/v1/analyses?"), jobs)
	if got := command(t, dir, "", env, "workers", "info"); got.code != exitOK || !strings.Contains(got.out, "second") {
		t.Errorf("workers info: %s%s", got.out, got.errout)
	}
}

// wantEachOnce checks that each submitted page has one completed analysis, saved once.
func wantEachOnce(t *testing.T, analyses []listedAnalysis, want int) {
	t.Helper()
	urls := map[string]int{}
	for _, a := range analyses {
		urls[a.Source.URL]++
		if a.Status != "completed" || a.Summary.Clauses != analyses[0].Summary.Clauses {
			t.Errorf("analysis %s is %s with %d clauses; others have %d", a.ID, a.Status, a.Summary.Clauses, analyses[0].Summary.Clauses)
		}
	}
	if len(analyses) != want || len(urls) != want {
		t.Errorf("%d analyses of %d pages; want %d", len(analyses), len(urls), want)
	}
}

// TestAStoppedWorkerGivesItsJobBack ends a worker by SIGTERM while a page does not answer.
func TestAStoppedWorkerGivesItsJobBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env, _ := production(t, dir, "MICROCONSENT_SHUTDOWN_TIMEOUT=1s")
	site := newHeldSite(t, func(int) bool { return true })
	web := start(t, dir, env, "web")
	first := start(t, dir, env, "worker", "--name", "first")
	created := web.call("POST", "/api/v1/analyses", map[string]any{"source": site.page(1)}).json(t)
	job, _ := created["job_id"].(string)
	<-site.held
	if got := web.call("GET", "/api/v1/jobs/"+job, nil).json(t); got["state"] != "running" || got["progress"].(map[string]any)["stage"] != "fetch" {
		t.Errorf("while it runs: %v", got)
	}
	if code := first.stop(); code != exitOK {
		t.Errorf("exit %d:\n%s", code, first.log)
	}
	if got := web.call("GET", "/api/v1/jobs/"+job, nil).json(t); got["state"] != "queued" || got["error"] != nil {
		t.Errorf("after the stop: %v", got)
	}
	start(t, dir, env, "worker", "--name", "second")
	until(t, 30*time.Second, "another worker does the job", func() bool {
		return web.call("GET", "/api/v1/jobs/"+job, nil).json(t)["state"] == "succeeded"
	})
	if code := web.stop(); code != exitOK {
		t.Errorf("web: exit %d:\n%s", code, web.log)
	}
}

// TestCancelReachesARunningWorker cancels a job of another process while it runs, and
// retries it.
func TestCancelReachesARunningWorker(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env, _ := production(t, dir)
	site := newHeldSite(t, func(int) bool { return true })
	web := start(t, dir, env, "web")
	start(t, dir, env, "worker", "--concurrency", "1")
	created := web.call("POST", "/api/v1/analyses", map[string]any{"source": site.page(1)}).json(t)
	job, _ := created["job_id"].(string)
	<-site.held
	if got := web.call("DELETE", "/api/v1/jobs/"+job, nil); got.status != http.StatusOK || got.json(t)["state"] != "canceled" {
		t.Fatalf("cancel: %d %s", got.status, got.body)
	}
	// The only slot is free again well before the page would have timed out.
	next := web.call("POST", "/api/v1/analyses?wait=15", map[string]any{"source": bannerPage}).json(t)
	if next["status"] != "completed" {
		t.Errorf("the next analysis is %v", next["status"])
	}
	if got := web.call("GET", "/api/v1/jobs/"+job, nil).json(t); got["state"] != "canceled" {
		t.Errorf("the canceled job is %v", got)
	}
	if got := web.call("POST", "/api/v1/jobs/"+job+"/retry", nil); got.status != http.StatusOK {
		t.Fatalf("retry: %d %s", got.status, got.body)
	}
	until(t, 30*time.Second, "the retried job succeeds", func() bool {
		return web.call("GET", "/api/v1/jobs/"+job, nil).json(t)["state"] == "succeeded"
	})
}

// TestSubmissionsOutliveAQueueThatIsAway takes Redis away for good. The web role still
// answers and takes submissions; a worker on another Redis finds them in the database.
func TestSubmissionsOutliveAQueueThatIsAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lost, err := redisx.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(lost.Close)
	env := environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_REDIS_URL="+lost.URL())
	if got := command(t, dir, "", env, "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	web := start(t, dir, env, "web")
	lost.Close()
	if got := web.call("GET", "/readyz", nil); got.status != http.StatusServiceUnavailable || !strings.Contains(string(got.body), "queue") {
		t.Errorf("/readyz: %d %s", got.status, got.body)
	}
	if got := web.call("GET", "/livez", nil); got.status != http.StatusOK {
		t.Errorf("/livez: %d", got.status)
	}
	created := web.call("POST", "/api/v1/analyses", map[string]any{"source": bannerPage})
	if created.status != http.StatusAccepted {
		t.Fatalf("submission: %d %s", created.status, created.body)
	}
	if got := command(t, dir, "", env, "doctor"); got.code != exitFailed || !strings.Contains(got.out, "queue") || !strings.Contains(got.out, "FAILED") {
		t.Errorf("doctor: exit %d\n%s", got.code, got.out)
	}
	start(t, dir, append(env, "MICROCONSENT_REDIS_URL="+services.Redis(t)), "worker")
	id, _ := created.json(t)["id"].(string)
	until(t, 30*time.Second, "the analysis is done", func() bool {
		return web.call("GET", "/api/v1/analyses/"+id, nil).json(t)["status"] == "completed"
	})
}

type listedAnalysis struct {
	ID, Status string
	Source     struct{ URL string }
	Summary    struct{ Clauses int }
}

type listedJob struct {
	ID, State string
	Attempt   int
}

// list collects all pages of a list; path ends in ? or has a parameter already.
func list[T any](t *testing.T, p *process, path string) []T {
	t.Helper()
	var out []T
	for cursor := ""; ; {
		var page struct {
			Items []T
			Next  string `json:"next_cursor"`
		}
		at := path + "&limit=200"
		if cursor != "" {
			at += "&cursor=" + cursor
		}
		got := p.call("GET", at, nil)
		if err := json.Unmarshal(got.body, &page); err != nil || got.status != http.StatusOK {
			t.Fatalf("%s: %d %v %s", at, got.status, err, got.body)
		}
		out = append(out, page.Items...)
		if cursor = page.Next; cursor == "" {
			return out
		}
	}
}
