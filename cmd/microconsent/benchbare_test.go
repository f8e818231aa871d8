package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"microconsent/internal/testrig/services"
)

// heap is what a table holds.
type heap struct {
	name    string
	columns []string
	rows    [][]any
	of      map[[16]byte][]int // rows by the analysis that they belong to
}

func readHeap(b *testing.B, conn *pgx.Conn, table, key, order string) heap {
	b.Helper()
	h := heap{name: table, of: map[[16]byte][]int{}}
	rows, err := conn.Query(b.Context(), "SELECT * FROM "+table+" ORDER BY "+order)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for _, f := range rows.FieldDescriptions() {
		h.columns = append(h.columns, f.Name)
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			b.Fatal(err)
		}
		if id, ok := values[h.at(key)].([16]byte); ok {
			h.of[id] = append(h.of[id], len(h.rows))
		}
		h.rows = append(h.rows, values)
	}
	return h
}

func (h heap) at(column string) int {
	for i, c := range h.columns {
		if c == column {
			return i
		}
	}
	panic("no column " + column + " in " + h.name)
}

// insert writes rows with one statement.
func (h heap) insert(ctx context.Context, tx pgx.Tx, rows ...[]any) error {
	if len(rows) == 0 {
		return nil
	}
	var statement strings.Builder
	statement.WriteString("INSERT INTO " + h.name + " (" + strings.Join(h.columns, ", ") + ") VALUES ")
	all := make([]any, 0, len(rows)*len(h.columns))
	for i, row := range rows {
		if i > 0 {
			statement.WriteString(", ")
		}
		for j, v := range row {
			statement.WriteString(map[bool]string{true: "(", false: ", "}[j == 0])
			all = append(all, v)
			fmt.Fprintf(&statement, "$%d", len(all))
		}
		statement.WriteString(")")
	}
	_, err := tx.Exec(ctx, statement.String(), all...)
	return err
}

// update writes a row whole.
func (h heap) update(ctx context.Context, tx pgx.Tx, row []any) error {
	sets := make([]string, len(h.columns))
	for i, c := range h.columns {
		sets[i] = fmt.Sprintf("%s = $%d", c, i+1)
	}
	_, err := tx.Exec(ctx, "UPDATE "+h.name+" SET "+strings.Join(sets, ", ")+fmt.Sprintf(" WHERE id = $%d", h.at("id")+1), row...)
	return err
}

// with is a row with other values in some columns.
func (h heap) with(row []any, changes map[string]any) []any {
	out := append([]any(nil), row...)
	for column, v := range changes {
		out[h.at(column)] = v
	}
	return out
}

func (h heap) belonging(id [16]byte) [][]any {
	var out [][]any
	for _, i := range h.of[id] {
		out = append(out, h.rows[i])
	}
	return out
}

// bareRate writes into an empty database what the jobs wrote into the one at the address: for
// each the stored source; analysis, job and event; the claim; the result.
func bareRate(b *testing.B, url string) float64 {
	b.Helper()
	from := benchConn(b, url)
	read := func(table, key, order string) heap { return readHeap(b, from, table, key, order) }
	analyses, jobs := read("analyses", "id", "created_at, id"), read("jobs", "analysis_id", "created_at, id")
	sources, events := read("sources", "id", "created_at, id"), read("audit_events", "id", "seq")
	parts := []heap{read("analysis_cmps", "analysis_id", "1"), read("clauses", "analysis_id", "1"), read("findings", "analysis_id", "1")}
	workspaces, heads := read("workspaces", "id", "1"), read("audit_heads", "workspace_id", "1")

	empty := services.Postgres(b)
	dir := b.TempDir()
	if out, err := benchCommand(b, dir, environ(dir, "MICROCONSENT_DATABASE_URL="+empty), "migrate", "up"); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	conn, ctx := benchConn(b, empty), b.Context()
	in := func(do func(tx pgx.Tx) error) {
		if err := pgx.BeginFunc(ctx, conn, do); err != nil {
			b.Fatal(err)
		}
	}
	in(func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM workspaces"); err != nil {
			return err
		}
		if err := workspaces.insert(ctx, tx, workspaces.rows...); err != nil {
			return err
		}
		return heads.insert(ctx, tx, heads.with(heads.rows[0], map[string]any{"seq": int64(0), "hash": ""}))
	})
	begun := time.Now()
	for i, analysis := range analyses.rows {
		id := analysis[analyses.at("id")].([16]byte)
		job := jobs.belonging(id)[0]
		event := events.rows[min(i, len(events.rows)-1)]
		waiting := analyses.with(analysis, map[string]any{"status": "queued", "terms": map[string]any{}, "search": "", "language_code": "", "grade": "", "score": nil, "score_rank": -1})
		in(func(tx pgx.Tx) error {
			return sources.insert(ctx, tx, sources.belonging(analysis[analyses.at("source_id")].([16]byte))...)
		})
		in(func(tx pgx.Tx) error {
			if err := analyses.insert(ctx, tx, waiting); err != nil {
				return err
			}
			if err := jobs.insert(ctx, tx, jobs.with(job, map[string]any{"state": "queued"})); err != nil {
				return err
			}
			if err := events.insert(ctx, tx, event); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "UPDATE audit_heads SET seq = $1, hash = $2", event[events.at("seq")], event[events.at("hash")])
			return err
		})
		running := jobs.with(job, map[string]any{"state": "running"})
		in(func(tx pgx.Tx) error { return jobs.update(ctx, tx, running) })
		in(func(tx pgx.Tx) error {
			if err := jobs.update(ctx, tx, job); err != nil {
				return err
			}
			if err := analyses.update(ctx, tx, analysis); err != nil {
				return err
			}
			for _, part := range parts {
				if err := part.insert(ctx, tx, part.belonging(id)...); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return float64(len(analyses.rows)) / time.Since(begun).Seconds()
}
