package queue_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	const dial = 2 * time.Second
	for raw, want := range map[string]asynq.RedisConnOpt{
		"redis://localhost":                 asynq.RedisClientOpt{Network: "tcp", Addr: "localhost:6379", DialTimeout: dial},
		"redis://app:p%40ss@r.internal:1/3": asynq.RedisClientOpt{Network: "tcp", Addr: "r.internal:1", Username: "app", Password: "p@ss", DB: 3, DialTimeout: dial},
		"redis://:pw@[::1]:6380/0":          asynq.RedisClientOpt{Network: "tcp", Addr: "[::1]:6380", Password: "pw", DialTimeout: dial},
		"redis-cluster://u:pw@a:1,b:2":      asynq.RedisClusterClientOpt{Addrs: []string{"a:1", "b:2"}, Username: "u", Password: "pw", DialTimeout: dial},
		"redis-cluster://[::1]:7000,b:2":    asynq.RedisClusterClientOpt{Addrs: []string{"[::1]:7000", "b:2"}, DialTimeout: dial},
		"redis-sentinel://:pw@a:1,b:2/4?master=m&sentinel_username=su&sentinel_password=sp": asynq.RedisFailoverClientOpt{MasterName: "m",
			SentinelAddrs: []string{"a:1", "b:2"}, Password: "pw", SentinelUsername: "su", SentinelPassword: "sp", DB: 4, DialTimeout: dial},
	} {
		got, err := queue.ParseURL(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", raw, diff)
		}
	}
}

func TestTLSIsAskedForByTheURL(t *testing.T) {
	t.Parallel()
	if got, err := queue.ParseURL("rediss://r:1"); err != nil || got.(asynq.RedisClientOpt).TLSConfig.ServerName != "r" {
		t.Errorf("rediss: %v, %+v", err, got)
	}
	if got, err := queue.ParseURL("redis-cluster://a:1,b:2?tls=true"); err != nil || got.(asynq.RedisClusterClientOpt).TLSConfig == nil {
		t.Errorf("cluster: %v, %+v", err, got)
	}
	if got, err := queue.ParseURL("redis-sentinel://a:1?master=m&tls=false"); err != nil || got.(asynq.RedisFailoverClientOpt).TLSConfig != nil {
		t.Errorf("sentinel: %v, %+v", err, got)
	}
}

func TestBadURLsAreInvalidAndKeepTheirSecret(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"", "localhost:6379", "http://x", "embedded://",
		"redis://u:hunter2@host:port", "redis://u:hunter2@h/abc", "redis://u:hunter2@h?colour=red",
		"redis-cluster://u:hunter2@", "redis-cluster://u:hunter2@a,b:2", "redis-cluster://u:hunter2@a:1,b:99999", "redis-cluster://u:hunter2@a:1/2",
		"redis-cluster://u:hunter2@a:1?master=x", "redis-cluster://u:hunter2@a:1?tls=maybe", "redis-cluster://u:%zzhunter2@a:1",
		"redis-sentinel://u:hunter2@a:1", "redis-sentinel://u:hunter2@a:1/x?master=m", "redis-sentinel://u:hunter2@a:1?master=m&sentinel_pw=x",
	} {
		opt, err := queue.ParseURL(raw)
		if consent.CodeOf(err) != consent.Invalid || opt != nil {
			t.Errorf("%q: %v, %v", raw, opt, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error repeats the password: %v", raw, err)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("redis-sentinel://:pw@a:1,b:2/4?master=m")
	f.Add("redis-cluster://u:p@[::1]:7000,b:2?tls=true")
	f.Add("rediss://x")
	f.Fuzz(func(t *testing.T, raw string) {
		opt, err := queue.ParseURL(raw)
		if (err == nil) == (opt == nil) || err != nil && consent.CodeOf(err) != consent.Invalid {
			t.Fatalf("%v, %v", opt, err)
		}
	})
}
