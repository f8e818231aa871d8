package store

import (
	"cmp"
	"context"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"sync"

	"microconsent/internal/consent"
	"microconsent/migrations"
)

// notCarried are the tables that a backup leaves out, and why. Every other one is carried.
// A table that triggers or code fill from others belongs in here too: what restores the
// others fills it.
func notCarried() map[string]string {
	return map[string]string{
		migrationTable: "the program's own, made by migrating", migrationLocks: "the program's own, made by migrating",
		"sessions":         "people sign in again",
		"idempotency_keys": "answers that are a day old at most",
		"workers":          "heartbeats; those that live report anew",
		"audit_door":       "empty outside a transaction",
		"history_off":      "empty outside a transaction",
		"analysis_terms":   "made from analyses by triggers",
		"analysis_days":    "made from analyses by triggers",
		"sites":            "made from analyses by triggers",
		"site_changes":     "made from analyses by triggers",
		"analysis_docs":    "made from analyses by triggers",
		"analysis_grams":   "made from analyses by triggers",
	}
}

// tablesNow reads from the schema what a backup carries, a table behind those that it refers
// to.
func (s *Store) tablesNow(ctx context.Context) ([]consent.Table, error) {
	all, err := s.allTables(ctx)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, t := range all {
		if _, left := notCarried()[t.Name]; !left {
			out = append(out, t)
		}
	}
	return out, nil
}

// allTables lists the program's own tables, in the order of restoring.
func (s *Store) allTables(ctx context.Context) ([]consent.Table, error) {
	found, err := s.readCatalog(ctx)
	if err != nil {
		return nil, err
	}
	refersTo, err := s.readReferences(ctx)
	if err != nil {
		return nil, err
	}
	var out []consent.Table
	done := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		table, ours := found[name]
		if done[name] || !ours {
			return
		}
		done[name] = true
		for _, other := range refersTo[name] {
			visit(other)
		}
		out = append(out, table)
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		visit(name)
	}
	return out, nil
}

func (s *Store) readCatalog(ctx context.Context) (map[string]consent.Table, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.catalog())
	if err != nil {
		return nil, s.fail(err)
	}
	defer rows.Close()
	out, keys := map[string]consent.Table{}, map[string]map[int]string{}
	for rows.Next() {
		var table, column, kind string
		var place int
		if err := rows.Scan(&table, &column, &kind, &place); err != nil {
			return nil, s.fail(err)
		}
		if !slices.Contains(tables(), table) {
			continue
		}
		c := consent.Column{Name: column, Kind: kindOf(table, column, kind)}
		if _, left := notCarried()[table]; c.Kind == "" && !left {
			return nil, consent.Errorf(consent.Internal, "The column %s.%s has the type %s, which no backup carries.", table, column, kind)
		}
		t := out[table]
		t.Name, t.Columns = table, append(t.Columns, c)
		if place > 0 {
			if keys[table] == nil {
				keys[table] = map[int]string{}
			}
			keys[table][place] = column
		}
		out[table] = t
	}
	for name, key := range keys {
		t := out[name]
		for _, place := range slices.Sorted(maps.Keys(key)) {
			t.Key = append(t.Key, key[place])
		}
		out[name] = t
	}
	return out, s.fail(rows.Err())
}

func (s *Store) readReferences(ctx context.Context) (map[string][]string, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.references())
	if err != nil {
		return nil, s.fail(err)
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var from, to string
		if err := rows.Scan(&from, &to); err != nil {
			return nil, s.fail(err)
		}
		out[from] = append(out[from], to)
	}
	for _, to := range out {
		slices.SortFunc(to, cmp.Compare[string])
	}
	return out, s.fail(rows.Err())
}

// kindOf is "" for a type that is not known.
func kindOf(table, column, declared string) consent.ColumnKind {
	if jsonColumns()[table+"."+column] {
		return consent.ColumnJSON
	}
	return map[string]consent.ColumnKind{
		"text": consent.ColumnText, "uuid": consent.ColumnText, "character varying": consent.ColumnText, "jsonb": consent.ColumnJSON,
		"timestamp": consent.ColumnTime, "timestamp with time zone": consent.ColumnTime, "blob": consent.ColumnBytes, "bytea": consent.ColumnBytes,
		"integer": consent.ColumnInteger, "bigint": consent.ColumnInteger, "smallint": consent.ColumnInteger,
		"real": consent.ColumnReal, "double precision": consent.ColumnReal, "boolean": consent.ColumnBoolean,
	}[declared]
}

var (
	createPattern = regexp.MustCompile(`(?is)CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(([^;]*?)\n\)`)
	columnPattern = regexp.MustCompile(`(?im)^\s*(\w+) jsonb`)
	addPattern    = regexp.MustCompile(`(?im)ALTER TABLE (\w+)\s+ADD COLUMN (?:IF NOT EXISTS )?(\w+) jsonb`)
)

// jsonColumns are the columns that hold JSON, by table.column. SQLite keeps them as text, so
// that the migrations for PostgreSQL have to tell.
var jsonColumns = sync.OnceValue(findJSONColumns)

func findJSONColumns() map[string]bool {
	out := map[string]bool{}
	files, _ := fs.Glob(migrations.Postgres, "postgres/*.up.sql") // the pattern is sound
	for _, file := range files {
		raw, _ := fs.ReadFile(migrations.Postgres, file) // embedded
		for _, table := range createPattern.FindAllStringSubmatch(string(raw), -1) {
			for _, column := range columnPattern.FindAllStringSubmatch(table[2], -1) {
				out[table[1]+"."+column[1]] = true
			}
		}
		for _, column := range addPattern.FindAllStringSubmatch(string(raw), -1) {
			out[column[1]+"."+column[2]] = true
		}
	}
	return out
}
