package main

import (
	"strings"
	"testing"
	"time"
)

// Queues are paused, jobs listed, retried by filter and canceled at the machine, while the
// server runs.
func TestJobsAreManagedAtTheMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0")
	web := start(t, dir, env, "serve")
	run := func(want int, args ...string) string {
		t.Helper()
		got := command(t, dir, "", env, args...)
		if got.code != want {
			t.Fatalf("%v: exit %d: %s%s", args, got.code, got.out, got.errout)
		}
		return got.out + got.errout
	}
	until(t, 20*time.Second, "the worker is listed", func() bool {
		return strings.Contains(run(exitOK, "workers", "info"), "high,default,low  active")
	})
	run(exitOK, "queues", "pause", "low")
	run(exitFailed, "queues", "pause", "low")
	run(exitUsage, "queues", "pause", "urgent")
	if out := run(exitOK, "workers", "info"); !strings.Contains(out, "paused since") || !strings.Contains(out, "by command line") {
		t.Errorf("workers info: %s", out)
	}
	held := web.call("POST", "/api/v1/analyses", map[string]any{"source": bannerPage, "options": map[string]any{"priority": "low"}}).json(t)["job_id"].(string)
	failing := web.call("POST", "/api/v1/analyses", map[string]any{"source": "http://127.0.0.1:9/"})
	if failing.status < 400 { // the guard refuses it at once, or the worker does
		until(t, 20*time.Second, "it failed", func() bool { return strings.Contains(run(exitOK, "jobs", "list", "--state", "failed"), "127.0.0.1") })
	}
	if out := run(exitOK, "jobs", "list", "--state", "queued", "--queue", "low"); !strings.Contains(out, held) {
		t.Errorf("jobs list: %s", out)
	}
	if out := run(exitOK, "jobs", "cancel", held); !strings.Contains(out, held+" canceled") {
		t.Errorf("jobs cancel: %s", out)
	}
	run(exitFailed, "jobs", "cancel", held, "nonsense")
	if out := run(exitOK, "jobs", "retry", "--state", "canceled", "--dry-run"); !strings.Contains(out, "1 jobs would be") {
		t.Errorf("dry run: %s", out)
	}
	run(exitUsage, "jobs", "retry", "--state", "canceled")
	run(exitUsage, "jobs", "retry", "--state", "canceled", held)
	run(exitUsage, "jobs", "retry", "--state", "lost")
	if out := run(exitOK, "jobs", "retry", "--state", "canceled", "--yes"); !strings.Contains(out, "1 jobs queued again") {
		t.Errorf("retry: %s", out)
	}
	run(exitOK, "queues", "resume", "low")
	until(t, 30*time.Second, "the held job is done", func() bool {
		return web.call("GET", "/api/v1/jobs/"+held, nil).json(t)["state"] == "succeeded"
	})
	if code := web.stop(); code != 0 {
		t.Errorf("exit %d", code)
	}
	if out := run(exitOK, "workers", "info"); strings.Contains(out, "active  0/") {
		t.Errorf("after the stop: %s", out)
	}
}
