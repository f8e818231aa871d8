package store

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/migrate"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"microconsent/internal/consent"
	"microconsent/migrations"
)

type sqliteDialect struct{ path string }

// openSQLite opens a file. Writers begin their transaction as such (_txlock=immediate):
// else an upgrade from reader to writer fails at once instead of waiting.
func openSQLite(databaseURL string) (*Store, error) {
	path := strings.TrimPrefix(databaseURL, "sqlite://")
	path, _, _ = strings.Cut(path, "?")
	if path == "" {
		return nil, consent.Errorf(consent.Invalid, "The database URL names no file.")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, consent.Wrap(err, consent.Unavailable, "The folder of the database cannot be made.")
	}
	db, err := sql.Open("sqlite", fileURL(path, "busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "synchronous(NORMAL)"))
	if err != nil {
		return nil, consent.Wrap(err, consent.Unavailable, "The database cannot be opened.")
	}
	size := max(4, 2*runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size) // opening one costs more than most queries
	root := bun.NewDB(db, sqlitedialect.New())
	return &Store{db: root, root: root, schema: root, dialect: sqliteDialect{path: path}}, nil
}

// fileURL names a database file with the pragmas of every connection to it, in order.
func fileURL(path string, pragmas ...string) string {
	options := url.Values{"_txlock": {"immediate"}, "_pragma": pragmas}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}

func (sqliteDialect) migrations() (*migrate.Migrations, error) {
	found := migrate.NewMigrations()
	return found, found.Discover(migrations.SQLite)
}

// lockSchema holds a write transaction on a second, empty file beside the database. The
// system frees such a lock when a process dies, so that none is left behind. It waits in
// short turns, since SQLite does not look at the context while it waits.
func (d sqliteDialect) lockSchema(ctx context.Context, _ *bun.DB) (func(), error) {
	db, err := sql.Open("sqlite", fileURL(d.path+"-schema-lock", "busy_timeout(100)"))
	if err != nil {
		return nil, err
	}
	for {
		tx, err := db.BeginTx(ctx, nil)
		if err == nil {
			return func() {
				_ = tx.Rollback()
				_ = db.Close()
			}, nil
		}
		if !busy(err) || ctx.Err() != nil {
			_ = db.Close()
			return nil, cmp.Or(ctx.Err(), err)
		}
	}
}

// lockRows has nothing to do: a transaction that writes is alone from its beginning.
func (sqliteDialect) lockRows(q *bun.SelectQuery) *bun.SelectQuery { return q }

// waitForRows has nothing to do either.
func (sqliteDialect) waitForRows(q *bun.SelectQuery) *bun.SelectQuery { return q }

func (sqliteDialect) holds(column, text string) (string, any) {
	return "instr(" + column + ", ?) > 0", text
}

// maxGrams bounds the trigrams of one search: the rare ones of them decide anyway.
const maxGrams = 64

// indexed asks for all trigrams, wherever they stand; complete says that none was left out.
func (sqliteDialect) indexed(texts []string) (condition string, arg any, complete bool) {
	var grams []string
	complete = true
	for _, text := range texts {
		runes := []rune(text)
		for i := 0; i+3 <= len(runes); i++ {
			if complete = len(grams) < maxGrams; !complete {
				break
			}
			grams = append(grams, `"`+strings.ReplaceAll(string(runes[i:i+3]), `"`, `""`)+`"`)
		}
	}
	return "a.id IN (SELECT d.analysis_id FROM analysis_grams JOIN analysis_docs AS d ON d.n = analysis_grams.rowid WHERE analysis_grams MATCH ?)",
		strings.Join(grams, " AND "), complete
}

// sure says whether the text is one trigram, so that whatever has it has the text.
func (sqliteDialect) sure(text string) bool { return utf8.RuneCountInString(text) == 3 }

func (sqliteDialect) day(column string) string { return "substr(" + column + ", 1, 10)" }

func (sqliteDialect) dropView() string { return "DROP VIEW IF EXISTS ?" }

func (sqliteDialect) dropTable() string { return "DROP TABLE IF EXISTS ?" }

// catalog leaves out virtual tables, what they keep their content in, and generated columns.
func (sqliteDialect) catalog() string {
	return `SELECT t.name, c.name, lower(c.type), c.pk FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
WHERE t.schema = 'main' AND t.type = 'table' AND c.hidden = 0 ORDER BY t.name, c.cid`
}

func (sqliteDialect) references() string {
	return `SELECT DISTINCT t.name, f."table" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND t.type = 'table'`
}

func (sqliteDialect) column(consent.Column) string   { return "?" }
func (sqliteDialect) bytewise(consent.Column) string { return "?" }

// snapshot reads from the moment of its first query on. A transaction that may write would
// lock all other writers out.
func (sqliteDialect) snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (sqliteDialect) fold() string { return "" }

func (sqliteDialect) foldSites() string { return "" }

func (sqliteDialect) still() []string { return nil }

func (sqliteDialect) patience() string { return "" }

func (sqliteDialect) integrity() []string {
	return []string{"PRAGMA quick_check", `SELECT 'a row of ' || "table" || ' refers to nothing' FROM pragma_foreign_key_check`}
}
