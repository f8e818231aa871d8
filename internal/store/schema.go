package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"

	"microconsent/internal/consent"
)

// MigrationState is one migration and when it was applied; nil while it is pending.
type MigrationState struct {
	Name      string
	AppliedAt *time.Time
}

const migrationTable, migrationLocks = "bun_migrations", "bun_migration_locks"

// tables lists ours in an order in which they can be dropped.
func tables() []string {
	return []string{"batch_errors", "workers", "paused_queues", "analysis_grams", "analysis_docs", "history_off", "site_changes", "sites", "analysis_days", "analysis_terms", "analysis_tags", "audit_events", "audit_heads", "audit_checkpoints", "audit_door", "retention", "idempotency_keys", "default_views", "saved_views", "notes", "jobs", "triage", "findings", "clauses", "analysis_cmps", "analyses", "batches", "sources", "api_keys", "sessions", "users",
		"workspaces", migrationLocks, migrationTable}
}

func (s *Store) migrator() (*migrate.Migrator, error) {
	found, err := s.dialect.migrations()
	if err != nil {
		return nil, err
	}
	return migrate.NewMigrator(s.schema, found, migrate.WithMarkAppliedOnSuccess(true)), nil
}

// Migrate applies all pending migrations. Several processes may call it at once.
func (s *Store) Migrate(ctx context.Context) error {
	return s.withSchemaLock(ctx, func(m *migrate.Migrator) error {
		if _, err := m.Migrate(ctx); err != nil {
			return err
		}
		return s.sealAudit(ctx)
	})
}

// MigrateDown takes the newest group of migrations back.
func (s *Store) MigrateDown(ctx context.Context) error {
	return s.withSchemaLock(ctx, func(m *migrate.Migrator) error {
		_, err := m.Rollback(ctx)
		return err
	})
}

func (s *Store) withSchemaLock(ctx context.Context, run func(*migrate.Migrator) error) error {
	unlock, err := s.dialect.lockSchema(ctx, s.schema)
	if err != nil {
		return s.fail(err)
	}
	defer unlock()
	m, err := s.migrator()
	if err != nil {
		return s.fail(err)
	}
	if err := m.Init(ctx); err != nil {
		return s.fail(err)
	}
	return s.fail(run(m))
}

// MigrationStatus lists all migrations, the oldest first.
func (s *Store) MigrationStatus(ctx context.Context) ([]MigrationState, error) {
	m, err := s.migrator()
	if err != nil {
		return nil, s.fail(err)
	}
	found, err := m.MigrationsWithStatus(ctx)
	if err != nil {
		if consent.CodeOf(s.fail(err)) != consent.Unavailable {
			return nil, s.fail(err)
		}
		if found, err = s.allPending(); err != nil { // no table of migrations: none was applied
			return nil, s.fail(err)
		}
	}
	out := make([]MigrationState, 0, len(found))
	for _, each := range found {
		state := MigrationState{Name: each.Name + "_" + each.Comment}
		if each.GroupID > 0 {
			at := each.MigratedAt.UTC()
			state.AppliedAt = &at
		}
		out = append(out, state)
	}
	return out, nil
}

func (s *Store) allPending() (migrate.MigrationSlice, error) {
	found, err := s.dialect.migrations()
	if err != nil {
		return nil, err
	}
	return found.Sorted(), nil
}

func (s *Store) pending(ctx context.Context) ([]string, error) {
	states, err := s.MigrationStatus(ctx)
	var out []string
	for _, each := range states {
		if each.AppliedAt == nil {
			out = append(out, each.Name)
		}
	}
	return out, err
}

// Ping says whether the database answers and no migration is pending.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.root.PingContext(ctx); err != nil {
		return unavailable(err)
	}
	pending, err := s.pending(ctx)
	if err != nil {
		return err
	}
	if len(pending) > 0 {
		return consent.Errorf(consent.Unavailable, "The database lacks %d migration(s). Run: microconsent migrate up", len(pending))
	}
	return nil
}

// Drop removes all tables of this program with everything in them.
func (s *Store) Drop(ctx context.Context) error {
	for _, view := range []string{"history_latest", "history_changed", "history_kept", "history_sites", "history_terms"} {
		if _, err := s.schema.ExecContext(ctx, s.dialect.dropView(), bun.Ident(view)); err != nil {
			return s.fail(err)
		}
	}
	for _, table := range tables() {
		if _, err := s.schema.ExecContext(ctx, s.dialect.dropTable(), bun.Ident(table)); err != nil {
			return s.fail(err)
		}
	}
	return nil
}
