package services

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Own is a server of one test's own, which it may crash. It comes back on the same port.
type Own struct {
	URL   string
	start func() (stop func(), err error)
	crash func() error // ends the server at once; nil where stop does
	ready func() error
	stop  func()
	certs string // folder of the certificate; "" without TLS
}

// Crash ends the server without a word to its clients.
func (o *Own) Crash(t testing.TB) {
	t.Helper()
	if o.crash != nil {
		if err := o.crash(); err != nil {
			t.Fatal(err)
		}
	}
	o.stop()
}

// Start brings a crashed server back, and waits until it answers.
func (o *Own) Start(t testing.TB) {
	t.Helper()
	stop, err := o.start()
	if err != nil {
		t.Fatal(err)
	}
	o.stop = stop
	if err := await(o.ready); err != nil {
		t.Fatal(err)
	}
}

func (o *Own) begin(t testing.TB) *Own {
	t.Helper()
	o.Start(t)
	t.Cleanup(func() { o.Crash(t) })
	return o
}

// Present starts the server anew with another certificate.
func (o *Own) Present(t testing.TB, c Certificate) {
	t.Helper()
	o.Crash(t)
	c.Write(t, o.certs)
	o.Start(t)
}

// OwnRedis is a Redis without persistence and with a password: a crash empties it.
func OwnRedis(t testing.TB) *Own {
	t.Helper()
	return ownRedis(t, "", "redis", "--port")
}

// OwnRedisTLS is OwnRedis over TLS only.
func OwnRedisTLS(t testing.TB, c Certificate) *Own {
	t.Helper()
	certs := ownFolder(t, "redis-certs")
	cert, key := c.Write(t, certs)
	return ownRedis(t, certs, "rediss", "--port", "0", "--tls-cert-file", cert, "--tls-key-file", key, "--tls-auth-clients", "no", "--tls-port")
}

// ownRedis starts a Redis; the last of the arguments is the name of the port's option.
func ownRedis(t testing.TB, certs, scheme string, args ...string) *Own {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		ownAbsent(t, "Redis", "install redis-server", envRedis)
	}
	port := ownPort(t)
	o := &Own{URL: scheme + "://:secret@127.0.0.1:" + port + "/0", certs: certs, ready: func() error { return dial(net.JoinHostPort("127.0.0.1", port)) }}
	o.start = func() (func(), error) {
		dir, err := folder("redis")
		if err != nil {
			return nil, err
		}
		argv := append([]string{path, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no", "--requirepass", "secret"}, args...)
		return launch(dir, append(argv, port)...)
	}
	return o.begin(t)
}

// OwnPostgres is a PostgreSQL with an empty database. What it confirmed outlives a crash.
func OwnPostgres(t testing.TB) *Own {
	t.Helper()
	return ownPostgres(t, "")
}

// OwnPostgresTLS is OwnPostgres that also speaks TLS. Its URL asks for none.
func OwnPostgresTLS(t testing.TB, c Certificate) *Own {
	t.Helper()
	certs := ownFolder(t, "postgres-certs")
	cert, key := c.Write(t, certs)
	return ownPostgres(t, certs, "-c", "ssl=on", "-c", "ssl_cert_file="+cert, "-c", "ssl_key_file="+key)
}

func ownPostgres(t testing.TB, certs string, args ...string) *Own {
	t.Helper()
	bin, err := postgresBin()
	if errors.Is(err, errNoPostgres) {
		ownAbsent(t, "PostgreSQL", "install postgresql", envPostgres)
	}
	parent := ownFolder(t, "postgres-data")
	data := filepath.Join(parent, "data")
	if err := initdb(bin, data); err != nil {
		t.Fatal(err)
	}
	port := ownPort(t)
	admin := "postgres://test@127.0.0.1:" + port + "/postgres?sslmode=disable"
	o := &Own{URL: admin, certs: certs, ready: func() error { return pingPostgres(admin) }}
	o.crash = func() error { return quitPostgres(data) }
	o.start = func() (func(), error) {
		dir, err := folder("postgres")
		if err != nil {
			return nil, err
		}
		argv := append([]string{filepath.Join(bin, "postgres"), "-D", data, "-p", port, "-k", dir, "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=100"}, args...)
		return launch(dir, argv...)
	}
	return o.begin(t)
}

func initdb(bin, data string) error {
	cmd := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	cmd.Dir, cmd.SysProcAttr = filepath.Dir(data), &syscall.SysProcAttr{Credential: serverUser()}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// quitPostgres asks for the immediate shutdown: no checkpoint, and a recovery at the next start.
func quitPostgres(data string) error {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGQUIT)
}

// ownFolder is a folder of the servers' user that goes with the test.
func ownFolder(t testing.TB, name string) string {
	t.Helper()
	dir, err := folder(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func ownPort(t testing.TB) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// ownAbsent skips even where services are required when a server that runs elsewhere
// stands in: nothing here may crash that one.
func ownAbsent(t testing.TB, what, remedy, elsewhere string) {
	t.Helper()
	if os.Getenv(elsewhere) != "" {
		t.Skipf("%s runs elsewhere and cannot be crashed: %s", what, remedy)
	}
	absent(t, what, remedy)
}
