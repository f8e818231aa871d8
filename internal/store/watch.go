package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// Statement is one that the database ran.
type Statement struct {
	Kind  string // SELECT, INSERT, UPDATE, DELETE, BEGIN, COMMIT, ROLLBACK or OTHER
	Began time.Time
	Took  time.Duration // with the reading of the rows
	Err   error         // nil also when no row was found
	query string
}

// Text is the statement with ? in place of every value; long ones are cut.
func (s Statement) Text() string { return maskValues(s.query, maxText) }

// maxText is the longest text of a statement, in bytes.
const maxText = 1000

// Watcher is told of every statement. It must be fast and safe for concurrent use.
type Watcher func(ctx context.Context, s Statement)

// Watch makes the store tell of its statements, those of migrations and bulk loads aside.
// Call it before the store is used.
func (s *Store) Watch(w Watcher) {
	watched := s.root.WithQueryHook(hook{w})
	if s.schema == s.root {
		s.schema = watched
	}
	s.db, s.root = watched, watched
}

// Pool is the state of the connections.
func (s *Store) Pool() *sql.DB { return s.root.DB }

type hook struct{ watcher Watcher }

func (hook) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (h hook) AfterQuery(ctx context.Context, e *bun.QueryEvent) {
	err := e.Err
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	h.watcher(ctx, Statement{Kind: statementKind(e.Operation()), Began: e.StartTime, Took: time.Since(e.StartTime), Err: err, query: e.Query})
}

// statementKind keeps the set of kinds small.
func statementKind(operation string) string {
	kind := strings.ToUpper(operation)
	if kind == "WITH" {
		return "SELECT"
	}
	if slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT", "ROLLBACK"}, kind) {
		return kind
	}
	return "OTHER"
}
