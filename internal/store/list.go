package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// place is where an analysis stands in a list: all that finding a page needs.
type place struct {
	Value     string // of the column that the order names
	CreatedAt time.Time
	ID        consent.ID
}

// places finds a page: so many of what the filter selects, in its order, behind its cursor
// and so many rows further on.
func (s *Store) places(ctx context.Context, workspace consent.ID, f consent.Filter, skip, size int) ([]place, error) {
	o, words := orderOf(f.Sort), needles(f)
	if err := somethingToFind(f, words); err != nil {
		return nil, err
	}
	d, err := s.drivenBy(ctx, workspace, f)
	if err != nil {
		return nil, err
	}
	if o.column != "" {
		sorted, err := s.sorts(ctx, workspace, d, size)
		if err != nil {
			return nil, err
		}
		if !sorted {
			d = source{most: d.most}
		}
	}
	if !wanted(words) {
		return s.scanPlaces(ctx, workspace, f, d, o, skip, size, words)
	}
	if o.column == "" && skip == 0 {
		return s.search(ctx, workspace, f, d, o, size, words)
	}
	return s.byGrams(ctx, workspace, f, o, skip, size, words)
}

// scanPlaces reads the branches of the driver in order and merges them.
func (s *Store) scanPlaces(ctx context.Context, workspace consent.ID, f consent.Filter, d source, o order, skip, size int, words []needle) ([]place, error) {
	q, err := s.merged(workspace, f, d, o, skip+size, func(q *bun.SelectQuery) *bun.SelectQuery { return s.searched(q, words) })
	if err != nil {
		return nil, err
	}
	var out []place
	err = o.by(q, "m.value", "m.created_at", "m.id").Offset(int64(skip)).Limit(int64(size)).Scan(ctx, &out)
	return out, s.fail(err)
}

// merged is a query on the first rows of each branch, AS m, each row once.
func (s *Store) merged(workspace consent.ID, f consent.Filter, d source, o order, most int, narrow func(*bun.SelectQuery) *bun.SelectQuery) (*bun.SelectQuery, error) {
	branches, at, id := s.branches(workspace, f, d)
	return s.union(branches, f.Cursor, o, at, id, most, narrow)
}

// union is a query on the first rows of the branches, AS m.
func (s *Store) union(branches []*bun.SelectQuery, cursor *consent.Cursor, o order, at, id string, most int, narrow func(*bun.SelectQuery) *bun.SelectQuery) (*bun.SelectQuery, error) {
	value := "a." + o.column
	if o.column == "" {
		value = "''"
	}
	var parts []string
	var args []any
	for _, branch := range branches {
		q, err := o.after(narrow(branch), cursor, value, at, id)
		if err != nil {
			return nil, err
		}
		q = o.by(q, value, at, id).ColumnExpr(value + " AS value, " + at + " AS created_at, " + id + " AS id").Limit(int64(most))
		parts, args = append(parts, "SELECT b.value, b.created_at, b.id FROM (?) AS b"), append(args, q)
	}
	return s.db.NewSelect().TableExpr("("+strings.Join(parts, " UNION ")+") AS m", args...).ColumnExpr("m.value, m.created_at, m.id"), nil
}

// byGrams asks the index of trigrams and sorts what it brings up.
func (s *Store) byGrams(ctx context.Context, workspace consent.ID, f consent.Filter, o order, skip, size int, words []needle) ([]place, error) {
	value := "a." + o.column
	if o.column == "" {
		value = "''"
	}
	q, err := o.after(s.hit(workspace, f, words), f.Cursor, value, "a.created_at", "a.id")
	if err != nil {
		return nil, err
	}
	q = q.ColumnExpr(value + " AS value, a.created_at, a.id")
	var out []place
	outer := s.db.NewSelect().WithQuery(bun.NewWithQuery("m", q).Materialized()).TableExpr("m").ColumnExpr("m.value, m.created_at, m.id")
	err = o.by(outer, "m.value", "m.created_at", "m.id").Offset(int64(skip)).Limit(int64(size)).Scan(ctx, &out)
	return out, s.fail(err)
}

// hit is the query on what the filter selects, words and all, by the index of trigrams. What
// the index tells for sure is not looked for in the text again.
func (s *Store) hit(workspace consent.ID, f consent.Filter, words []needle) *bun.SelectQuery {
	var texts []string
	var left []needle
	for _, word := range words {
		if word.not || !s.dialect.sure(word.text) {
			left = append(left, word)
		}
		if !word.not {
			texts = append(texts, word.text)
		}
	}
	condition, arg, complete := s.dialect.indexed(texts)
	if !complete {
		left = words
	}
	q := s.searched(s.filtered(s.db.NewSelect().TableExpr("analyses AS a"), workspace, f, ""), left)
	if condition != "" && len(texts) > 0 {
		q = q.Where(condition, arg)
	}
	return q
}

func idsOf(in []place) []consent.ID {
	out := make([]consent.ID, len(in))
	for i, p := range in {
		out[i] = p.ID
	}
	return out
}
