package services

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisDatabases is how many databases a Redis has by default; 0 is left alone.
const redisDatabases = 16

// Redis returns the URL of an empty Redis of the test's own. On a server that runs
// elsewhere (MICROCONSENT_TEST_REDIS_URL) it is a database of its own: use FLUSHDB there.
func Redis(t testing.TB) string {
	t.Helper()
	if shared := os.Getenv(envRedis); shared != "" {
		return leaseDatabase(t, shared)
	}
	path, err := exec.LookPath("redis-server")
	if err != nil {
		absent(t, "Redis", "install redis-server or set "+envRedis)
	}
	dir, err := folder("redis")
	if err != nil {
		t.Fatal(err)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	stop, err := launch(dir, path, "--bind", "127.0.0.1", "--port", port, "--dir", dir, "--save", "", "--appendonly", "no")
	if err != nil {
		t.Fatalf("Redis: %v", err)
	}
	t.Cleanup(stop)
	address := "redis://127.0.0.1:" + port + "/0"
	if err := await(func() error { return dial("127.0.0.1:" + port) }); err != nil {
		t.Fatalf("Redis: %v\n%s", err, logOf(dir))
	}
	return address
}

// dial says whether something listens. The client would log each failed try.
func dial(address string) error {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return err
	}
	return conn.Close()
}

func withRedis(address string, do func(context.Context, *redis.Client) error) error {
	options, err := redis.ParseURL(address)
	if err != nil {
		return err
	}
	client := redis.NewClient(options)
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return do(ctx, client)
}

// leaseDatabase takes a database that no other test uses, by a key in database 0.
func leaseDatabase(t testing.TB, shared string) string {
	t.Helper()
	options, err := redis.ParseURL(shared)
	if err != nil {
		t.Fatalf("%s: %v", envRedis, err)
	}
	password := ""
	if options.Password != "" {
		password = ":" + options.Password + "@"
	}
	at := func(db int) string { return fmt.Sprintf("redis://%s%s/%d", password, options.Addr, db) }
	taken := 0
	err = await(func() error {
		return withRedis(at(0), func(ctx context.Context, c *redis.Client) error {
			for db := 1; db < redisDatabases; db++ {
				ok, err := c.SetNX(ctx, lease(db), t.Name(), 10*time.Minute).Result()
				if err != nil {
					return err
				}
				if ok {
					taken = db
					return nil
				}
			}
			return fmt.Errorf("all %d databases are in use", redisDatabases-1)
		})
	})
	if err != nil {
		t.Fatalf("Redis: %v", err)
	}
	flush := func(ctx context.Context, c *redis.Client) error { return c.FlushDB(ctx).Err() }
	if err := withRedis(at(taken), flush); err != nil {
		t.Fatalf("Redis: %v", err)
	}
	t.Cleanup(func() {
		_ = withRedis(at(taken), flush)
		_ = withRedis(at(0), func(ctx context.Context, c *redis.Client) error { return c.Del(ctx, lease(taken)).Err() })
	})
	return at(taken)
}

func lease(db int) string { return fmt.Sprintf("microconsent-test:database:%d", db) }
