package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

func (sqliteDialect) bulk(conn bun.Conn) bulk {
	return &inserting{conn: conn, prepared: map[string]*sql.Stmt{}}
}

// insertingRows is how many rows one statement holds.
const insertingRows = 20

// inserting writes by prepared statements of several rows.
type inserting struct {
	conn     bun.Conn
	prepared map[string]*sql.Stmt
	indexes  map[string]string
}

// before lets a crash of the machine, not of the program, damage the file, and leaves
// references unchecked. Both hold for this connection only.
func (i *inserting) before(ctx context.Context) error {
	return i.pragmas(ctx, "synchronous = OFF", "foreign_keys = OFF", "cache_size = -65536")
}

func (i *inserting) after(ctx context.Context) error {
	return i.pragmas(ctx, "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -2000")
}

func (i *inserting) pragmas(ctx context.Context, settings ...string) error {
	for _, each := range settings {
		if _, err := i.conn.ExecContext(ctx, "PRAGMA "+each); err != nil {
			return err
		}
	}
	return nil
}

func (i *inserting) open(ctx context.Context, tx bun.Tx) (err error) {
	i.indexes, err = indexesOf(ctx, tx, `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'
AND tbl_name IN ('analyses', 'clauses', 'findings', 'analysis_cmps')`)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO history_off (reason) VALUES ('filling')"); err != nil {
		return err
	}
	return dropIndexes(ctx, tx, i.indexes)
}

func (i *inserting) close(ctx context.Context, tx bun.Tx) error {
	for _, statement := range i.prepared {
		_ = statement.Close()
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM history_off"); err != nil {
		return err
	}
	return makeIndexes(ctx, tx, i.indexes)
}

func (i *inserting) write(ctx context.Context, tx bun.Tx, table string, columns []string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, insertingRows) {
		statement, err := i.statement(ctx, tx, table, columns, len(chunk)) //nolint:sqlclosecheck // kept for the next chunk; close closes all
		if err != nil {
			return err
		}
		if _, err := statement.ExecContext(ctx, slices.Concat(chunk...)...); err != nil {
			return err
		}
	}
	return nil
}

func (i *inserting) statement(ctx context.Context, tx bun.Tx, table string, columns []string, rows int) (*sql.Stmt, error) {
	key := fmt.Sprintf("%s %d", table, rows)
	if made := i.prepared[key]; made != nil {
		return made, nil
	}
	tuple := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
	query := fmt.Sprintf(`INSERT INTO "%s" ("%s") VALUES %s`, table, strings.Join(columns, `", "`), strings.TrimSuffix(strings.Repeat(tuple+", ", rows), ", "))
	made, err := tx.Tx.PrepareContext(ctx, query)
	i.prepared[key] = made
	return made, err
}
