package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// heldJob submits a page that does not answer the first time and waits until it is asked for:
// its job runs until somebody cancels it.
func heldJob(t *testing.T, p *process, site *heldSite) string {
	t.Helper()
	got := p.call("POST", "/api/v1/analyses", map[string]any{"source": site.page(0)})
	if got.status != 202 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	select {
	case <-site.held:
	case <-time.After(30 * time.Second):
		t.Fatal("the job did not start")
	}
	return got.json(t)["job_id"].(string)
}

// operate runs the blocks of operations.md beside a running installation. What they name is
// there: sites.csv, and a job that runs.
func operate(t *testing.T, dir string, env []string, web *process) {
	t.Helper()
	site := newHeldSite(t, func(n int) bool { return n == 0 })
	sites := "url\n" + site.page(1) + "\n" + site.page(2) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "sites.csv"), []byte(sites), 0o600); err != nil {
		t.Fatal(err)
	}
	job := heldJob(t, web, site)
	if ran := runBlocks(t, "operations.md", "", dir, append(env, "JOB="+job)); ran != 5 {
		t.Errorf("%d blocks were run", ran)
	}
	until(t, 30*time.Second, "the job that was retried is done", func() bool {
		return web.call("GET", "/api/v1/jobs/"+job, nil).json(t)["state"] == "succeeded"
	})
}

func TestOperationsInOneProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ(dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_ALLOW_PRIVATE_TARGETS=true")
	operate(t, dir, env, start(t, dir, env, "serve"))
}

// TestOperationsOnServers starts the roles as operations.md says; a role goes on until it is
// told to stop, so that they run beside each other and the other blocks beside them.
func TestOperationsOnServers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env, _ := production(t, dir)
	var web *process
	for _, block := range blocks(t, "operations.md", "roles") {
		for line := range strings.Lines(block) {
			args := strings.Fields(line)[1:]
			switch args[0] {
			case "web":
				web = start(t, dir, env, args...)
			case "worker":
				start(t, dir, env, args...)
			default:
				if got := command(t, dir, "", env, args...); got.code != exitOK {
					t.Errorf("%s: %s", line, got.errout)
				}
			}
		}
	}
	if web == nil {
		t.Fatal("operations.md does not start the role web")
	}
	operate(t, dir, env, web)
}
