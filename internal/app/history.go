package app

import (
	"cmp"
	"context"
	"iter"
	"sync"

	"microconsent/internal/consent"
)

// HistoryPage is one page of the history with its facets.
type HistoryPage struct {
	Page   consent.Page[consent.Analysis]
	Facets consent.Facets
}

// History lists what the filter selects and counts it by the keys of the filter, both at the
// same time.
func (a *App) History(ctx context.Context, actor consent.Actor, f consent.Filter) (out HistoryPage, err error) {
	var counting sync.WaitGroup
	var uncounted error
	counting.Go(func() {
		defer caught(&uncounted)
		out.Facets, uncounted = a.Facets(ctx, actor, f)
	})
	out.Page, err = a.Analyses(ctx, actor, f)
	counting.Wait()
	return out, cmp.Or(err, uncounted)
}

// Changes tells of analyses how many points better (or worse, below 0) they score than the run
// before of their site, by id; of those alone that have one.
func (a *App) Changes(ctx context.Context, actor consent.Actor, of []consent.Analysis) (map[consent.ID]int, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	scores := map[consent.ID]int{}
	var ids []consent.ID
	for _, each := range of {
		if each.Status == consent.StatusCompleted && each.Score != nil && each.Site != "" {
			scores[each.ID] = each.Score.Value
			ids = append(ids, each.ID)
		}
	}
	before, err := a.Store.PreviousScores(ctx, actor.WorkspaceID, ids)
	out := make(map[consent.ID]int, len(before))
	for id, score := range before {
		out[id] = scores[id] - score
	}
	return out, err
}

// Facets counts what the filter selects by the keys of the filter.
func (a *App) Facets(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Facets, error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Facets{}, err
	}
	return a.Store.Facets(ctx, actor.WorkspaceID, f)
}

// Stats are the series for charts of what the filter selects.
func (a *App) Stats(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Stats, error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Stats{}, err
	}
	return a.Store.Stats(ctx, actor.WorkspaceID, f)
}

// CountMatching is the exact number of what the filter selects: for a confirmation that names
// it, not for every page.
func (a *App) CountMatching(ctx context.Context, actor consent.Actor, f consent.Filter) (int, error) {
	if err := allow(actor, mayRead); err != nil {
		return 0, err
	}
	return a.Store.CountMatching(ctx, actor.WorkspaceID, f)
}

// MatchingIDs yields the ids of all that the filter selects, whatever its page. An error is
// the last thing that it yields.
func (a *App) MatchingIDs(ctx context.Context, actor consent.Actor, f consent.Filter) iter.Seq2[consent.ID, error] {
	if err := allow(actor, mayRead); err != nil {
		return func(yield func(consent.ID, error) bool) { yield("", err) }
	}
	return a.Store.MatchingIDs(ctx, actor.WorkspaceID, f)
}

// Sites lists the sites whose newest completed analysis the filter selects.
func (a *App) Sites(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Page[consent.SiteSummary], error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Page[consent.SiteSummary]{}, err
	}
	return a.Store.Sites(ctx, actor.WorkspaceID, f)
}
