package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"microconsent/internal/testrig/services"
)

const (
	benchJobs    = 1000
	benchClients = 8
	benchClauses = 40
	// The limits of the bench: a share of the bare loop, and 200 times what the Python system
	// managed.
	leastShare = 0.5
	leastRate  = 200 * 0.78
)

// BenchmarkJobs reports how many jobs a second go from submission over HTTP to the stored
// analysis with one worker process, and that as a share of a bare pgx loop that writes the
// same rows in the same transactions and does nothing else.
func BenchmarkJobs(b *testing.B) {
	for b.Loop() {
		url := services.Postgres(b)
		ours := benchRate(b, url)
		bare := bareRate(b, url)
		b.ReportMetric(ours, "jobs/s")
		b.ReportMetric(bare, "bare/s")
		b.ReportMetric(ours/bare, "share")
		if ours < leastShare*bare || ours < leastRate {
			b.Errorf("%.0f jobs a second are %.2f of the bare loop; want at least %.0f, and %.1f", ours, ours/bare, leastRate, leastShare)
		}
	}
}

// benchPage is a page of 20 KB with a banner of 40 clauses.
func benchPage(n int) string {
	var page strings.Builder
	fmt.Fprintf(&page, `<!doctype html><html lang="en"><title>Shop %d</title><body><h1>Shop %d</h1>`, n, n)
	for i := range 120 {
		fmt.Fprintf(&page, "<p>Lamp %d of shop %d is made of brass and oak, comes in three sizes and is sent within two days by post.</p>\n", i, n)
	}
	page.WriteString(`<div id="cookie-banner" role="dialog" aria-label="Cookies"><p>We use cookies to measure visits and to show advertising.</p>`)
	for i := range benchClauses - 4 {
		fmt.Fprintf(&page, `<label for="p%d">Advertising purpose number %d</label><input type="checkbox" id="p%d">`, i, i, i)
	}
	page.WriteString(`<button id="yes">Accept all cookies</button><button id="no">Reject all cookies</button><button id="more">Cookie settings</button></div>`)
	return page.String()
}

// spawn starts a role that ends with the benchmark; the returned lines are what it prints.
func spawn(b *testing.B, dir string, env []string, args ...string) *lockedBuffer {
	b.Helper()
	out := &lockedBuffer{}
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, out, io.Discard
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return out
}

func benchRate(b *testing.B, url string) float64 {
	b.Helper()
	dir := b.TempDir()
	env := environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_DATABASE_URL="+url, "MICROCONSENT_REDIS_URL="+services.Redis(b),
		"MICROCONSENT_RATE_LIMIT_KEY=off", "MICROCONSENT_RATE_LIMIT_ADDRESS=off", "MICROCONSENT_LOG_LEVEL=error")
	if out, err := benchCommand(b, dir, env, "migrate", "up"); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	web := spawn(b, dir, env, "web")
	spawn(b, dir, env, "worker", "--name", "bench", "--concurrency", "8")
	base := ""
	benchUntil(b, "the web process prints its address", func() bool {
		for _, word := range strings.Fields(web.String()) {
			if strings.HasPrefix(word, "http://127.0.0.1:") {
				base = strings.TrimRight(strings.SplitN(word, "/setup", 2)[0], "/")
			}
		}
		return base != ""
	})
	conn := benchConn(b, url)
	begun := time.Now()
	var clients sync.WaitGroup
	var next atomic.Int64
	for range benchClients {
		clients.Go(func() {
			for n := next.Add(1); n <= benchJobs; n = next.Add(1) {
				if err := benchSubmit(base, int(n)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	benchUntil(b, "every analysis is stored", func() bool {
		done := 0
		err := conn.QueryRow(b.Context(), "SELECT count(*) FROM analyses WHERE status = 'completed'").Scan(&done)
		return err == nil && done == benchJobs
	})
	took := time.Since(begun)
	clauses := 0
	if err := conn.QueryRow(b.Context(), "SELECT count(*) FROM clauses").Scan(&clauses); err != nil || clauses < benchJobs*(benchClauses-2) {
		b.Fatalf("%d clauses, %v", clauses, err)
	}
	return benchJobs / took.Seconds()
}

func benchCommand(b *testing.B, dir string, env []string, args ...string) (string, error) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), binary, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func benchSubmit(base string, n int) error {
	var body bytes.Buffer
	out := json.NewEncoder(&body)
	out.SetEscapeHTML(false) // as the encoders of other languages write it
	if err := out.Encode(map[string]any{"source": benchPage(n)}); err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, base+"/api/v1/analyses", &body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-API-Key", testKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusAccepted {
		err = fmt.Errorf("submission %d: %d %s", n, response.StatusCode, answer)
	}
	return err
}

func benchConn(b *testing.B, url string) *pgx.Conn {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// benchUntil looks every 20 ms, for two minutes.
func benchUntil(b *testing.B, what string, done func() bool) {
	b.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(2 * time.Minute); !done(); <-tick.C {
		if time.Now().After(end) {
			b.Fatalf("not in two minutes: %s", what)
		}
	}
}
