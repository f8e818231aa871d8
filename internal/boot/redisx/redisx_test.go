package redisx_test

import (
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"microconsent/internal/boot/redisx"
	"microconsent/internal/consent"
	"microconsent/internal/queue"
	"microconsent/internal/testrig/services"
)

func start(t *testing.T) *redisx.Server {
	t.Helper()
	s, err := redisx.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func connect(t *testing.T, raw string) redis.UniversalClient {
	t.Helper()
	opt, err := queue.ParseURL(raw)
	if err != nil {
		t.Fatal(err)
	}
	client := queue.Client(opt)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func TestEmbeddedServerIsPrivate(t *testing.T) {
	t.Parallel()
	s := start(t)
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	if ip := net.ParseIP(u.Hostname()); !ip.IsLoopback() {
		t.Errorf("listens on %s", u.Host)
	}
	if err := connect(t, s.URL()).Ping(t.Context()).Err(); err != nil {
		t.Errorf("with its password: %v", err)
	}
	for _, stranger := range []string{"redis://" + u.Host, "redis://:guess@" + u.Host} {
		if err := connect(t, stranger).Ping(t.Context()).Err(); err == nil || !strings.Contains(err.Error(), "AUTH") && !strings.Contains(err.Error(), "WRONGPASS") {
			t.Errorf("without it: %v", err)
		}
	}
	if other := start(t); other.URL() == s.URL() {
		t.Error("two servers share an address and a password")
	}
}

func TestEmbeddedServerLetsKeysExpire(t *testing.T) {
	t.Parallel()
	client := connect(t, start(t).URL())
	if err := client.Set(t.Context(), "k", "v", 2*time.Second).Err(); err != nil {
		t.Fatal(err)
	}
	deadline, again := time.After(20*time.Second), time.NewTicker(50*time.Millisecond)
	defer again.Stop()
	for client.Exists(t.Context(), "k").Val() == 1 {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatal("a key outlived its time")
		}
	}
}

func TestClosedServerIsGone(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := connect(t, s.URL())
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Close()
	if err := client.Ping(t.Context()).Err(); err == nil {
		t.Error("it still answers")
	}
}

func TestLimiterCountsAcrossProcesses(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(*testing.T) string{
		"embedded": func(t *testing.T) string { return start(t).URL() },
		"redis":    func(t *testing.T) string { return services.Redis(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt, err := queue.ParseURL(address(t))
			if err != nil {
				t.Fatal(err)
			}
			one, two := redisx.NewLimiter(opt), redisx.NewLimiter(opt)
			defer one.Close()
			defer two.Close()
			rate := consent.Rate{Limit: 2, Period: time.Hour, Burst: 2}
			for i, l := range []*redisx.Limiter{one, two} {
				if got, err := l.Allow(t.Context(), "key", rate); err != nil || !got.Allowed || got.Remaining != 1-i || got.RetryAfter != 0 || got.Limit != 2 {
					t.Fatalf("event %d: %+v, %v", i, got, err)
				}
			}
			got, err := one.Allow(t.Context(), "key", rate)
			if err != nil || got.Allowed || got.RetryAfter < 29*time.Minute || got.RetryAfter > 31*time.Minute || got.ResetAfter < got.RetryAfter {
				t.Errorf("third event: %+v, %v", got, err)
			}
			if got, err := one.Allow(t.Context(), "another key", rate); err != nil || !got.Allowed {
				t.Errorf("another key: %+v, %v", got, err)
			}
		})
	}
}

func TestLimiterWithoutRedisIsUnavailable(t *testing.T) {
	t.Parallel()
	s := start(t)
	opt, err := queue.ParseURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	l := redisx.NewLimiter(opt)
	defer l.Close()
	if _, err := l.Allow(t.Context(), "key", consent.Rate{Limit: 1, Period: time.Second, Burst: 1}); consent.CodeOf(err) != consent.Unavailable {
		t.Error(err)
	}
}
