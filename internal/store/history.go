package store

import (
	"context"
	"iter"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

const (
	sampleMost  = 500  // rows that facets and charts are made of where no counters fit
	sampleLook  = 3000 // candidates that these are looked for among
	sampleLeast = 50   // rows that are looked for further on
	countLook   = 5000 // candidates that are counted by status
	idsAtOnce   = 1000
)

// whole is the filter without its place in the list.
func whole(f consent.Filter) consent.Filter {
	f.Cursor, f.Page, f.Limit = nil, 0, 0
	return f
}

// countStatuses counts by status what counters can tell, else what is among the first
// candidates; more says that there are others.
func (s *Store) countStatuses(ctx context.Context, workspace consent.ID, f consent.Filter) (counts map[string]int, more bool, err error) {
	f = whole(f)
	f.Sort = ""
	if s.counted(f) {
		since, until := daysBetween(f)
		var terms []string
		for _, status := range consent.Statuses() {
			terms = append(terms, termStatus+string(status))
		}
		sums, err := s.sums(ctx, workspace, terms, since, until)
		out := map[string]int{}
		for _, status := range consent.Statuses() {
			out[string(status)] = sums[termStatus+string(status)].analyses
		}
		return out, false, err
	}
	places, all, err := s.newest(ctx, workspace, f, countLook, countLook)
	if err != nil || len(places) == 0 {
		return nil, !all, err
	}
	var rows []struct {
		Status string
		N      int
	}
	err = s.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("a.status, count(*) AS n").Where("a.id IN (?)", bun.List(idsOf(places))).
		GroupExpr("a.status").Scan(ctx, &rows)
	out := map[string]int{}
	for _, row := range rows {
		out[row.Status] = row.N
	}
	return out, !all, s.fail(err)
}

// CountMatching implements consent.HistoryStore.
func (s *Store) CountMatching(ctx context.Context, workspace consent.ID, f consent.Filter) (int, error) {
	f = whole(f)
	if term, ok := s.counters(f); ok {
		since, until := daysBetween(f)
		sums, err := s.sums(ctx, workspace, []string{term}, since, until)
		return sums[term].analyses, err
	}
	words := needles(f)
	if err := somethingToFind(f, words); err != nil {
		return 0, err
	}
	d, err := s.drivenBy(ctx, workspace, f)
	if err != nil {
		return 0, err
	}
	q := s.hit(workspace, f, words)
	if inTerms(f, d) {
		q = s.termsHit(workspace, f, d)
	}
	n, err := q.Count(ctx)
	return int(n), s.fail(err)
}

// inTerms says whether the lists of terms alone tell what the filter selects, each analysis
// once.
func inTerms(f consent.Filter, d source) bool {
	if d.key == "" || f.Query != "" || f.MinConfidence > 0 || meetInPart(f) {
		return false
	}
	for _, selection := range f.Selections() {
		if ownKey(selection.Key) || selection.Key == "host" {
			if len(selection.Any)+len(selection.Except) > 0 {
				return false
			}
		}
	}
	_, single := columnOf[d.key]
	return single || len(d.values) == 1
}

// termsHit is a query on the driver's list of terms, AS t, that looks into other such lists
// only.
func (s *Store) termsHit(workspace consent.ID, f consent.Filter, d source) *bun.SelectQuery {
	part := func(key string, values []string) *bun.SelectQuery {
		return s.db.NewSelect().TableExpr("analysis_terms AS p").ColumnExpr("TRUE").Where("p.workspace_id = ?", workspace).
			Where("p.term IN (?)", bun.List(termsFor(key, values))).Where("p.created_at = t.created_at").Where("p.analysis_id = t.analysis_id")
	}
	q := between(s.db.NewSelect().TableExpr("analysis_terms AS t").Where("t.workspace_id = ?", workspace).
		Where("t.term IN (?)", bun.List(termsFor(d.key, d.values))), f)
	for _, selection := range f.Selections() {
		if len(selection.Any) > 0 && selection.Key != d.key {
			q = q.Where("EXISTS (?)", part(selection.Key, selection.Any))
		}
		if len(selection.Except) > 0 {
			q = q.Where("NOT EXISTS (?)", part(selection.Key, selection.Except))
		}
	}
	archived := s.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("TRUE").Where("a.workspace_id = ?", workspace).Where("a.archived_at IS NOT NULL").
		Where("a.created_at = t.created_at").Where("a.id = t.analysis_id")
	switch f.Archived {
	case consent.ArchivedHidden:
		q = q.Where("NOT EXISTS (?)", archived)
	case consent.ArchivedOnly:
		q = q.Where("EXISTS (?)", archived)
	case consent.ArchivedWith:
	}
	return q
}

// MatchingIDs implements consent.HistoryStore.
func (s *Store) MatchingIDs(ctx context.Context, workspace consent.ID, f consent.Filter) iter.Seq2[consent.ID, error] {
	return func(yield func(consent.ID, error) bool) {
		f = whole(f)
		for {
			places, err := s.places(ctx, workspace, f, 0, idsAtOnce)
			if err != nil {
				yield("", err)
				return
			}
			for _, p := range places {
				if !yield(p.ID, nil) {
					return
				}
			}
			if len(places) < idsAtOnce {
				return
			}
			if f.Cursor, err = s.cursorAt(ctx, workspace, f, places[len(places)-1]); err != nil {
				yield("", err)
				return
			}
		}
	}
}

// cursorAt is the cursor of a place. A word search does not bring the value that the list is
// ordered by.
func (s *Store) cursorAt(ctx context.Context, workspace consent.ID, f consent.Filter, p place) (*consent.Cursor, error) {
	rows, err := s.rowsAt(ctx, workspace, []place{p})
	if err != nil || len(rows) == 0 {
		return &consent.Cursor{CreatedAt: p.CreatedAt.UTC(), ID: p.ID}, err
	}
	c := orderOf(f.Sort).cursor(rows[0])
	return &c, nil
}
