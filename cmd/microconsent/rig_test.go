package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"microconsent/internal/consent"
)

// binary is the built program: the contract is tested from outside.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "microconsent-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "microconsent")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return 1
	}
	return m.Run()
}

const testKey = "test-key-of-the-settings"

// environ is a clean environment with the given settings, in a folder of its own.
func environ(dir string, settings ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir(), "MICROCONSENT_API_KEY=" + testKey}, settings...)
}

type result struct {
	code        int
	out, errout string
}

// command runs the program to its end.
func command(t *testing.T, dir, stdin string, env []string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(stdin)
	var out, errout bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errout
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errout.String()}
}

// process is a running server role.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	base  string // address of the web role
	setup string // set-up link, "" when none was printed
	log   *lockedBuffer
	ended chan struct{}

	client *http.Client
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lockedBuffer) tail(n int) string {
	s := l.String()
	return s[max(0, len(s)-n):]
}

// start runs a server role. A web role is waited for until it is ready.
func start(t *testing.T, dir string, env []string, args ...string) *process {
	t.Helper()
	return startFor(t, http.DefaultClient, dir, env, args...)
}

// startFor is start with a client of the caller's own.
func startFor(t *testing.T, client *http.Client, dir string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary, args...), log: &lockedBuffer{}, ended: make(chan struct{}), client: client}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = dir, env, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	printed := make(chan string)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			printed <- lines.Text()
		}
		close(printed)
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%v wrote at last:\n%s", args, p.log.tail(4000))
		}
	})
	if args[0] == "worker" {
		go drain(printed)
		return p
	}
	p.awaitAddress(printed)
	return p
}

func drain(lines <-chan string) {
	for range lines {
	}
}

func (p *process) awaitAddress(printed <-chan string) {
	p.t.Helper()
	timeout := time.After(30 * time.Second)
	for p.base == "" || !p.ready() {
		select {
		case line, ok := <-printed:
			if !ok {
				p.t.Fatalf("ended before it listened:\n%s", p.log)
			}
			if _, address, found := strings.Cut(line, "listens on "); found {
				p.base = address
			}
			if _, link, found := strings.Cut(line, "administrator: "); found {
				p.setup = link
			}
		case <-time.After(50 * time.Millisecond):
		case <-timeout:
			p.t.Fatalf("not ready in time:\n%s", p.log)
		}
	}
	for {
		select {
		case line, ok := <-printed:
			if !ok {
				return
			}
			if _, link, found := strings.Cut(line, "administrator: "); found {
				p.setup = link
			}
			continue
		case <-time.After(200 * time.Millisecond):
		}
		break
	}
	go drain(printed)
}

func (p *process) ready() bool {
	res, err := p.client.Get(p.base + "/readyz")
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// stop asks the process to end and returns its exit code.
func (p *process) stop() int {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(30 * time.Second):
		p.t.Fatalf("did not stop:\n%s", p.log)
	}
	return p.cmd.ProcessState.ExitCode()
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatalf("%v in %.300s", err, r.body)
	}
	return out
}

// call makes a request with the configured key; body nil is none, else JSON.
func (p *process) call(method, path string, body any, header ...string) reply {
	p.t.Helper()
	got, err := p.try(method, path, body, header...)
	if err != nil {
		p.t.Fatal(err)
	}
	return got
}

// try is call for a process that may have been killed.
func (p *process) try(method, path string, body any, header ...string) (reply, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return reply{}, err
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, in)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("X-API-Key", testKey)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		if req.Header.Del(header[i]); header[i+1] != "" {
			req.Header.Set(header[i], header[i+1])
		}
	}
	res, err := p.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{}, err
	}
	return reply{res.StatusCode, res.Header, raw}, nil
}

// until calls check again and again until it is true.
func until(t *testing.T, limit time.Duration, what string, check func() bool) {
	t.Helper()
	deadline := time.After(limit)
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !check() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("not in %s: %s", limit, what)
		}
	}
}

const bannerPage = `<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1>
<div id="cookie-banner" role="dialog"><p>We use cookies for analytics and advertising. You can change your mind at any time.</p>
<button id="yes">Accept all</button> <button id="no">Reject all</button> <a href="/privacy">Privacy policy</a></div></body></html>`

func decodeDocuments(t *testing.T, ndjson string) []consent.Document {
	t.Helper()
	var out []consent.Document
	decoder := json.NewDecoder(strings.NewReader(ndjson))
	for decoder.More() {
		var d consent.Document
		if err := decoder.Decode(&d); err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}
