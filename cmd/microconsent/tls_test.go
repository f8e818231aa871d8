package main

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"microconsent/internal/testrig/services"
)

// The secrets of the installation below: none of them may appear in what a process writes.
var tlsSecrets = []string{"hunter2", "secret", testKey, "correct horse"}

// encrypted is an installation on which every connection is encrypted, and every secret in
// a file.
type encrypted struct {
	dir         string
	ca          *services.CA
	redis       *services.Own
	listen      string
	env         []string
	client      *http.Client
	everWritten []string // by commands
}

func newEncrypted(t *testing.T) *encrypted {
	t.Helper()
	e := &encrypted{dir: t.TempDir(), ca: services.NewCA(t)}
	own := e.ca.Issue(t, "127.0.0.1", time.Hour)
	e.redis = services.OwnRedisTLS(t, own)
	database, err := url.Parse(services.OwnPostgresTLS(t, own).URL)
	if err != nil {
		t.Fatal(err)
	}
	database.User = url.UserPassword("test", "hunter2")
	database.RawQuery = url.Values{"sslmode": {"verify-full"}, "sslrootcert": {e.ca.Path}}.Encode()
	cert, key := own.Write(t, e.dir)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e.listen = listener.Addr().String() // the health check must know the port
	_ = listener.Close()
	e.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + e.dir, "TMPDIR=" + os.TempDir(), "MICROCONSENT_LISTEN=" + e.listen,
		"MICROCONSENT_REDIS_CA_FILE=" + e.ca.Path, "MICROCONSENT_TLS_CERT_FILE=" + cert, "MICROCONSENT_TLS_KEY_FILE=" + key,
		"MICROCONSENT_ADMIN_EMAIL=a@example.com", "MICROCONSENT_LOG_LEVEL=debug"}
	for name, value := range map[string]string{"DATABASE_URL": database.String(), "REDIS_URL": e.redis.URL, "API_KEY": testKey, "ADMIN_PASSWORD": "correct horse battery"} {
		path := filepath.Join(e.dir, name)
		if err := os.WriteFile(path, []byte(value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		e.env = append(e.env, "MICROCONSENT_"+name+"_FILE="+path)
	}
	e.client = &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: e.ca.Pool(), MinVersion: tls.VersionTLS12}}}
	t.Cleanup(e.client.CloseIdleConnections)
	return e
}

func (e *encrypted) command(t *testing.T, args ...string) result {
	t.Helper()
	got := command(t, e.dir, "", e.env, args...)
	e.everWritten = append(e.everWritten, got.out, got.errout)
	return got
}

// TestEveryConnectionCanBeEncrypted runs web and worker on PostgreSQL (verify-full), Redis
// (rediss) and HTTPS, then shows Redis with a wrong certificate.
func TestEveryConnectionCanBeEncrypted(t *testing.T) {
	t.Parallel()
	e := newEncrypted(t)
	if got := e.command(t, "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	web := startFor(t, e.client, e.dir, e.env, "web")
	worker := start(t, e.dir, e.env, "worker")
	if got := web.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage}); got.json(t)["status"] != "completed" {
		t.Errorf("the analysis: %d %s", got.status, got.body)
	}
	page := web.call("GET", "/login", nil)
	if !strings.HasPrefix(web.base, "https://") || page.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s answers without HSTS: %v", web.base, page.header)
	}
	for _, args := range [][]string{{"healthcheck"}, {"doctor"}, {"workers", "info"}, {"config", "print"}} {
		if got := e.command(t, args...); got.code != exitOK {
			t.Errorf("%q: exit %d\n%s%s", args, got.code, got.out, got.errout)
		}
	}
	e.redis.Present(t, services.NewCA(t).Issue(t, "127.0.0.1", time.Hour))
	if got := e.command(t, "doctor"); got.code != exitFailed || !strings.Contains(got.out, "certificate is refused") {
		t.Errorf("doctor: exit %d\n%s", got.code, got.out)
	}
	e.redis.Present(t, e.ca.Issue(t, "127.0.0.1", time.Hour))
	if got := web.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage + "<p>more</p>"}); got.json(t)["status"] != "completed" {
		t.Errorf("after Redis came back: %d %s", got.status, got.body)
	}
	if code := web.stop(); code != exitOK {
		t.Errorf("web: exit %d", code)
	}
	if code := worker.stop(); code != exitOK {
		t.Errorf("worker: exit %d", code)
	}
	for _, text := range append(e.everWritten, web.log.String(), worker.log.String()) {
		for _, secret := range tlsSecrets {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in\n%s", secret, text)
			}
		}
	}
}

// TestWrongSettingsKeepTheirSecrets starts with URLs that cannot be used.
func TestWrongSettingsKeepTheirSecrets(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{
		"DATABASE_URL=postgres://u:hunter2@127.0.0.1:port/x", "DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/x", "DATABASE_URL=mysql://u:hunter2@h/x",
		"REDIS_URL=redis://:hunter2@127.0.0.1:port/0", "REDIS_URL=http://:hunter2@h", "REDIS_URL=redis-sentinel://:hunter2@h:1",
		"REDIS_URL=rediss://:hunter2@127.0.0.1:1/0",
	} {
		dir := t.TempDir()
		env := environ(dir, "MICROCONSENT_LOG_LEVEL=debug", "MICROCONSENT_"+setting)
		for _, args := range [][]string{{"migrate", "up"}, {"doctor"}, {"config", "print"}, {"config", "check"}} {
			got := command(t, dir, "", env, args...)
			if text := got.out + got.errout; strings.Contains(text, "hunter2") {
				t.Errorf("%s, %q: %s", setting, args, text)
			}
		}
	}
}
