package store

import (
	"context"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// source is what a list is read from: the values of one key, each of which has an index in
// the order of the list, or all analyses. It is the key that the fewest analyses have.
type source struct {
	key    string // "" is all
	values []string
	most   int // analyses that have one of them, about; unknown is 0
}

const (
	// maxBranches is how many values a driver may have: each is a query of its own.
	maxBranches = 16
	// everything is more rows than there are.
	everything = 1 << 40
	// fewRows is how many rows are sorted, rather than walked past, in any case.
	fewRows = 2000
)

// drivenBy chooses the driver. Hosts, sites and tags are always rare enough; the others are
// compared by their counters.
func (s *Store) drivenBy(ctx context.Context, workspace consent.ID, f consent.Filter) (source, error) {
	candidates := map[string]consent.Selection{}
	var terms []string
	for _, selection := range f.Selections() {
		n := len(selection.Any)
		switch {
		case n == 0 || n > maxBranches:
		case selection.Key == "host" || selection.Key == "site" || selection.Key == "tag":
			return source{key: selection.Key, values: selection.Any}, nil
		default:
			candidates[selection.Key] = selection
			terms = append(terms, termsFor(selection.Key, selection.Any)...)
		}
	}
	if len(terms) == 0 {
		return source{most: everything}, nil
	}
	counts, err := s.sums(ctx, workspace, terms, "", "")
	if err != nil {
		return source{}, err
	}
	var best source
	for _, selection := range f.Selections() { // in canonical order, so that ties do not waver
		if _, ok := candidates[selection.Key]; !ok {
			continue
		}
		most := 1
		for _, term := range termsFor(selection.Key, selection.Any) {
			most += counts[term].analyses
		}
		if best.key == "" || most < best.most {
			best = source{selection.Key, selection.Any, most}
		}
	}
	return best, nil
}

// sorts says whether to sort what the driver has for an order that is not its own: else the
// index of the order is walked until a page is full, which is less where the driver has much.
func (s *Store) sorts(ctx context.Context, workspace consent.ID, d source, size int) (bool, error) {
	if d.most <= fewRows || d.most >= everything {
		return d.most <= fewRows, nil
	}
	sums, err := s.sums(ctx, workspace, []string{""}, "", "")
	return d.most*d.most < size*sums[""].analyses, err
}

// branches are the queries on analyses AS a, one for each value of the driver, without order
// and limit, and the names by which to order each.
func (s *Store) branches(workspace consent.ID, f consent.Filter, d source) (out []*bun.SelectQuery, at, id string) {
	ordered := *s
	ordered.inOrder = true
	base := func() *bun.SelectQuery { return ordered.filtered(s.db.NewSelect(), workspace, f, d.key) }
	column, single := columnOf[d.key]
	switch {
	case d.key == "":
		return []*bun.SelectQuery{base().TableExpr("analyses AS a")}, "a.created_at", "a.id"
	case d.key == "tag":
		for _, value := range d.values {
			out = append(out, between(base().TableExpr("analysis_tags AS t").Join("JOIN analyses AS a ON a.id = t.analysis_id").
				Where("t.workspace_id = ?", workspace).Where("t.tag = ?", clean(value)), f))
		}
		return out, "t.created_at", "t.analysis_id"
	case single && (d.key == "host" || d.key == "site"):
		for _, value := range d.values {
			out = append(out, base().TableExpr("analyses AS a").Where("? = ?", bun.Ident("a."+column), clean(value)))
		}
		return out, "a.created_at", "a.id"
	}
	for _, term := range termsFor(d.key, d.values) {
		out = append(out, between(base().TableExpr("analysis_terms AS t").Join("JOIN analyses AS a ON a.id = t.analysis_id").
			Where("t.workspace_id = ?", workspace).Where("t.term = ?", term), f))
	}
	return out, "t.created_at", "t.analysis_id"
}

// between bounds the driver's own index by time; the planner does not know that the times
// are equal.
func between(q *bun.SelectQuery, f consent.Filter) *bun.SelectQuery {
	if f.Since != nil {
		q = q.Where("t.created_at >= ?", stamp(*f.Since))
	}
	if f.Until != nil {
		q = q.Where("t.created_at < ?", stamp(*f.Until))
	}
	return q
}

// counter is what analysis_days holds of a term. Its days may have the number of a transaction
// behind them, see migration 0010; that sorts where the day does.
type counter struct{ analyses, weight int }

// sums adds the counters of terms up, for days from since to before until; "" is open.
func (s *Store) sums(ctx context.Context, workspace consent.ID, terms []string, since, until string) (map[string]counter, error) {
	return s.sumsWhere(ctx, workspace, since, until, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("d.term IN (?)", bun.List(terms)) })
}

// sumsOf adds the counters up that a sample is made of: those of all analyses together, and
// of a key, or of all keys; charts take the terms that are for them, too.
func (s *Store) sumsOf(ctx context.Context, workspace consent.ID, of, since, until string) (map[string]counter, error) {
	return s.sumsWhere(ctx, workspace, since, until, func(q *bun.SelectQuery) *bun.SelectQuery {
		switch of {
		case byDay:
			return q
		case anyKey: // # comes before the letters
			return q.Where("(d.term = '' OR d.term >= 'a')")
		}
		return q.Where("(d.term = '' OR d.term >= ? AND d.term < ?)", of+":", of+";")
	})
}

func (s *Store) sumsWhere(ctx context.Context, workspace consent.ID, since, until string, which func(*bun.SelectQuery) *bun.SelectQuery) (map[string]counter, error) {
	var rows []struct {
		Term     string
		Analyses int
		Weight   int
	}
	q := which(s.db.NewSelect().TableExpr("analysis_days AS d").ColumnExpr("d.term, CAST(sum(d.analyses) AS bigint) AS analyses, CAST(sum(d.weight) AS bigint) AS weight").
		Where("d.workspace_id = ?", workspace).GroupExpr("d.term"))
	if since != "" {
		q = q.Where("d.day >= ?", since)
	}
	if until != "" {
		q = q.Where("d.day < ?", until)
	}
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, s.fail(err)
	}
	out := make(map[string]counter, len(rows))
	for _, row := range rows {
		if row.Analyses > 0 {
			out[row.Term] = counter{row.Analyses, row.Weight}
		}
	}
	return out, nil
}
