package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"microconsent/internal/testrig/services"
)

// TestADatabaseThatIsAwayIsNamed: a start without it ends with a clear error; a running
// process says what is missing, stays alive, and goes on when it is back.
func TestADatabaseThatIsAwayIsNamed(t *testing.T) {
	t.Parallel()
	postgres := services.OwnPostgres(t)
	dir := t.TempDir()
	env := environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_DATABASE_URL="+postgres.URL)
	serve := start(t, dir, env, "serve")
	postgres.Crash(t)
	if got := command(t, dir, "", env, "serve"); got.code != exitFailed || !strings.Contains(got.errout, "The database does not answer") {
		t.Errorf("a start without the database: exit %d, %s", got.code, got.errout)
	}
	if got := serve.call("GET", "/readyz", nil); got.status != http.StatusServiceUnavailable || !strings.Contains(string(got.body), "database") {
		t.Errorf("/readyz: %d %s", got.status, got.body)
	}
	got := serve.call("POST", "/api/v1/analyses", map[string]any{"source": bannerPage})
	if got.status != http.StatusServiceUnavailable || !strings.Contains(got.header.Get("Content-Type"), "problem+json") {
		t.Errorf("a submission: %d %s", got.status, got.body)
	}
	if got := serve.call("GET", "/livez", nil); got.status != http.StatusOK {
		t.Errorf("/livez: %d", got.status)
	}
	postgres.Start(t)
	until(t, 30*time.Second, "the same process is ready again", serve.ready)
	// Connections of before the crash may still be met: what was accepted is told at any rate.
	var id any
	until(t, 30*time.Second, "a submission is accepted", func() bool {
		got := serve.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage})
		if got.status != http.StatusOK && got.status != http.StatusAccepted {
			return false
		}
		id = got.json(t)["id"]
		return true
	})
	until(t, 30*time.Second, "its result is stored", func() bool {
		got := serve.call("GET", fmt.Sprintf("/api/v1/analyses/%v", id), nil)
		return got.status == http.StatusOK && got.json(t)["status"] == "completed"
	})
}
