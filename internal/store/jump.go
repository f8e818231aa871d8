package store

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// maxSkip is how many rows a jump to a page walks past where no counters lead the way.
const maxSkip = 10_000

// jump turns a page number into a place to begin at: the day that the page begins on, found
// by the counters, and the rows to skip in it. Without fitting counters all rows before the
// page are skipped, if they are not too many.
func (s *Store) jump(ctx context.Context, workspace consent.ID, f consent.Filter) (consent.Filter, int, error) {
	if f.Page <= 1 {
		return f, 0, nil
	}
	skip := (f.Page - 1) * f.PageSize()
	f.Cursor = nil
	if terms, ok := s.counters(f); ok && orderOf(f.Sort).column == "" && skip > f.PageSize() {
		return s.jumpByDays(ctx, workspace, f, terms, skip)
	}
	if skip > maxSkip {
		return f, 0, consent.InvalidField("page", "Page %d is too far on for this filter and order; the last one that can be opened is %d. Narrow the filter, for example by date.",
			f.Page, maxSkip/f.PageSize()+1)
	}
	return f, skip, nil
}

func (s *Store) jumpByDays(ctx context.Context, workspace consent.ID, f consent.Filter, term string, skip int) (consent.Filter, int, error) {
	days, err := s.daysOf(ctx, workspace, f, term)
	if err != nil {
		return f, 0, err
	}
	down := orderOf(f.Sort).down
	for i := range days {
		day := days[i]
		if down {
			day = days[len(days)-1-i]
		}
		if skip < day.Analyses || i == len(days)-1 {
			return beginAt(f, day.Day, down), skip, nil
		}
		skip -= day.Analyses
	}
	return f, skip, nil
}

// beginAt leaves out the days before the given one in the order of the list.
func beginAt(f consent.Filter, day string, down bool) consent.Filter {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return f
	}
	if down {
		end := at.AddDate(0, 0, 1)
		if f.Until == nil || end.Before(*f.Until) {
			f.Until = &end
		}
		return f
	}
	if f.Since == nil || at.After(*f.Since) {
		f.Since = &at
	}
	return f
}

type dayCount struct {
	Day      string
	Analyses int
	Weight   int
}

// daysOf lists the days with analyses that have the term, the earliest first.
func (s *Store) daysOf(ctx context.Context, workspace consent.ID, f consent.Filter, term string) ([]dayCount, error) {
	since, until := daysBetween(f)
	var out []dayCount
	q := s.db.NewSelect().TableExpr("analysis_days AS d").
		ColumnExpr("substr(d.day, 1, 10) AS day, CAST(sum(d.analyses) AS bigint) AS analyses, CAST(sum(d.weight) AS bigint) AS weight").
		Where("d.workspace_id = ?", workspace).Where("d.term = ?", term).GroupExpr("substr(d.day, 1, 10)").Having("sum(d.analyses) > 0").
		OrderExpr("substr(d.day, 1, 10)")
	if since != "" {
		q = q.Where("d.day >= ?", since)
	}
	if until != "" {
		q = q.Where("d.day < ?", until)
	}
	err := q.Scan(ctx, &out)
	return out, s.fail(err)
}

// counted says whether the counters hold what the filter selects: all, or whole days.
func (s *Store) counted(f consent.Filter) bool {
	term, ok := s.counters(f)
	return ok && term == ""
}

// counters is the term whose counters count exactly what the filter selects: "" for all
// analyses, or the one value that the filter asks for.
func (s *Store) counters(f consent.Filter) (term string, ok bool) {
	if f.Query != "" || f.MinConfidence > 0 || f.Archived != consent.ArchivedHidden || !wholeDay(f.Since) || !wholeDay(f.Until) {
		return "", false
	}
	for _, selection := range f.Selections() {
		switch n := len(selection.Any); {
		case len(selection.Except) > 0 || n > 1:
			return "", false
		case n == 0:
		case term != "" || selection.Key == "host" || selection.Key == "site" || selection.Key == "tag":
			return "", false
		default:
			term = termsFor(selection.Key, selection.Any)[0]
		}
	}
	return term, true
}

func wholeDay(t *time.Time) bool { return t == nil || t.UTC().Truncate(24*time.Hour).Equal(*t) }

func daysBetween(f consent.Filter) (since, until string) {
	if f.Since != nil {
		since = f.Since.UTC().Format(time.DateOnly)
	}
	if f.Until != nil {
		until = f.Until.UTC().Format(time.DateOnly)
	}
	return since, until
}
