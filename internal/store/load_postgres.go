package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
)

func (postgresDialect) bulk(conn bun.Conn) bulk { return &copying{conn: conn} }

// copying writes by COPY.
type copying struct {
	conn    bun.Conn
	buffer  bytes.Buffer
	indexes map[string]string
}

func (*copying) before(context.Context) error { return nil }
func (*copying) after(context.Context) error  { return nil }

// open takes the indexes away, within the transaction, so that a failure gives them back. Who
// may not switch the checks of references off loads more slowly.
func (c *copying) open(ctx context.Context, tx bun.Tx) (err error) {
	for _, lock := range []string{lockFold, "LOCK TABLE analyses, clauses, findings, analysis_cmps"} { // dropping an index would take the second alone
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return err
		}
	}
	c.indexes, err = indexesOf(ctx, tx, `SELECT i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relnamespace = current_schema()::regnamespace AND NOT x.indisunique AND t.relname IN ('analyses', 'clauses', 'findings', 'analysis_cmps')`)
	if err != nil {
		return err
	}
	if err := dropIndexes(ctx, tx, c.indexes); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT load"); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "SET LOCAL session_replication_role = replica"); err != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT load"); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "ALTER TABLE analyses DISABLE TRIGGER USER")
	return err
}

// close gives an index more memory than a server usually allows: it is built much faster.
func (c *copying) close(ctx context.Context, tx bun.Tx) error {
	for _, statement := range []string{"ALTER TABLE analyses ENABLE TRIGGER USER", "SET LOCAL session_replication_role = DEFAULT", "SET LOCAL maintenance_work_mem = '512MB'"} {
		if _, err := tx.ExecContext(ctx, statement); err != nil && !strings.Contains(statement, "replication") {
			return err
		}
	}
	return makeIndexes(ctx, tx, c.indexes)
}

func (c *copying) write(ctx context.Context, _ bun.Tx, table string, columns []string, rows [][]any) error {
	c.buffer.Reset()
	for _, row := range rows {
		for i, v := range row {
			if i > 0 {
				c.buffer.WriteByte('\t')
			}
			c.cell(v)
		}
		c.buffer.WriteByte('\n')
	}
	statement := fmt.Sprintf(`COPY "%s" ("%s") FROM STDIN`, table, strings.Join(columns, `", "`))
	return c.conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, &c.buffer, statement)
		return err
	})
}

var copyEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// cell writes a value in COPY's text format.
func (c *copying) cell(v any) {
	switch v := v.(type) {
	case nil:
		c.buffer.WriteString(`\N`)
	case string:
		_, _ = copyEscapes.WriteString(&c.buffer, v)
	case int64:
		c.buffer.Write(strconv.AppendInt(c.buffer.AvailableBuffer(), v, 10))
	case float64:
		c.buffer.Write(strconv.AppendFloat(c.buffer.AvailableBuffer(), v, 'g', -1, 64))
	case bool:
		c.buffer.WriteByte("ft"[boolIndex(v)])
	case []byte:
		c.buffer.WriteString(`\\x` + hex.EncodeToString(v))
	}
}

func boolIndex(b bool) int {
	if b {
		return 1
	}
	return 0
}
