package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

var servedMetrics = regexp.MustCompile(`metrics are served" address=(\S+)`)

// metricsOf scrapes the listener that a process has for its metrics.
func metricsOf(t *testing.T, p *process) string {
	t.Helper()
	var at []string
	until(t, 30*time.Second, "the listener for metrics is there", func() bool {
		at = servedMetrics.FindStringSubmatch(p.log.String())
		return at != nil
	})
	res, err := http.Get("http://" + at[1] + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return "\n" + string(text)
}

// TestEveryRoleTellsItsMetrics: web and worker, each on a listener of its own.
func TestEveryRoleTellsItsMetrics(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env, _ := production(t, dir, "MICROCONSENT_METRICS_LISTEN=127.0.0.1:0", "MICROCONSENT_SLOW_QUERY=1ms")
	web := start(t, dir, env, "web")
	worker := start(t, dir, env, "worker")
	if got := web.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage}); got.json(t)["status"] != "completed" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	var ofWorker string
	until(t, 20*time.Second, "the worker counts the job", func() bool {
		ofWorker = metricsOf(t, worker)
		return strings.Contains(ofWorker, "\n"+`microconsent_jobs_ended_total{queue="default",state="succeeded"} 1`)
	})
	listener := servedMetrics.FindStringSubmatch(worker.log.String())[1]
	for at, want := range map[string]int{listener: exitOK, "127.0.0.1:1": exitFailed} {
		if got := command(t, dir, "", append(env, "MICROCONSENT_METRICS_LISTEN="+at), "healthcheck", "--metrics"); got.code != want {
			t.Errorf("healthcheck of %s: exit %d, %s", at, got.code, got.errout)
		}
	}
	for role, want := range map[string][]string{
		metricsOf(t, web): {`microconsent_http_requests_total{method="POST",route="/api/v1/analyses",status="20`, `microconsent_jobs{queue="default",state="queued"} 0`,
			`microconsent_jobs_dispatched_total{queue="default"} 1`, `microconsent_db_query_duration_seconds_count{kind="INSERT"}`},
		ofWorker: {`microconsent_job_wait_seconds_count{queue="default"} 1`, `microconsent_job_attempts_total{outcome="ok",queue="default"} 1`, `microconsent_engine_duration_seconds_count 1`,
			`go_sql_open_connections{db_name="main"}`, `process_resident_memory_bytes`},
	} {
		for _, line := range want {
			if !strings.Contains(role, "\n"+line) {
				t.Errorf("%s is missing in\n%s", line, role)
			}
		}
	}
}
