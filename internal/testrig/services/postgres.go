package services

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

var errNoPostgres = errors.New("no PostgreSQL on this machine")

// server starts the PostgreSQL server of this test binary once.
var server = sync.OnceValues(startPostgres)

// instance is a running server. Its stop is kept for as long as the test binary runs: it
// holds the pipe to the guard, which the garbage collector would close.
type instance struct {
	admin string
	stop  func()
}

// Postgres returns the URL of a fresh, empty database that is dropped after the test.
func Postgres(t testing.TB) string {
	t.Helper()
	admin := os.Getenv(envPostgres)
	if admin == "" {
		started, err := server()
		if errors.Is(err, errNoPostgres) {
			absent(t, "PostgreSQL", "install postgresql or set "+envPostgres)
		}
		if err != nil {
			t.Fatalf("PostgreSQL: %v", err)
		}
		admin = started.admin
	}
	name := "mc_" + strings.ToLower(rand.Text()[:16])
	if err := statement(admin, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := statement(admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("PostgreSQL: %v", err)
		}
	})
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatalf("%s: %v", envPostgres, err)
	}
	u.Path = "/" + name
	return u.String()
}

func statement(admin, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

func startPostgres() (instance, error) {
	bin, err := postgresBin()
	if err != nil {
		return instance{}, err
	}
	dir, err := folder("postgres")
	if err != nil {
		return instance{}, err
	}
	data := filepath.Join(dir, "data")
	if err := initdb(bin, data); err != nil {
		return instance{}, err
	}
	port, err := freePort()
	if err != nil {
		return instance{}, err
	}
	stop, err := launch(dir, filepath.Join(bin, "postgres"), "-D", data, "-p", port, "-k", dir, "-h", "127.0.0.1",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300")
	if err != nil {
		return instance{}, err
	}
	admin := "postgres://test@127.0.0.1:" + port + "/postgres?sslmode=disable"
	if err := await(func() error { return pingPostgres(admin) }); err != nil {
		err = fmt.Errorf("%w\n%s", err, logOf(dir))
		stop()
		return instance{}, err
	}
	return instance{admin, stop}, nil
}

func pingPostgres(admin string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// postgresBin finds the folder of the server's programs, which Debian keeps off the PATH;
// the newest version wins.
func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) > 0 {
		slices.Sort(found)
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errNoPostgres
	}
	return filepath.Dir(path), nil
}
