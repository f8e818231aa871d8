package queue_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
	"microconsent/internal/testrig/services"
)

// over connects over TLS, trusting a CA file ("" is the system's authorities).
func over(t *testing.T, url, caFile string) *queue.Dispatcher {
	t.Helper()
	opt, err := queue.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	if opt, err = queue.Trust(opt, caFile); err != nil {
		t.Fatal(err)
	}
	d := queue.New(opt, time.Minute)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestWrongCertificatesOfRedisAreRefused(t *testing.T) {
	t.Parallel()
	ca, other := services.NewCA(t), services.NewCA(t)
	server := services.OwnRedisTLS(t, ca.Issue(t, "127.0.0.1", time.Hour))
	if err := over(t, server.URL, ca.Path).Ping(t.Context()); err != nil {
		t.Fatalf("the right one: %v", err)
	}
	if err := over(t, server.URL, "").Ping(t.Context()); !says(err, "unknown authority") {
		t.Errorf("without the CA file: %v", err)
	}
	for name, c := range map[string]struct {
		shown services.Certificate
		says  string
	}{
		"another host":      {ca.Issue(t, "redis.example", time.Hour), "127.0.0.1"},
		"another authority": {other.Issue(t, "127.0.0.1", time.Hour), "unknown authority"},
		"expired":           {ca.Issue(t, "127.0.0.1", -time.Hour), "expired"},
	} {
		server.Present(t, c.shown)
		if err := over(t, server.URL, ca.Path).Ping(t.Context()); !says(err, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	plain := strings.Replace(server.URL, "rediss://", "redis://", 1)
	if err := over(t, plain, "").Ping(t.Context()); consent.CodeOf(err) != consent.Unavailable {
		t.Errorf("without TLS: %v", err)
	}
}

// says checks that a message for people tells of the certificate, and why.
func says(err error, why string) bool {
	message := consent.MessageOf(err)
	return consent.CodeOf(err) == consent.Unavailable && strings.Contains(message, "certificate is refused") && strings.Contains(message, why) &&
		!strings.Contains(err.Error(), "secret")
}

func TestTrustIsForTLSOnly(t *testing.T) {
	t.Parallel()
	ca := services.NewCA(t)
	for _, url := range []string{"rediss://a:1", "redis-cluster://a:1?tls=true", "redis-sentinel://a:1?master=m&tls=true"} {
		opt, err := queue.ParseURL(url)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := queue.Trust(opt, ca.Path); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ url, file string }{{"redis://a:1", ca.Path}, {"redis-cluster://a:1", ca.Path}, {"rediss://a:1", empty}, {"rediss://a:1", "/does/not/exist"}} {
		opt, err := queue.ParseURL(c.url)
		if err != nil {
			t.Fatal(err)
		}
		var got asynq.RedisConnOpt
		if got, err = queue.Trust(opt, c.file); consent.CodeOf(err) != consent.Invalid || got != nil {
			t.Errorf("%s with %s: %v, %v", c.url, c.file, got, err)
		}
	}
}
