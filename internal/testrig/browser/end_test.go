package browser_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"microconsent/internal/testrig/browser"
)

// TestBrowserEndsWithTheTests opens a tab in a process that is then killed, and waits
// until the browser's profile is gone, which it is only when nothing writes into it.
func TestBrowserEndsWithTheTests(t *testing.T) {
	t.Parallel()
	if os.Getenv("BROWSER_CHILD") == "1" {
		browser.New(t).Open("about:blank")
		os.Stdout.WriteString("open\n")
		select {} // until killed
	}
	browser.New(t) // skips where there is none
	folder := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestBrowserEndsWithTheTests$")
	child.Env = append(os.Environ(), "BROWSER_CHILD=1", "TMPDIR="+folder)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if strings.TrimSpace(line) != "open" {
		t.Fatalf("%q, %v", line, err)
	}
	if profiles(t, folder) == 0 {
		t.Fatal("there is no profile")
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for end := time.After(15 * time.Second); profiles(t, folder) > 0; {
		select {
		case <-again.C:
		case <-end:
			t.Fatal("the profile outlived the tests")
		}
	}
}

func profiles(t *testing.T, folder string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "microconsent-chromium-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}
