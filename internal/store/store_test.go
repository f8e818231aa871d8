package store_test

import (
	"path/filepath"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/store/storetest"
	"microconsent/internal/testrig/services"
)

func sqliteURL(t *testing.T) string {
	return "sqlite://" + filepath.Join(t.TempDir(), "data", "test.db")
}

func postgresURL(t *testing.T) string { return services.Postgres(t) }

// databases names both with the function that makes the URL of an empty one.
func databases() map[string]func(*testing.T) string {
	return map[string]func(*testing.T) string{"sqlite": sqliteURL, "postgres": postgresURL}
}

// open opens a database without its schema.
func open(t *testing.T, url string) *store.Store {
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

func migrated(t *testing.T, url string) *store.Store {
	t.Helper()
	s := open(t, url)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBothDatabasesKeepThePort(t *testing.T) {
	t.Parallel()
	for name, url := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) consent.Store { return migrated(t, url(t)) })
		})
	}
}
