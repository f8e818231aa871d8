package store_test

import (
	"crypto/rand"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/store/storetest"
	"microconsent/internal/testrig/services"
)

// database makes URLs of empty databases, each one of its own.
type database struct {
	name  string
	empty func(t testing.TB) string
}

// databases are both. PostgreSQL's empty database is a schema of one that the test owns:
// to make a whole one takes most of a second.
func databases(t testing.TB) []database {
	t.Helper()
	server := services.Postgres(t)
	return []database{{"sqlite", sqliteURL}, {"postgres", func(t testing.TB) string { return schemaOf(t, server) }}}
}

func sqliteURL(t testing.TB) string {
	return "sqlite://" + filepath.Join(t.TempDir(), "data", "test.db")
}

func schemaOf(t testing.TB, server string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name := "s_" + strings.ToLower(rand.Text()[:16])
	if _, err := conn.Exec(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String()
}

// open opens a database without its schema.
func open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func migrated(t testing.TB, url string) *store.Store {
	t.Helper()
	s := open(t, url)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBothDatabasesKeepThePort(t *testing.T) {
	t.Parallel()
	for _, d := range databases(t) {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) consent.Store { return migrated(t, d.empty(t)) })
		})
	}
}
