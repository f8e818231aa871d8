package app

import (
	"context"
	"strings"

	"microconsent/internal/consent"
)

// Tags lists the tags in use with how many analyses carry each, by name.
func (a *App) Tags(ctx context.Context, actor consent.Actor) ([]consent.TagCount, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	return a.Store.Tags(ctx, actor.WorkspaceID)
}

// AddTags puts tags on an analysis and returns all that it then has. Invalid when they are
// more than consent.MaxTags.
func (a *App) AddTags(ctx context.Context, actor consent.Actor, id consent.ID, tags []string) ([]string, error) {
	return a.retag(ctx, actor, id, tags, "analysis.tag", consent.Store.AddTags)
}

// RemoveTags takes tags off an analysis and returns those that it keeps. A tag that it does
// not have is no error.
func (a *App) RemoveTags(ctx context.Context, actor consent.Actor, id consent.ID, tags []string) ([]string, error) {
	return a.retag(ctx, actor, id, tags, "analysis.untag", consent.Store.RemoveTags)
}

type tagging func(s consent.Store, ctx context.Context, workspace consent.ID, analyses []consent.ID, tags []string) (int, error)

func (a *App) retag(ctx context.Context, actor consent.Actor, id consent.ID, tags []string, action string, apply tagging) (kept []string, err error) {
	if err := allow(actor, mayMark); err != nil {
		return nil, err
	}
	if tags, err = consent.ParseTags(tags); err != nil {
		return nil, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		before, err := tx.Analysis(ctx, actor.WorkspaceID, id)
		if err != nil {
			return err
		}
		kept = before.Tags
		changed, err := apply(tx, ctx, actor.WorkspaceID, []consent.ID{id}, tags)
		if err != nil || changed == 0 {
			return err
		}
		after, err := tx.Analysis(ctx, actor.WorkspaceID, id)
		if err != nil {
			return err
		}
		if kept = after.Tags; len(kept) > consent.MaxTags {
			return consent.InvalidField("tags", "An analysis may have at most %d tags.", consent.MaxTags)
		}
		return a.recordChange(ctx, tx, actor, action, "analysis/"+string(id), change{
			Before: map[string]string{"tags": strings.Join(before.Tags, ",")}, After: map[string]string{"tags": strings.Join(kept, ",")}})
	})
	return kept, err
}
