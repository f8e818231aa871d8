package store

import (
	"context"
	"database/sql"
	"runtime"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/migrate"

	"microconsent/internal/consent"
	"microconsent/migrations"
)

type postgresDialect struct{}

// idleTimeout ends transactions whose process does nothing any more: one that is frozen
// would keep its locks, and everybody else waiting, for as long as it is. Each of its
// transactions that waits for another one gets the lock in turn and as much time again, so
// that several together must still be less than the time that a request may take. Ours do
// nothing but statements, one after the other.
const idleTimeout = "idle_in_transaction_session_timeout"

// openPostgres opens a pool. bun writes values into the statement, so that preparing each
// would only fill the server's memory: queries are executed unprepared.
func openPostgres(databaseURL string) (*Store, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The database URL cannot be read.")
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["jit"] = "off" // to compile a query takes longer than any of ours runs
	for name, value := range map[string]string{"application_name": "microconsent", idleTimeout: "3s"} {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	root := bun.NewDB(pool(config, pgx.QueryExecModeExec, max(10, 4*runtime.GOMAXPROCS(0))), pgdialect.New())
	schema := bun.NewDB(pool(config, pgx.QueryExecModeSimpleProtocol, 2), pgdialect.New())
	return &Store{db: root, root: root, schema: schema, dialect: postgresDialect{}}, nil
}

func pool(config *pgx.ConnConfig, mode pgx.QueryExecMode, size int) *sql.DB {
	own := config.Copy()
	own.DefaultQueryExecMode = mode
	db := stdlib.OpenDB(*own)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}

func (postgresDialect) migrations() (*migrate.Migrations, error) {
	found := migrate.NewMigrations()
	return found, found.Discover(migrations.Postgres)
}

// schemaLock is an arbitrary number that all processes share.
const schemaLock = 0x6d63_7363_686d

func (postgresDialect) lockSchema(ctx context.Context, db *bun.DB) (func(), error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(?)", int64(schemaLock)); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(?)", int64(schemaLock))
		_ = conn.Close()
	}, nil
}

func (postgresDialect) lockRows(q *bun.SelectQuery) *bun.SelectQuery {
	return q.For("UPDATE SKIP LOCKED")
}

func (postgresDialect) waitForRows(q *bun.SelectQuery) *bun.SelectQuery { return q.For("UPDATE") }

func (postgresDialect) holds(column, text string) (string, any) {
	return column + " LIKE ? ESCAPE '!'", containing(text)
}

func (postgresDialect) indexed([]string) (string, any, bool) { return "", nil, false }

func (postgresDialect) sure(string) bool { return false }

func (postgresDialect) day(column string) string {
	return "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
}

func (postgresDialect) dropView() string { return "DROP VIEW IF EXISTS ? CASCADE" }

func (postgresDialect) dropTable() string { return "DROP TABLE IF EXISTS ? CASCADE" }

// catalog leaves out generated columns.
func (postgresDialect) catalog() string {
	return `SELECT c.table_name, c.column_name, c.data_type, COALESCE((SELECT k.n FROM pg_index x
    CROSS JOIN LATERAL unnest(x.indkey::int[]) WITH ORDINALITY k(attnum, n)
    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
    WHERE x.indisprimary AND x.indrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass AND a.attname = c.column_name), 0)
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' ORDER BY c.table_name, c.ordinal_position`
}

func (postgresDialect) references() string {
	return `SELECT DISTINCT t.relname, f.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace`
}

func (postgresDialect) column(c consent.Column) string {
	if c.Kind == consent.ColumnText || c.Kind == consent.ColumnJSON {
		return "?::text"
	}
	return "?"
}

func (postgresDialect) bytewise(c consent.Column) string {
	if c.Kind == consent.ColumnText {
		return `?::text COLLATE "C"`
	}
	return "?"
}

func (postgresDialect) snapshot() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

func (postgresDialect) fold() string {
	// Rows that a writer is at stay for the next time: it may want one that is deleted here.
	return `WITH free AS (SELECT workspace_id, term, day FROM analysis_days WHERE length(day) > 10 AND day < ? FOR UPDATE SKIP LOCKED),
parts AS (DELETE FROM analysis_days d USING free f WHERE d.workspace_id = f.workspace_id AND d.term = f.term AND d.day = f.day
  RETURNING d.workspace_id, d.term, substr(d.day, 1, 10) AS day, d.analyses, d.weight),
whole AS (INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
  SELECT workspace_id, term, day, sum(analyses), sum(weight) FROM parts GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + EXCLUDED.analyses, weight = analysis_days.weight + EXCLUDED.weight
  RETURNING 1)
SELECT (SELECT count(*) FROM parts) - (SELECT count(*) FROM whole)`
}

func (postgresDialect) foldSites() string { return "SELECT microconsent_fold_sites(?)" }

// lockFold locks what microconsent_fold_sites locks, which reads analyses while it holds that:
// who wants both takes this one first.
const lockFold = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' sites', 0))"

func (postgresDialect) still() []string {
	return []string{lockFold, "LOCK TABLE analyses IN SHARE ROW EXCLUSIVE MODE"}
}

func (postgresDialect) patience() string { return "SET LOCAL idle_in_transaction_session_timeout = 0" }

// integrity has indexes that were never finished only: the rest is the server's to watch.
func (postgresDialect) integrity() []string {
	return []string{`SELECT 'the index ' || c.relname || ' is not valid' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace`}
}
