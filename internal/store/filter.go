package store

import (
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// columnOf is the column of analyses that a key of the filter asks, for those that have one.
var columnOf = map[string]string{"host": "host", "site": "site", "status": "status", "grade": "grade", "source": "kind", "language": "language_code"}

// filtered narrows a query on analyses AS a to what the filter selects in a workspace. Order,
// cursor and limit are not its business, nor is the key that drives the query already.
func (s *Store) filtered(q *bun.SelectQuery, workspace consent.ID, f consent.Filter, driven string) *bun.SelectQuery {
	q = q.Where("a.workspace_id = ?", workspace)
	switch f.Archived {
	case consent.ArchivedHidden:
		q = q.Where("a.archived_at IS NULL")
	case consent.ArchivedOnly:
		q = q.Where("a.archived_at IS NOT NULL")
	case consent.ArchivedWith:
	}
	if f.Since != nil {
		q = q.Where("a.created_at >= ?", stamp(*f.Since))
	}
	if f.Until != nil {
		q = q.Where("a.created_at < ?", stamp(*f.Until))
	}
	for _, selection := range f.Selections() {
		if selection.Key == driven {
			selection.Any = nil
		}
		q = s.selected(q, workspace, selection)
	}
	return s.filteredByParts(q, workspace, f)
}

// selected asks for the values of one key: in a column, or in the lists of terms or tags.
func (s *Store) selected(q *bun.SelectQuery, workspace consent.ID, in consent.Selection) *bun.SelectQuery {
	column, single := columnOf[in.Key]
	if single {
		q = anyOf(q, "a."+column, in.Any)
		if len(in.Except) > 0 {
			q = q.Where("? NOT IN (?)", bun.Ident("a."+column), bun.List(cleaned(in.Except)))
		}
		return q
	}
	if len(in.Any) > 0 {
		q = s.has(q, s.having(workspace, in.Key, in.Any))
	}
	if len(in.Except) > 0 {
		q = s.hasNot(q, s.having(workspace, in.Key, in.Except))
	}
	return q
}

// having finds the analysis a of the outer query among those that have one of the values.
func (s *Store) having(workspace consent.ID, key string, values []string) *bun.SelectQuery {
	if key == "tag" {
		return s.db.NewSelect().TableExpr("analysis_tags AS p").ColumnExpr("TRUE").Where("p.analysis_id = a.id").
			Where("p.tag IN (?)", bun.List(cleaned(values)))
	}
	return s.db.NewSelect().TableExpr("analysis_terms AS p").ColumnExpr("TRUE").Where("p.workspace_id = ?", workspace).
		Where("p.term IN (?)", bun.List(termsFor(key, values))).Where("p.created_at = a.created_at").Where("p.analysis_id = a.id")
}

// has asks that a part exists. In a list the part is looked for row by row, in the order of
// the driver, until the page is full: PostgreSQL would make a join of EXISTS, guess its size
// from conditions that depend on each other, and sort all that fits.
func (s *Store) has(q, part *bun.SelectQuery) *bun.SelectQuery {
	if s.inOrder {
		return q.Where("(?)", part.Limit(1))
	}
	return q.Where("EXISTS (?)", part)
}

func (s *Store) hasNot(q, part *bun.SelectQuery) *bun.SelectQuery {
	if s.inOrder {
		return q.Where("(?) IS NULL", part.Limit(1))
	}
	return q.Where("NOT EXISTS (?)", part)
}

func termsFor(key string, values []string) []string {
	out := make([]string, len(values))
	for i, value := range values {
		out[i] = key + ":" + clean(value)
	}
	return out
}

// meetInPart says whether the terms alone cannot tell: several of an analysis's findings, or
// clauses, may have what one has to have.
func meetInPart(f consent.Filter) bool {
	return several(len(f.Rule), len(f.Severity), len(f.Triage)) || several(len(f.Category), len(f.Role))
}

// filteredByParts asks, where the terms cannot tell, for one finding that has rule, severity
// and state together, and for one clause that has category, role and confidence.
func (s *Store) filteredByParts(q *bun.SelectQuery, workspace consent.ID, f consent.Filter) *bun.SelectQuery {
	if several(len(f.Rule), len(f.Severity), len(f.Triage)) {
		part := anyOf(s.part("findings", workspace), "p.rule", f.Rule)
		part = anyOf(part, "p.severity", f.Severity)
		q = s.has(q, anyOf(part, "p.status", f.Triage))
	}
	if several(len(f.Category), len(f.Role)) || f.MinConfidence > 0 {
		part := anyOf(s.part("clauses", workspace), "p.category", f.Category)
		part = anyOf(part, "p.role", f.Role)
		if f.MinConfidence > 0 {
			part = part.Where("p.confidence >= ?", f.MinConfidence)
		}
		q = s.has(q, part)
	}
	return q
}

func several(counts ...int) bool {
	n := 0
	for _, count := range counts {
		if count > 0 {
			n++
		}
	}
	return n > 1
}

// part selects the rows of a table that belong to the analysis a of the outer query.
func (s *Store) part(table string, workspace consent.ID) *bun.SelectQuery {
	return s.db.NewSelect().TableExpr("? AS p", bun.Ident(table)).ColumnExpr("TRUE").
		Where("p.workspace_id = ?", workspace).Where("p.analysis_id = a.id")
}

func anyOf[T ~string](q *bun.SelectQuery, column string, values []T) *bun.SelectQuery {
	if len(values) == 0 {
		return q
	}
	return q.Where("? IN (?)", bun.Ident(column), bun.List(cleaned(values)))
}

func cleaned[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, value := range values {
		out[i] = clean(string(value))
	}
	return out
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
			return nil, badCursor()
		}
		q = q.Where("(created_at, id) "+compare+" (?, ?)", stamp(cursor.CreatedAt), cursor.ID)
	}
	return q.OrderExpr("created_at " + direction + ", id " + direction).Limit(int64(size) + 1), nil
}

func badCursor() error {
	return consent.InvalidField("cursor", "This page link is broken or outdated. Start again from the first page.")
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
