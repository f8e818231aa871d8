package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"
	"reflect"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// loadBatch is how many analyses go to the database at once: it bounds the memory.
const loadBatch = 1000

// bulk writes many rows fast, inside one transaction on one connection.
type bulk interface {
	// before relaxes the connection, before its transaction begins.
	before(ctx context.Context) error
	// open makes writing fast: indexes, triggers and checks of references rest until close.
	open(ctx context.Context, tx bun.Tx) error
	write(ctx context.Context, tx bun.Tx, table string, columns []string, rows [][]any) error
	close(ctx context.Context, tx bun.Tx) error
	// after undoes before.
	after(ctx context.Context) error
}

// LoadAnalyses adds finished analyses with clauses, findings and platforms in one
// transaction, without the checks that single ones go through. each is told how many are
// written. Nobody else can write analyses meanwhile.
func (s *Store) LoadAnalyses(ctx context.Context, analyses iter.Seq[consent.Analysis], each func(written int)) (err error) {
	conn, err := s.root.Conn(ctx)
	if err != nil {
		return s.fail(err)
	}
	defer func() { _ = conn.Close() }()
	w := s.dialect.bulk(conn)
	if err := w.before(ctx); err != nil {
		return s.fail(err)
	}
	defer func() {
		if undone := w.after(context.WithoutCancel(ctx)); err == nil {
			err = s.fail(undone)
		}
	}()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return s.fail(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing to do once committed
	if err := s.loadInto(ctx, w, tx, analyses, each); err != nil {
		return s.fail(err)
	}
	return s.fail(tx.Commit())
}

func (s *Store) loadInto(ctx context.Context, w bulk, tx bun.Tx, analyses iter.Seq[consent.Analysis], each func(int)) error {
	bound := s.within(tx)
	if err := bound.wait(ctx); err != nil {
		return err
	}
	if err := w.open(ctx, tx); err != nil {
		return err
	}
	l := &load{store: s, bulk: w, tx: tx}
	for a := range analyses {
		if l.add(a); len(l.analyses) < loadBatch {
			continue
		}
		if err := l.flush(ctx); err != nil {
			return err
		}
		each(l.written)
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	each(l.written)
	if err := w.close(ctx, tx); err != nil {
		return err
	}
	// Without it the statements that follow are planned for an empty table.
	if _, err := tx.ExecContext(ctx, "ANALYZE"); err != nil {
		return err
	}
	return bound.RebuildHistory(ctx)
}

// load holds the rows of one batch.
type load struct {
	store    *Store
	bulk     bulk
	tx       bun.Tx
	written  int
	analyses []analysisRow
	cmps     []cmpRow
	clauses  []clauseRow
	findings []findingRow
}

func (l *load) add(a consent.Analysis) {
	l.analyses = append(l.analyses, l.store.wholeRow(a))
	l.cmps = append(l.cmps, newCMPRows(a)...)
	l.clauses = append(l.clauses, newClauseRows(a)...)
	l.findings = append(l.findings, newFindingRows(a)...)
}

func (l *load) flush(ctx context.Context) error {
	for _, step := range []func() error{
		func() error { return writeRows(ctx, l, l.analyses) },
		func() error { return writeRows(ctx, l, l.cmps) },
		func() error { return writeRows(ctx, l, l.clauses) },
		func() error { return writeRows(ctx, l, l.findings) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	l.written += len(l.analyses)
	l.analyses, l.cmps, l.clauses, l.findings = l.analyses[:0], l.cmps[:0], l.clauses[:0], l.findings[:0]
	return nil
}

// writeRows takes the columns from the row's type, so that none is forgotten.
func writeRows[R any](ctx context.Context, l *load, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	table := l.store.root.Table(reflect.TypeFor[R]())
	columns := make([]string, len(table.Fields))
	cells := make([][]any, len(rows))
	all := make([]any, len(rows)*len(columns))
	for i, f := range table.Fields {
		columns[i] = f.Name
	}
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		cells[i], all = all[:len(columns)], all[len(columns):]
		for j, f := range table.Fields {
			v := f.Value(row)
			if f.NullZero && v.IsZero() {
				continue
			}
			var err error
			if cells[i][j], err = cell(v); err != nil {
				return fmt.Errorf("%s.%s: %w", table.Name, f.Name, err)
			}
		}
	}
	return l.bulk.write(ctx, l.tx, table.Name, columns, cells)
}

// loadTime is how both databases read a time that is written as text.
const loadTime = "2006-01-02 15:04:05.999999-07:00"

// cell is a value as nil, string, int64, float64, bool or []byte.
func cell(v reflect.Value) (any, error) {
	if valuer, ok := v.Interface().(driver.Valuer); ok {
		return valuer.Value()
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return cell(v.Elem())
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int64:
		return v.Int(), nil
	case reflect.Float64:
		return v.Float(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Slice:
		if raw, ok := v.Interface().([]byte); ok {
			if raw == nil {
				return nil, nil
			}
			return raw, nil
		}
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return at.UTC().Format(loadTime), nil
		}
	}
	return nil, fmt.Errorf("a %s cannot be loaded", v.Type())
}

// indexesOf reads the statements that make the indexes of the loaded tables, by name. Those
// that keep rows unique stay.
func indexesOf(ctx context.Context, tx bun.Tx, query string) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			return nil, err
		}
		out[name] = statement
	}
	return out, rows.Err()
}

func dropIndexes(ctx context.Context, tx bun.Tx, indexes map[string]string) error {
	for name := range indexes {
		if _, err := tx.ExecContext(ctx, "DROP INDEX ?", bun.Ident(name)); err != nil {
			return err
		}
	}
	return nil
}

func makeIndexes(ctx context.Context, tx bun.Tx, indexes map[string]string) error {
	for _, statement := range indexes {
		if _, err := tx.Tx.ExecContext(ctx, statement); err != nil { // not through bun, which reads ? in it
			return err
		}
	}
	return nil
}
