package services_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"microconsent/internal/testrig/services"
)

func TestPostgresGivesEachTestItsOwnDatabase(t *testing.T) {
	t.Parallel()
	first, second := services.Postgres(t), services.Postgres(t)
	for i, url := range []string{first, second} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (id int)"); err != nil {
			t.Errorf("database %d: %v", i, err)
		}
		_ = conn.Close(t.Context())
	}
}

func TestRedisGivesEachTestItsOwnKeys(t *testing.T) {
	t.Parallel()
	for range 2 {
		options, err := redis.ParseURL(services.Redis(t))
		if err != nil {
			t.Fatal(err)
		}
		client := redis.NewClient(options)
		set, err := client.SetNX(t.Context(), "key", "value", 0).Result()
		if err != nil || !set {
			t.Errorf("set %v, %v", set, err)
		}
		_ = client.Close()
	}
}

// TestServersEndWithTheTests runs one test in a process that is then killed, and waits
// for its server's port to close.
func TestServersEndWithTheTests(t *testing.T) {
	t.Parallel()
	if os.Getenv("SERVICES_CHILD") == "1" {
		os.Stdout.WriteString("url: " + services.Redis(t) + "\n")
		select {} // until killed
	}
	services.Redis(t) // skips where there is none
	child := exec.Command(os.Args[0], "-test.run=^TestServersEndWithTheTests$")
	child.Env = append(os.Environ(), "SERVICES_CHILD=1", "MICROCONSENT_TEST_REDIS_URL=")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 4096)
	n, err := out.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSpace(strings.TrimPrefix(string(buffer[:n]), "url: "))
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	for end := time.Now().Add(10 * time.Second); client.Ping(t.Context()).Err() == nil; {
		if time.Now().After(end) {
			t.Fatal("the server outlived its tests")
		}
	}
}
