// Package store keeps the domain in PostgreSQL or SQLite through bun. It is the only
// place with SQL: rows*.go have the rows and their converters, one file a noun the queries,
// errors_*.go map what the drivers say to codes, dialect_*.go hold what differs.
package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"

	"microconsent/internal/consent"
)

// Store is the database. Safe for concurrent use. Inside InTx it is bound to the
// transaction.
type Store struct {
	db      bun.IDB
	root    *bun.DB
	schema  *bun.DB // connection for migrations; many statements at once are allowed
	dialect dialect
	packer  *packer
	window  int                   // see gramWindow, which 0 stands for
	inOrder bool                  // conditions on parts are asked row by row
	late    *[]consent.AuditEvent // audit events of the transaction that s is bound to, not yet written; nil outside
}

// dialect is what differs between the databases.
type dialect interface {
	// migrations finds the numbered files of the database.
	migrations() (*migrate.Migrations, error)
	// lockSchema keeps other processes from migrating until the returned function is called.
	lockSchema(ctx context.Context, db *bun.DB) (unlock func(), err error)
	// code maps an error of the driver, "" when it is not one.
	code(err error) consent.Code
	// lockRows makes a SELECT lock its rows until the transaction ends and leave out those
	// that another transaction has locked.
	lockRows(q *bun.SelectQuery) *bun.SelectQuery
	// waitForRows makes a SELECT lock its rows until the transaction ends, after those who
	// hold them.
	waitForRows(q *bun.SelectQuery) *bun.SelectQuery
	// catalog lists the columns of all tables: table, column, type, place in the primary key
	// (0 for none), in the order of the columns.
	catalog() string
	// references lists the foreign keys: table, table that it refers to.
	references() string
	// column is a column in a SELECT, in a form that the driver gives as the kind's Go type.
	column(c consent.Column) string
	// bytewise is a column in an ORDER BY, compared by its bytes.
	bytewise(c consent.Column) string
	// snapshot is the transaction in which all reads see one state.
	snapshot() *sql.TxOptions
	// fold adds up the counters of days before a day, and counts the rows that are gone; ""
	// where each day has one row of a term.
	fold() string
	// foldSites is a query that makes the rows of sites anew that are not up to date, at most so
	// many, and counts them; "" where all are.
	foldSites() string
	// still are statements that make who writes analyses or folds sites wait until the
	// transaction ends; none where a transaction that writes is alone anyway.
	still() []string
	// patience is what lets a transaction wait for its caller as long as it takes, "" where
	// nothing ends one.
	patience() string
	// integrity are queries whose rows tell what is damaged; "ok" tells of nothing.
	integrity() []string
	// holds is the condition that a folded text is found in a column, and its argument.
	holds(column, text string) (string, any)
	// indexed is a condition that an index of trigrams answers and that everything fulfils in
	// which all the texts are found; "" when the database finds the index by itself.
	indexed(texts []string) (condition string, arg any, complete bool)
	// sure says whether whatever the index brings up for the text has it.
	sure(text string) bool
	// day is the day in UTC of a column, as text.
	day(column string) string
	// dropTable is the statement that removes a table with all that hangs on it.
	dropTable() string
	// dropView is the statement that removes a view.
	dropView() string
	// bulk is how many rows are written fast on a connection.
	bulk(conn bun.Conn) bulk
}

// Open opens sqlite://PATH (relative, or absolute with three slashes) or postgres://….
// It does not touch the schema.
func Open(ctx context.Context, databaseURL string) (*Store, error) {
	scheme, _, _ := strings.Cut(databaseURL, "://")
	open := openPostgres
	switch scheme {
	case "sqlite":
		open = openSQLite
	case "postgres", "postgresql":
	default:
		return nil, consent.Errorf(consent.Invalid, "The database URL must begin with sqlite:// or postgres://.")
	}
	s, err := open(databaseURL)
	if err != nil {
		return nil, err
	}
	if s.packer, err = newPacker(); err != nil {
		return nil, consent.Wrap(err, consent.Internal, "The compression cannot be set up.")
	}
	if err := s.reach(ctx); err != nil {
		_ = s.Close()
		return nil, unreachable(err)
	}
	return s, nil
}

const (
	reachPatience = 10 * time.Second
	reachAgain    = 10 * time.Millisecond
)

// reach makes the first connection. Of several processes that open a new SQLite file at once
// one turns it to its write-ahead log, for which the others are told at once that it is locked,
// however long they are willing to wait.
func (s *Store) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, reachPatience)
	defer cancel()
	again := time.NewTicker(reachAgain)
	defer again.Stop()
	for {
		err := s.root.PingContext(ctx)
		if !busy(err) {
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return err
		}
	}
}

var _ consent.Store = (*Store)(nil)

// Close closes all connections.
func (s *Store) Close() error {
	err := s.root.Close()
	if s.schema != s.root {
		_ = s.schema.Close()
	}
	return err
}

// InTx runs fn in one transaction. Inside another one it is a savepoint: when fn fails, only
// what fn wrote is undone and the outer transaction can go on, on both databases.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context, tx consent.Store) error) error {
	return s.inTx(ctx, func(ctx context.Context, tx *Store) error { return fn(ctx, tx) })
}

// clean strips NUL and replaces each byte of broken UTF-8 by U+FFFD, as JSON does:
// PostgreSQL refuses both in text.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 0 {
			return -1
		}
		return r
	}, s)
}

// stamp is how every time is written: UTC, microseconds.
func stamp(t time.Time) time.Time { return consent.Timestamp(t) }

func stampPtr(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	out := stamp(*t)
	return &out
}

func utcPtr(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	out := t.UTC()
	return &out
}
