// Package services starts the real servers that tests need: PostgreSQL and Redis, each on
// a free loopback port in a folder of its own, and finds a Chromium. A server ends with
// the test binary that started it, however that ends.
//
// Where a program is missing, tests skip with a message; with MICROCONSENT_TEST_REQUIRE=1
// they fail instead, so that a gate cannot pass without them. Servers that run elsewhere
// on this machine are used with MICROCONSENT_TEST_POSTGRES_URL and
// MICROCONSENT_TEST_REDIS_URL.
package services

import (
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

const (
	envRequire  = "MICROCONSENT_TEST_REQUIRE"
	envPostgres = "MICROCONSENT_TEST_POSTGRES_URL"
	envRedis    = "MICROCONSENT_TEST_REDIS_URL"
	envChromium = "MICROCONSENT_TEST_CHROMIUM"

	startTime = 30 * time.Second
	pollEvery = 20 * time.Millisecond
)

// absent skips the test, or fails it where services are required.
func absent(t testing.TB, what, remedy string) {
	t.Helper()
	if os.Getenv(envRequire) == "1" {
		t.Fatalf("%s is missing: %s", what, remedy)
	}
	t.Skipf("%s is missing: %s", what, remedy)
}

// Chromium returns the path of a Chromium, the headless shell first: it starts faster.
func Chromium(t testing.TB) string {
	t.Helper()
	if path := os.Getenv(envChromium); path != "" {
		return path
	}
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	absent(t, "Chromium", "install chromium-headless-shell or set "+envChromium)
	return ""
}

// folder makes a folder that the servers' user owns.
func folder(name string) (string, error) {
	dir, err := os.MkdirTemp("", "microconsent-"+name+"-")
	if err != nil {
		return "", err
	}
	if id := serverUser(); id != nil {
		err = os.Chown(dir, int(id.Uid), int(id.Gid))
	}
	return dir, err
}

// serverUser is the unprivileged user that servers run as when the tests run as root,
// which PostgreSQL refuses; nil otherwise.
func serverUser() *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	found, err := user.Lookup("nobody")
	if err != nil {
		return nil
	}
	uid, _ := strconv.ParseUint(found.Uid, 10, 32)
	gid, _ := strconv.ParseUint(found.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// guard runs a server until its standard input ends, then stops it and removes its
// folder. The pipe closes with the test binary, even one that is killed.
const guard = `"$@" & child=$!; cat >/dev/null; kill -TERM $child 2>/dev/null; wait $child; rm -rf "$GUARDED"`

// launch starts a server under the guard; the returned function stops it.
func launch(dir string, argv ...string) (stop func(), err error) {
	log, err := os.Create(filepath.Join(dir, "server.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command("/bin/sh", append([]string{"-c", guard, "guard"}, argv...)...)
	cmd.Env = append(os.Environ(), "GUARDED="+dir, "LC_ALL=C")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
	// A group of its own: an interrupt at the terminal reaches the tests, not the servers.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: serverUser(), Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() {
		_ = pipe.Close()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}, nil
}

// logOf is what a server wrote, for the message of a failed start.
func logOf(dir string) string {
	text, _ := os.ReadFile(filepath.Join(dir, "server.log"))
	return string(text)
}

// freePort asks the system for a free loopback port.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// await asks until a server answers.
func await(ready func() error) error {
	deadline := time.Now().Add(startTime)
	for {
		err := ready()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		<-time.After(pollEvery)
	}
}
