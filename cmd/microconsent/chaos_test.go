package main

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"microconsent/internal/testrig/services"
)

// chaosJobs is the load of the chaos tests: short in `make test`, 2,000 in `make chaos`.
var chaosJobs = flag.Int("chaos-jobs", 160, "jobs of the chaos tests")

// frozen is longer than a worker's lease.
const frozen = 20 * time.Second

// chaosSite serves numbered pages. Of each ten, one is missing for good and one fails the
// first time it is asked for.
func chaosSite(t *testing.T) *httptest.Server {
	t.Helper()
	var asked sync.Map
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/page/"))
		_, before := asked.LoadOrStore(n, true)
		switch {
		case n%10 == 3:
			http.NotFound(w, r)
		case n%10 == 6 && !before:
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, chaosPage(n))
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func chaosPage(n int) string {
	return strings.ReplaceAll(bannerPage, "Shop", fmt.Sprintf("Shop %d", n))
}

// chaos is one run: a web process, its workers, and a load.
type chaos struct {
	*testing.T
	dir      string
	env      []string
	site     string
	jobs     int
	web      atomic.Pointer[process]
	accepted atomic.Int64
	mu       sync.Mutex
	sent     map[string]sent // by analysis
}

// sent is what the answer to a submission promised.
type sent struct {
	n   int
	job string
}

// submit sends job n until it is accepted. It sends no Idempotency-Key: that of a request
// whose server died stays taken for minutes. So an answer that was lost may leave a job more.
func (c *chaos) submit(n int) {
	body := map[string]any{"source": fmt.Sprintf("%s/page/%d", c.site, n), "options": map[string]any{"priority": []string{"high", "default", "low"}[n%3]}}
	if n%2 == 0 && n%10 != 6 {
		body["source"] = chaosPage(n)
	}
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); {
		got, err := c.web.Load().try("POST", "/api/v1/analyses", body)
		if err == nil && (got.status == http.StatusAccepted || got.status == http.StatusOK) {
			answer := got.json(c.T)
			id, _ := answer["id"].(string)
			c.mu.Lock()
			job, _ := answer["job_id"].(string)
			c.sent[id] = sent{n, job}
			c.mu.Unlock()
			c.accepted.Add(1)
			return
		}
		if err == nil && got.status != http.StatusServiceUnavailable {
			c.Errorf("submission %d: %d %s", n, got.status, got.body)
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	c.Errorf("submission %d was never accepted", n)
}

// load submits all jobs from four clients; the returned function waits for them.
func (c *chaos) load() (wait func()) {
	var clients sync.WaitGroup
	var next atomic.Int64
	for range 4 {
		clients.Go(func() {
			for n := int(next.Add(1)) - 1; n < c.jobs; n = int(next.Add(1)) - 1 {
				c.submit(n)
			}
		})
	}
	return clients.Wait
}

// reach waits until this share of the load is accepted.
func (c *chaos) reach(percent int) {
	c.Helper()
	until(c.T, 3*time.Minute, fmt.Sprintf("%d%% are accepted", percent), func() bool {
		return int(c.accepted.Load())*100 >= c.jobs*percent
	})
}

// verify waits until no job is open and checks what each came to.
func (c *chaos) verify() {
	c.Helper()
	web := c.web.Load()
	var jobs []listedJob
	until(c.T, 5*time.Minute, "every job is final", func() bool {
		for _, state := range []string{"queued", "running"} {
			got, err := web.try("GET", "/api/v1/jobs?limit=1&state="+state, nil)
			if err != nil || got.status != http.StatusOK || !strings.Contains(string(got.body), `"items":[]`) {
				return false
			}
		}
		// Between the two answers a job may have gone from running back to queued. No job leaves
		// a final state, so that one look at each decides.
		jobs = list[listedJob](c.T, web, "/api/v1/jobs?")
		return !slices.ContainsFunc(jobs, func(j listedJob) bool { return j.State == "queued" || j.State == "running" })
	})
	analyses := list[listedAnalysis](c.T, web, "/api/v1/analyses?")
	states, count, attempts := map[string]string{}, map[string]int{}, 0
	for _, j := range jobs {
		states[j.ID] = j.State
		count[j.State]++
		attempts += j.Attempt
	}
	rows, twice := map[string]int{}, 0
	for _, a := range analyses {
		if rows[a.ID]++; rows[a.ID] > 1 || a.Status == "completed" && a.Summary.Clauses != chaosClauses {
			twice++
		}
	}
	lost := 0
	for id, s := range c.sent {
		if rows[id] == 0 || s.job != "" && states[s.job] != chaosOutcome(s.n) {
			lost++
			c.Errorf("job %d ended as %q; want %s", s.n, states[s.job], chaosOutcome(s.n))
		}
	}
	c.Logf("%d accepted, %d lost, %d stored twice; %d jobs in %d attempts ended as %v, %d of them from answers that were lost",
		len(c.sent), lost, twice, len(jobs), attempts, count, len(jobs)-len(c.sent))
	if twice > 0 || len(c.sent) != c.jobs || len(jobs) != len(analyses) || count["succeeded"]+count["failed"] != len(jobs) {
		c.Errorf("want %d accepted jobs, each with one analysis", c.jobs)
	}
}

// chaosClauses is how many clauses each page has.
const chaosClauses = 4

// chaosOutcome is what becomes of job n.
func chaosOutcome(n int) string {
	if n%10 == 3 {
		return "failed"
	}
	return "succeeded"
}

// TestChaosInProduction kills, empties, restarts and freezes what can be, under load.
func TestChaosInProduction(t *testing.T) {
	t.Parallel()
	postgres, queue := services.OwnPostgres(t), services.OwnRedis(t)
	dir := t.TempDir()
	c := &chaos{T: t, dir: dir, site: chaosSite(t).URL, jobs: *chaosJobs, sent: map[string]sent{}}
	c.env = environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_DATABASE_URL="+postgres.URL, "MICROCONSENT_REDIS_URL="+queue.URL,
		"MICROCONSENT_ALLOW_PRIVATE_TARGETS=true", "MICROCONSENT_RATE_LIMIT_KEY=off", "MICROCONSENT_RATE_LIMIT_ADDRESS=off")
	if got := command(t, dir, "", c.env, "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	c.web.Store(start(t, dir, c.env, "web"))
	worker := func(name string) *process {
		return start(t, dir, c.env, "worker", "--name", name, "--concurrency", "4")
	}
	one, two := worker("one"), worker("two")
	accepted := c.load()
	c.reach(10)
	one.kill()
	one = worker("one")
	c.reach(25)
	empty(t, queue.URL)
	c.reach(40)
	queue.Crash(t)
	c.reach(45) // submissions go on without a queue
	queue.Start(t)
	c.reach(55)
	postgres.Crash(t)
	postgres.Start(t)
	c.reach(65)
	_ = two.cmd.Process.Signal(syscall.SIGSTOP)
	thaw := time.After(frozen)
	c.reach(80)
	one.kill()
	worker("one")
	accepted()
	<-thaw
	_ = two.cmd.Process.Signal(syscall.SIGCONT)
	c.verify()
	one.kill()
	if got := command(t, dir, "", c.env, "doctor"); got.code != exitOK {
		t.Errorf("doctor: exit %d\n%s", got.code, got.out)
	}
}

// TestChaosInOneProcess kills the process with SQLite and the queue inside, under load.
func TestChaosInOneProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := &chaos{T: t, dir: dir, site: chaosSite(t).URL, jobs: *chaosJobs, sent: map[string]sent{}}
	c.env = environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_ALLOW_PRIVATE_TARGETS=true",
		"MICROCONSENT_RATE_LIMIT_KEY=off", "MICROCONSENT_RATE_LIMIT_ADDRESS=off")
	c.web.Store(start(t, dir, c.env, "serve"))
	accepted := c.load()
	for _, percent := range []int{20, 50, 80} {
		c.reach(percent)
		c.web.Load().kill()
		c.web.Store(start(t, dir, c.env, "serve"))
	}
	accepted()
	c.verify()
	if code := c.web.Load().stop(); code != exitOK {
		t.Errorf("exit %d", code)
	}
	if got := command(t, dir, "", c.env, "doctor"); got.code != exitOK && !strings.Contains(got.out, "worker") {
		t.Errorf("doctor: exit %d\n%s", got.code, got.out)
	}
}

// empty is FLUSHALL.
func empty(t *testing.T, url string) {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}
