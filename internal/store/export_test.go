package store

import (
	"context"
	"io/fs"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

// DB is the connection pool, for tests that look behind the port.
func (s *Store) DB() *bun.DB { return s.root }

// ExecSchema runs several statements, as a migration does.
func (s *Store) ExecSchema(ctx context.Context, statements string) error {
	_, err := s.schema.DB.ExecContext(ctx, statements)
	return err
}

// LockSchema keeps others from migrating until the returned function is called.
func (s *Store) LockSchema(ctx context.Context) (func(), error) {
	return s.dialect.lockSchema(ctx, s.schema)
}

// Fail maps an error of the database.
func (s *Store) Fail(err error) error { return s.fail(err) }

// Watched is the store with a hook that sees its queries.
func (s *Store) Watched(hook bun.QueryHook) *Store {
	out := *s
	out.db = s.root.WithQueryHook(hook)
	return &out
}

// WithWindow is the store that asks an index of trigrams about so many analyses first.
func (s *Store) WithWindow(analyses int) *Store {
	out := *s
	out.window = analyses
	return &out
}

// WithMigrations is the store of a program with other migrations.
func (s *Store) WithMigrations(files fs.FS) *Store {
	out := *s
	out.dialect = otherMigrations{s.dialect, files}
	return &out
}

type otherMigrations struct {
	dialect
	files fs.FS
}

func (o otherMigrations) migrations() (*migrate.Migrations, error) {
	found := migrate.NewMigrations()
	return found, found.Discover(o.files)
}

// NotCarried are the tables that a backup leaves out, with the reasons.
func NotCarried() map[string]string { return notCarried() }
