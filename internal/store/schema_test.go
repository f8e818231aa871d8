package store_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/store"
)

// schema describes each table and index by one line a part, in words that both databases
// share.
type schema []string

// The queries give table, part and description. Types are what the program sees: SQLite
// keeps uuid and jsonb as text.
const (
	postgresColumns = `SELECT table_name, column_name, concat_ws(' ', CASE data_type WHEN 'uuid' THEN 'text' WHEN 'jsonb' THEN 'text' WHEN 'bytea' THEN 'blob'
  WHEN 'timestamp with time zone' THEN 'timestamp' WHEN 'bigint' THEN 'integer' WHEN 'double precision' THEN 'real' ELSE data_type END,
  CASE is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END)
FROM information_schema.columns WHERE table_schema = current_schema()`
	sqliteColumns = `SELECT m.name, c.name, lower(c.type) || CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN ' not null' ELSE ' null' END
FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`

	postgresIndexes = `SELECT t.relname, CASE WHEN x.indisprimary THEN 'primary key' ELSE i.relname END,
  (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(x.indkey::int[]) WITH ORDINALITY k(attnum, n)
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum)
  || CASE WHEN x.indisunique THEN ' unique' ELSE '' END || CASE WHEN x.indpred IS NULL THEN '' ELSE ' partial' END
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relnamespace = current_schema()::regnamespace`
	sqliteIndexes = `SELECT m.name, CASE WHEN i.origin = 'pk' THEN 'primary key' ELSE i.name END,
  (SELECT group_concat(c.name, ',' ORDER BY c.seqno) FROM pragma_index_info(i.name) c)
  || CASE WHEN i."unique" = 1 THEN ' unique' ELSE '' END || CASE WHEN i.partial = 1 THEN ' partial' ELSE '' END
FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table'`

	postgresReferences = `SELECT t.relname, a.attname, f.relname || CASE c.confdeltype WHEN 'c' THEN ' cascade' ELSE '' END
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace`
	sqliteReferences = `SELECT m.name, f."from", f."table" || CASE f.on_delete WHEN 'CASCADE' THEN ' cascade' ELSE '' END
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`

	postgresChecks = `SELECT t.relname, 'check', pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'c' AND t.relnamespace = current_schema()::regnamespace`
	sqliteChecks = `SELECT name, 'check', sql FROM sqlite_master WHERE type = 'table'`
)

func readSchema(t *testing.T, s *store.Store, url string) schema {
	t.Helper()
	columns, indexes, references, checks := sqliteColumns, sqliteIndexes, sqliteReferences, sqliteChecks
	if strings.HasPrefix(url, "postgres") {
		columns, indexes, references, checks = postgresColumns, postgresIndexes, postgresReferences, postgresChecks
	}
	var out schema
	for kind, query := range map[string]string{"column": columns, "index": indexes, "references": references} {
		for _, row := range rowsOf(t, s, query) {
			out = append(out, fmt.Sprintf("%s: %s %s: %s", row[0], kind, row[1], row[2]))
		}
	}
	for _, row := range rowsOf(t, s, checks) {
		out = append(out, checksOf(row[0], row[2])...)
	}
	out = slices.DeleteFunc(out, inSQLiteAlone.MatchString)
	slices.Sort(out)
	return out
}

// inSQLiteAlone are references that PostgreSQL leaves to the analysis, see migration 0012.
var inSQLiteAlone = regexp.MustCompile(`^(analysis_cmps|clauses|findings): references workspace_id`)

// ofSearch finds what only one database has, for searching (each its own index of trigrams),
// and views.
var ofSearch = regexp.MustCompile(`^analysis_(docs|grams)|^analyses analyses_search$|^history_(sites|terms|latest|kept|changed) `)

// rowsOf leaves out the tables in which bun keeps the migrations.
func rowsOf(t *testing.T, s *store.Store, query string) [][3]string {
	t.Helper()
	rows, err := s.DB().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out [][3]string
	for rows.Next() {
		var row [3]string
		if err := rows.Scan(&row[0], &row[1], &row[2]); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(row[0], "bun_") && !strings.HasPrefix(row[0], "sqlite_") && !ofSearch.MatchString(row[0]+" "+row[1]) {
			out = append(out, row)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	checkPattern   = regexp.MustCompile(`CHECK \(+(\w+) (?:IN|= ANY) \(([^)]*)\)`)
	literalPattern = regexp.MustCompile(`'(\w+)'`)
)

// checksOf finds the values that a column may have, in either database's words.
func checksOf(table, definition string) []string {
	var out []string
	for _, check := range checkPattern.FindAllStringSubmatch(definition, -1) {
		var values []string
		for _, literal := range literalPattern.FindAllStringSubmatch(check[2], -1) {
			values = append(values, literal[1])
		}
		out = append(out, fmt.Sprintf("%s: check %s: %s", table, check[1], strings.Join(values, " ")))
	}
	return out
}

func sameSchema(t *testing.T, a, b schema) {
	t.Helper()
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("the schemas differ:\n%s", diff)
	}
}

func TestBothDatabasesHaveTheSameSchema(t *testing.T) {
	t.Parallel()
	var found []schema
	for _, d := range databases(t) {
		url := d.empty(t)
		found = append(found, readSchema(t, migrated(t, url), url))
	}
	sameSchema(t, found[0], found[1])
	for _, part := range []string{"clauses: column checked: boolean null", "jobs: index jobs_due: run_after partial", "users: index users_email: email unique",
		"clauses: index primary key: analysis_id,position unique", "clauses: references analysis_id: analyses cascade",
		"analyses: references workspace_id: workspaces", "jobs: check queue: high default low", "sessions: column data: blob not null"} {
		if !slices.Contains(found[0], part) {
			t.Errorf("the schema lacks %q", part)
		}
	}
}
