package store

import (
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// filtered narrows a query on analyses AS a to what the filter selects in a workspace.
// Order, cursor and limit are page's.
func (s *Store) filtered(q *bun.SelectQuery, workspace consent.ID, f consent.Filter) *bun.SelectQuery {
	q = q.Where("a.workspace_id = ?", workspace)
	q = anyOf(q, "a.host", f.Host)
	q = anyOf(q, "a.status", f.Status)
	q = anyOf(q, "a.grade", f.Grade)
	q = anyOf(q, "a.kind", f.Source)
	q = anyOf(q, "a.language_code", f.Language)
	if f.Since != nil {
		q = q.Where("a.created_at >= ?", stamp(*f.Since))
	}
	if f.Until != nil {
		q = q.Where("a.created_at < ?", stamp(*f.Until))
	}
	if text := fold(f.Query); text != "" {
		q = q.Where("a.search LIKE ? ESCAPE '!'", containing(text))
	}
	if len(f.CMP) > 0 {
		q = q.Where("EXISTS (?)", anyOf(s.part("analysis_cmps", workspace), "p.cmp_id", f.CMP))
	}
	return s.filteredByParts(q, workspace, f)
}

// filteredByParts asks for one finding that has both rule and severity, and for one clause
// that has category, role and confidence.
func (s *Store) filteredByParts(q *bun.SelectQuery, workspace consent.ID, f consent.Filter) *bun.SelectQuery {
	if len(f.Rule)+len(f.Severity) > 0 {
		part := anyOf(s.part("findings", workspace), "p.rule", f.Rule)
		q = q.Where("EXISTS (?)", anyOf(part, "p.severity", f.Severity))
	}
	if len(f.Category)+len(f.Role) > 0 || f.MinConfidence > 0 {
		part := anyOf(s.part("clauses", workspace), "p.category", f.Category)
		part = anyOf(part, "p.role", f.Role)
		if f.MinConfidence > 0 {
			part = part.Where("p.confidence >= ?", f.MinConfidence)
		}
		q = q.Where("EXISTS (?)", part)
	}
	return q
}

// part selects the rows of a table that belong to the analysis a of the outer query.
func (s *Store) part(table string, workspace consent.ID) *bun.SelectQuery {
	return s.db.NewSelect().TableExpr("? AS p", bun.Ident(table)).ColumnExpr("1").
		Where("p.workspace_id = ?", workspace).Where("p.analysis_id = a.id")
}

func anyOf[T ~string](q *bun.SelectQuery, column string, values []T) *bun.SelectQuery {
	if len(values) == 0 {
		return q
	}
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = clean(string(value))
	}
	return q.Where("? IN (?)", bun.Ident(column), bun.List(texts))
}

// page orders by (created_at, id), begins after the cursor and takes one row more than the
// page has, which tells whether there is a next one.
func page(q *bun.SelectQuery, cursor *consent.Cursor, order consent.Sort, size int) (*bun.SelectQuery, error) {
	compare, direction := "<", "DESC"
	if order == consent.SortOldest {
		compare, direction = ">", "ASC"
	}
	if cursor != nil {
		if !storable(cursor.CreatedAt) {
			return nil, consent.InvalidField("cursor", "This page link is broken or outdated. Start again from the first page.")
		}
		q = q.Where("(created_at, id) "+compare+" (?, ?)", stamp(cursor.CreatedAt), cursor.ID)
	}
	return q.OrderExpr("created_at " + direction + ", id " + direction).Limit(int64(size) + 1), nil
}

// storable says whether both databases can hold and compare the time.
func storable(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// pageOf cuts the additional row off; it begins the next page.
func pageOf[T any](items []T, size int, place func(T) consent.Cursor) consent.Page[T] {
	if len(items) <= size {
		return consent.Page[T]{Items: items}
	}
	next := place(items[size-1])
	return consent.Page[T]{Items: items[:size], Next: &next}
}
