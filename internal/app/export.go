package app

import (
	"context"
	"iter"
	"math"

	"microconsent/internal/consent"
)

// Exporting is what is to be exported.
type Exporting struct {
	// Filter selects. Its cursor, if any, is where the export begins, and its limit the most
	// analyses that it holds; without one it holds all.
	Filter consent.Filter
	Format string // for the audit log
	Full   bool   // with clauses and findings, which costs further reads an analysis
}

// Export yields the analyses that the filter selects, in its order, page by page, so that
// no more than a page is in memory. That somebody took them out is recorded before the
// first one. An error is the last thing that it yields.
func (a *App) Export(ctx context.Context, actor consent.Actor, in Exporting) iter.Seq2[consent.Analysis, error] {
	return func(yield func(consent.Analysis, error) bool) {
		if err := a.beginExport(ctx, actor, in); err != nil {
			yield(consent.Analysis{}, err)
			return
		}
		for each, err := range a.pages(ctx, actor, in.Filter) {
			if err == nil && in.Full {
				each, err = a.Analysis(ctx, actor, each.ID)
				if consent.CodeOf(err) == consent.NotFound {
					continue // removed since its page was read
				}
			}
			if !yield(each, err) || err != nil {
				return
			}
		}
	}
}

func (a *App) beginExport(ctx context.Context, actor consent.Actor, in Exporting) error {
	if err := allow(actor, mayRead); err != nil {
		return err
	}
	return a.record(ctx, a.Store, actor, "analysis.export", "analyses", map[string]string{"format": in.Format, "filter": in.Filter.Values().Encode()})
}

// pages yields the rows of the list, page behind page.
func (a *App) pages(ctx context.Context, actor consent.Actor, f consent.Filter) iter.Seq2[consent.Analysis, error] {
	return func(yield func(consent.Analysis, error) bool) {
		for left := most(f); left > 0; {
			f.Limit = min(left, consent.MaxLimit)
			page, err := a.Analyses(ctx, actor, f)
			if err != nil {
				yield(consent.Analysis{}, err)
				return
			}
			for _, each := range page.Items {
				if !yield(each, nil) {
					return
				}
			}
			left -= len(page.Items)
			if f.Cursor = page.Next; page.Next == nil {
				return
			}
		}
	}
}

// most is how many analyses an export holds at most.
func most(f consent.Filter) int {
	if f.Limit > 0 {
		return f.PageSize()
	}
	return math.MaxInt
}
