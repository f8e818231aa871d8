package app

import (
	"context"

	"microconsent/internal/consent"
	"microconsent/internal/detect/site"
)

// SiteChange is what became of the findings of an analysis since the one before it.
type SiteChange struct {
	Base       consent.ID // the one before
	New, Fixed int
	Changed    int
}

// SitePage is a site with a page of its analyses.
type SitePage struct {
	Site     consent.SiteSummary
	Timeline consent.Page[consent.Analysis]
	Changes  map[consent.ID]SiteChange // by analysis of the page; those that had one before
	Triage   []consent.SiteTriage      // decisions in force
}

// MaxTimeline is how many analyses a page of a site's timeline has at most: each is read
// whole to tell what changed.
const MaxTimeline = 20

// Site returns a site with those of its analyses that the filter selects. host is the site or
// a host of it. NotFound when it has no completed analysis.
func (a *App) Site(ctx context.Context, actor consent.Actor, host string, f consent.Filter) (out SitePage, err error) {
	if err := allow(actor, mayRead); err != nil {
		return out, err
	}
	if out.Site, err = a.siteOf(ctx, actor, host); err != nil {
		return out, err
	}
	f.Site, f.Limit = []string{out.Site.Site}, min(consent.PageSize(f.Limit), MaxTimeline)
	if out.Timeline, err = a.Store.Analyses(ctx, actor.WorkspaceID, f); err != nil {
		return out, err
	}
	if out.Triage, err = a.Store.Triage(ctx, actor.WorkspaceID, out.Site.Site); err != nil {
		return out, err
	}
	out.Changes, err = a.siteChanges(ctx, actor.WorkspaceID, out.Timeline.Items)
	return out, err
}

// siteChanges compares the findings of each completed analysis with those of the one before.
func (a *App) siteChanges(ctx context.Context, workspace consent.ID, items []consent.Analysis) (map[consent.ID]SiteChange, error) {
	whole := map[consent.ID]consent.Analysis{}
	read := func(id consent.ID) (found consent.Analysis, err error) {
		if found, ok := whole[id]; ok {
			return found, nil
		}
		found, err = a.Store.Analysis(ctx, workspace, id)
		whole[id] = found
		return found, err
	}
	out := map[consent.ID]SiteChange{}
	for _, item := range items {
		if item.Status != consent.StatusCompleted {
			continue
		}
		change, err := a.siteChange(ctx, item, read)
		if consent.CodeOf(err) == consent.NotFound {
			continue // the first of its site, or removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		out[item.ID] = change
	}
	return out, nil
}

func (a *App) siteChange(ctx context.Context, item consent.Analysis, read func(consent.ID) (consent.Analysis, error)) (SiteChange, error) {
	before, err := a.Store.PreviousAnalysis(ctx, item)
	if err != nil {
		return SiteChange{}, err
	}
	base, err := read(before.ID)
	if err != nil {
		return SiteChange{}, err
	}
	head, err := read(item.ID)
	if err != nil {
		return SiteChange{}, err
	}
	out := SiteChange{Base: before.ID}
	for _, f := range consent.CompareFindings(base, head) {
		switch f.Kind {
		case consent.ChangeAdded:
			out.New++
		case consent.ChangeRemoved:
			out.Fixed++
		case consent.ChangeChanged:
			out.Changed++
		case consent.ChangeUnchanged:
		}
	}
	return out, nil
}

func (a *App) siteOf(ctx context.Context, actor consent.Actor, host string) (consent.SiteSummary, error) {
	bare := consent.BareHost(host)
	found, err := a.Store.Site(ctx, actor.WorkspaceID, bare)
	if consent.CodeOf(err) == consent.NotFound {
		if registrable := site.Of(bare); registrable != bare {
			return a.Store.Site(ctx, actor.WorkspaceID, registrable)
		}
	}
	return found, err
}
