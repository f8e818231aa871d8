package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

const (
	// searchWindow is how many of the first candidates are looked through for words before
	// the index of trigrams is asked: frequent words are found at once that way, for which
	// the index would have to bring up and sort everything.
	searchWindow = 600
	// searchWalk is the most that is looked through when the index would bring up more.
	searchWalk = 8000
	// gramWindow is how many of the first analyses of a list are asked about alone, when the
	// index would bring up many that have the parts of a text but not the text.
	gramWindow = 60_000
	// manyHits is more than the index should bring up to be sorted.
	manyHits = 20_000
)

// candidates are the first rows of the driver, AS m, whatever the rest of the filter says of
// them: they are read from an index alone. Their time is bounded as the filter has it.
func (s *Store) candidates(workspace consent.ID, f consent.Filter, d source, o order, most int) (*bun.SelectQuery, error) {
	same := func(q *bun.SelectQuery) *bun.SelectQuery { return q }
	bare := consent.Filter{Since: f.Since, Until: f.Until, Cursor: f.Cursor, Archived: consent.ArchivedWith}
	if _, single := columnOf[d.key]; d.key == "" || d.key == "tag" || single && (d.key == "host" || d.key == "site") {
		return s.merged(workspace, bare, d, o, most, same)
	}
	var branches []*bun.SelectQuery
	for _, term := range termsFor(d.key, d.values) {
		branches = append(branches, between(s.db.NewSelect().TableExpr("analysis_terms AS t").Where("t.workspace_id = ?", workspace).Where("t.term = ?", term), bare))
	}
	return s.union(branches, f.Cursor, o, "t.created_at", "t.analysis_id", most, same)
}

// look goes through so many candidates and gives up to size of those that the filter selects,
// words and all, in order. whole says that these are all there are. Lists in the order of time
// only.
func (s *Store) look(ctx context.Context, workspace consent.ID, f consent.Filter, d source, o order, through, size int, words []needle) (out []place, whole bool, err error) {
	candidates, err := s.candidates(workspace, f, d, o, through)
	if err != nil {
		return nil, false, err
	}
	ordered := *s
	ordered.inOrder = true
	fits := s.searched(ordered.filtered(s.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("TRUE").Where("a.id = w.id"), workspace, f, d.key), words)
	first := o.by(candidates, "m.value", "m.created_at", "m.id").Limit(int64(through))
	q := s.db.NewSelect().TableExpr("(?) AS w", first).ColumnExpr("w.created_at, w.id").Where("(?)", fits)
	if err := o.by(q, "w.value", "w.created_at", "w.id").Limit(int64(size)).Scan(ctx, &out); err != nil || len(out) >= size {
		return out, false, s.fail(err)
	}
	if candidates, err = s.candidates(workspace, f, d, o, through); err != nil {
		return nil, false, err
	}
	seen, err := s.db.NewSelect().TableExpr("(?) AS w", o.by(candidates, "m.value", "m.created_at", "m.id").Limit(int64(through))).Count(ctx)
	return out, int(seen) < through, s.fail(err)
}

// search finds the first of a list with words, in the order of time. How many of the first
// candidates have them tells whether to go on through the list or to ask the index.
func (s *Store) search(ctx context.Context, workspace consent.ID, f consent.Filter, d source, o order, size int, words []needle) ([]place, error) {
	window := max(searchWindow, 4*size)
	seen, whole, err := s.look(ctx, workspace, f, d, o, window, size, words)
	if err != nil || whole || len(seen) >= size {
		return seen, err
	}
	indexed, err := s.indexedHits(ctx, workspace, f, window, len(seen), words)
	if err != nil {
		return nil, err
	}
	through := d.most + d.most/4
	if len(seen) > 0 {
		through = min(through, window*size*3/2/len(seen))
	}
	if through <= searchWalk && indexed > through || indexed > manyHits && through < indexed {
		if seen, whole, err = s.look(ctx, workspace, f, d, o, through, size, words); err != nil || whole || len(seen) >= size {
			return seen, err
		}
	}
	seen, _, err = s.soonByGrams(ctx, workspace, f, o, size, size, words)
	return seen, err
}

// soonByGrams asks the index of trigrams about the first of a list, and about all of it when
// these have fewer than least; whole says that it did. It does so for texts of several words:
// the index knows the words, and each analysis that has them has to be read to see whether
// they meet.
func (s *Store) soonByGrams(ctx context.Context, workspace consent.ID, f consent.Filter, o order, size, least int, words []needle) (out []place, whole bool, err error) {
	if slices.ContainsFunc(words, func(n needle) bool { return !n.not && compound(n.text) }) {
		first, ok, err := s.firstOf(ctx, workspace, f, o)
		if err != nil {
			return nil, false, err
		}
		if ok {
			if out, err = s.byGrams(ctx, workspace, first, o, 0, size, words); err != nil || len(out) >= least {
				return out, false, err
			}
		}
	}
	out, err = s.byGrams(ctx, workspace, f, o, 0, size, words)
	return out, true, err
}

// compound says whether a text has something between letters or digits.
func compound(text string) bool {
	return strings.ContainsFunc(strings.TrimFunc(text, unworded), unworded)
}

func unworded(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) }

// firstOf narrows a filter to the days that the first gramWindow analyses of its list are of,
// by the counters; ok says that this is less than all.
func (s *Store) firstOf(ctx context.Context, workspace consent.ID, f consent.Filter, o order) (first consent.Filter, ok bool, err error) {
	around := f
	if f.Cursor != nil {
		at := f.Cursor.CreatedAt
		if next := at.AddDate(0, 0, 1); o.down && (f.Until == nil || next.Before(*f.Until)) {
			around.Until = &next
		} else if !o.down && (f.Since == nil || at.After(*f.Since)) {
			around.Since = &at
		}
	}
	days, err := s.daysOf(ctx, workspace, around, "")
	if err != nil {
		return f, false, err
	}
	if o.down {
		slices.Reverse(days)
	}
	seen := 0
	for i, day := range days {
		if seen += day.Analyses; seen >= cmp.Or(s.window, gramWindow) && i < len(days)-1 {
			return endAt(f, day.Day, o.down), true, nil
		}
	}
	return f, false, nil
}

// endAt leaves out the days behind the given one in the order of the list.
func endAt(f consent.Filter, day string, down bool) consent.Filter { return beginAt(f, day, !down) }

// indexedHits guesses how many analyses the index would bring up: it knows the words only,
// so that they are looked for among the newest of all.
func (s *Store) indexedHits(ctx context.Context, workspace consent.ID, f consent.Filter, window, hits int, words []needle) (int, error) {
	sums, err := s.sums(ctx, workspace, []string{""}, "", "")
	if err != nil || sums[""].analyses <= searchWalk {
		return 0, err
	}
	if whole(f).Values().Encode() != (consent.Filter{Query: f.Query}).Values().Encode() {
		newest, _, err := s.look(ctx, workspace, consent.Filter{}, source{}, order{down: true}, searchWindow, searchWindow, words)
		if err != nil {
			return 0, err
		}
		window, hits = searchWindow, len(newest)
	}
	return sums[""].analyses * hits / window, nil
}

// newest are up to size of the newest that the filter selects, found among so many of the
// newest candidates; all says that these are all there are. Where that finds next to nothing
// it goes on.
func (s *Store) newest(ctx context.Context, workspace consent.ID, f consent.Filter, through, size int) (out []place, all bool, err error) {
	o, words := order{down: true}, needles(f)
	if err := somethingToFind(f, words); err != nil {
		return nil, false, err
	}
	d, err := s.drivenBy(ctx, workspace, f)
	if err != nil {
		return nil, false, err
	}
	out, all, err = s.look(ctx, workspace, f, d, o, through, size, words)
	if err != nil || all || len(out) >= sampleLeast {
		return out, all, err
	}
	if wanted(words) {
		indexed, err := s.indexedHits(ctx, workspace, f, through, len(out), words)
		if err == nil && indexed <= through {
			out, all, err = s.soonByGrams(ctx, workspace, f, o, size, sampleLeast, words)
		}
		if err != nil || len(out) > 0 {
			return out, all && len(out) < size, err
		}
	}
	out, err = s.places(ctx, workspace, f, 0, sampleLeast)
	return out, len(out) < sampleLeast, err
}
