package e2e

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	adminEmail    = "admin@example.org"
	adminPassword = "correct horse battery staple"
	apiKey        = "key-of-the-settings"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "microconsent-e2e-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "microconsent")
	build := exec.Command("go", "build", "-o", binary, "microconsent/cmd/microconsent")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if build.Run() != nil {
		return 1
	}
	return m.Run()
}

// environ is a clean environment with the given settings.
func environ(dir string, settings ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_API_KEY=" + apiKey,
		"MICROCONSENT_RATE_LIMIT_LOGIN=off", "MICROCONSENT_RATE_LIMIT_ADDRESS=off", "MICROCONSENT_RATE_LIMIT_KEY=off"}, settings...)
}

// server is the program running as `serve`.
type server struct {
	t     *testing.T
	base  string // address
	cmd   *exec.Cmd
	ended chan struct{}
	out   *buffer // standard output
	log   *buffer // standard error
}

// buffer may be written while it is read.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// seeded makes a folder with the sample analyses and an administrator.
func seeded(t *testing.T) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	env = environ(dir, "MICROCONSENT_ADMIN_EMAIL="+adminEmail, "MICROCONSENT_ADMIN_PASSWORD="+adminPassword)
	cmd := exec.Command(binary, "init", "--seed")
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir, env
}

// start runs the program in a folder and waits until it is ready.
func start(t *testing.T, dir string, env []string) *server {
	t.Helper()
	s := &server{t: t, cmd: exec.Command(binary, "serve"), ended: make(chan struct{}), out: &buffer{}, log: &buffer{}}
	s.cmd.Dir, s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = dir, env, s.out, s.log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait()
		close(s.ended)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.ended
		if t.Failed() {
			t.Logf("the program wrote:\n%s", s.log)
		}
	})
	s.await("address", func(ctx context.Context) bool {
		s.base = s.printed("listens on ")
		return s.base != "" && s.ready(ctx)
	})
	return s
}

// printed is the rest of the line after some words, once it is printed.
func (s *server) printed(words string) string {
	_, rest, _ := strings.Cut(s.out.String(), words)
	line, _, whole := strings.Cut(rest, "\n")
	if !whole {
		return ""
	}
	return line
}

// setUpLink waits for the link that is printed while there is no user.
func (s *server) setUpLink() string {
	s.t.Helper()
	s.await("set-up link", func(context.Context) bool { return s.printed("administrator: ") != "" })
	return s.printed("administrator: ")
}

func (s *server) await(what string, done func(context.Context) bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !done(ctx) {
		select {
		case <-again.C:
		case <-s.ended:
			s.t.Fatalf("%s: it ended:\n%s", what, s.log)
		case <-ctx.Done():
			s.t.Fatalf("%s: not in time:\n%s", what, s.log)
		}
	}
}

func (s *server) ready(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/readyz", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// stop ends the program as an operator does.
func (s *server) stop() {
	s.t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("it did not stop:\n%s", s.log)
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		s.t.Fatalf("it ended with %d:\n%s", code, s.log)
	}
}

// client is signed in as the administrator, without a browser.
func (s *server) client() *http.Client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	res, err := c.PostForm(s.base+"/login", url.Values{"email": {adminEmail}, "password": {adminPassword}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Request.URL.Path == "/login" {
		s.t.Fatalf("not signed in: %s", res.Status)
	}
	return c
}
