package main

import (
	"regexp"
	"testing"
	"time"
)

// TestWorkersOfOneNameInTheList: of two workers that were started with one name, the one that
// has the job is shown with it.
func TestWorkersOfOneNameInTheList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env, _ := production(t, dir)
	web := start(t, dir, env, "web")
	for range 2 {
		start(t, dir, env, "worker", "--name", "same", "--concurrency", "1")
	}
	var listed string
	info := func(running string) int {
		listed = command(t, dir, "", env, "workers", "info").out
		return len(regexp.MustCompile(`(?m)^same .* active +`+running).FindAllString(listed, -1))
	}
	until(t, 30*time.Second, "both are listed", func() bool { return info("0/1") == 2 })
	job := heldJob(t, web, newHeldSite(t, func(int) bool { return true }))
	if idle, busy := info("0/1"), info("1/1 +"+job); idle != 1 || busy != 1 {
		t.Errorf("%d idle, %d busy:\n%s", idle, busy, listed)
	}
}
