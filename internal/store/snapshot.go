package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

var _ consent.Archivable = (*Store)(nil)

// rowsOf reads tables through the transaction that its store is bound to.
type rowsOf struct {
	*Store
	tables     []consent.Table
	migrations []string
}

// Snapshot implements consent.Archivable.
func (s *Store) Snapshot(ctx context.Context, fn func(context.Context, consent.Snapshot) error) error {
	if err := s.Ping(ctx); err != nil {
		return err
	}
	known, err := s.KnownMigrations()
	if err != nil {
		return err
	}
	return s.fail(s.root.RunInTx(ctx, s.dialect.snapshot(), func(ctx context.Context, tx bun.Tx) error {
		bound := s.within(tx)
		if err := bound.wait(ctx); err != nil {
			return err
		}
		found, err := bound.tablesNow(ctx)
		if err != nil {
			return err
		}
		return fn(ctx, &rowsOf{Store: bound, tables: found, migrations: known})
	}))
}

// wait lets the transaction stand idle while an archive is read or written.
func (s *Store) wait(ctx context.Context) error {
	if sql := s.dialect.patience(); sql != "" {
		_, err := s.db.ExecContext(ctx, sql)
		return s.fail(err)
	}
	return nil
}

// KnownMigrations implements consent.Archivable.
func (s *Store) KnownMigrations() ([]string, error) {
	found, err := s.allPending()
	if err != nil {
		return nil, s.fail(err)
	}
	out := make([]string, len(found))
	for i, m := range found {
		out[i] = m.Name + "_" + m.Comment
	}
	return out, nil
}

// Tables implements consent.Rows.
func (r *rowsOf) Tables() []consent.Table { return r.tables }

// Migrations implements consent.Snapshot.
func (r *rowsOf) Migrations() []string { return r.migrations }

// Count implements consent.Rows.
func (r *rowsOf) Count(ctx context.Context, t consent.Table) (int64, error) {
	n, err := r.db.NewSelect().TableExpr("?", bun.Ident(t.Name)).Count(ctx)
	return n, r.fail(err)
}

// Rows implements consent.Rows.
func (r *rowsOf) Rows(ctx context.Context, t consent.Table) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		found, err := r.db.QueryContext(ctx, r.selectAll(t))
		if err != nil {
			yield(nil, r.fail(err))
			return
		}
		defer found.Close()
		values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
		for i := range values {
			into[i] = &values[i]
		}
		for found.Next() {
			err := found.Scan(into...)
			for i, c := range t.Columns {
				if err == nil {
					values[i], err = valueOf(c, values[i])
				}
			}
			if err != nil {
				yield(nil, r.fail(fmt.Errorf("table %s: %w", t.Name, err)))
				return
			}
			if !yield(values, nil) {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(nil, r.fail(err))
		}
	}
}

func (r *rowsOf) selectAll(t consent.Table) string {
	part := func(form, name string) string { return strings.Replace(form, "?", `"`+name+`"`, 1) }
	var columns, order []string
	for _, c := range t.Columns {
		columns = append(columns, part(r.dialect.column(c), c.Name))
	}
	for _, key := range t.Key {
		i := slices.IndexFunc(t.Columns, func(c consent.Column) bool { return c.Name == key })
		order = append(order, part(r.dialect.bytewise(t.Columns[i]), key))
	}
	return "SELECT " + strings.Join(columns, ", ") + ` FROM "` + t.Name + `" ORDER BY ` + strings.Join(order, ", ")
}

// valueOf gives a value of the driver the Go type of the column's kind.
func valueOf(c consent.Column, v any) (any, error) {
	if raw, ok := v.([]byte); ok && c.Kind != consent.ColumnBytes {
		v = string(raw)
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		switch c.Kind {
		case consent.ColumnText, consent.ColumnJSON:
			return v, nil
		case consent.ColumnTime:
			return parseTime(v)
		}
	case time.Time:
		if c.Kind == consent.ColumnTime {
			return v.UTC(), nil
		}
	case []byte:
		return slices.Clone(v), nil
	case int64:
		switch c.Kind {
		case consent.ColumnInteger:
			return v, nil
		case consent.ColumnBoolean:
			return v != 0, nil
		case consent.ColumnReal:
			return float64(v), nil
		}
	case float64:
		if c.Kind == consent.ColumnReal {
			return v, nil
		}
	case bool:
		if c.Kind == consent.ColumnBoolean {
			return v, nil
		}
	}
	return nil, fmt.Errorf("the column %s holds %T, which is no %s", c.Name, v, c.Kind)
}

func parseTime(s string) (any, error) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano, time.DateTime} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return nil, fmt.Errorf("%q is no time", s)
}

// Restore implements consent.Archivable.
func (s *Store) Restore(ctx context.Context, force bool, fn func(context.Context, consent.Restoration) error) error {
	if err := s.Ping(ctx); err != nil {
		return err
	}
	return s.inTx(ctx, func(ctx context.Context, tx *Store) error {
		if err := tx.wait(ctx); err != nil {
			return err
		}
		all, err := tx.allTables(ctx)
		if err != nil {
			return err
		}
		if !force {
			if err := tx.insistOnEmpty(ctx, all); err != nil {
				return err
			}
		}
		carried, err := tx.tablesNow(ctx)
		if err != nil {
			return err
		}
		return tx.throughDoor(ctx, "restore", func() error {
			err := tx.HistoryOff(ctx, func(ctx context.Context, tx *Store) error {
				if err := tx.clear(ctx, all); err != nil {
					return err
				}
				return fn(ctx, &rowsOf{Store: tx, tables: carried})
			})
			if err != nil {
				return err
			}
			return tx.RebuildHistory(ctx)
		})
	})
}

// insistOnEmpty allows no row but the workspace that every start makes sure of.
func (s *Store) insistOnEmpty(ctx context.Context, all []consent.Table) error {
	for _, t := range all {
		if _, left := notCarried()[t.Name]; left {
			continue
		}
		q := s.db.NewSelect().TableExpr("?", bun.Ident(t.Name))
		if t.Name == "workspaces" {
			q = q.Where("id <> ?", consent.DefaultWorkspaceID)
		}
		held, err := q.Exists(ctx)
		if err != nil {
			return s.fail(err)
		}
		if held {
			return consent.Errorf(consent.Conflict, "The database is not empty (%s). Restore into an empty one, or give --force to replace what it holds.", t.Name)
		}
	}
	return nil
}

// clear removes all rows, those that refer to others first. What is made from others goes with
// them, or is made anew.
func (s *Store) clear(ctx context.Context, all []consent.Table) error {
	for _, t := range slices.Backward(all) {
		if _, left := notCarried()[t.Name]; left && t.Name != "sessions" && t.Name != "idempotency_keys" {
			continue
		}
		if _, err := s.db.NewDelete().TableExpr("?", bun.Ident(t.Name)).Where("TRUE").Exec(ctx); err != nil {
			return s.fail(err)
		}
	}
	return nil
}

// Insert implements consent.Restoration. Names come from the schema, so that they need no
// escaping.
func (r *rowsOf) Insert(ctx context.Context, table string, columns []consent.Column, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = `"` + c.Name + `"`
	}
	tuple := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
	query := `INSERT INTO "` + table + `" (` + strings.Join(names, ", ") + ") VALUES " + strings.TrimSuffix(strings.Repeat(tuple+", ", len(rows)), ", ")
	_, err := r.db.ExecContext(ctx, query, slices.Concat(rows...)...)
	return r.fail(err)
}
