package app

import (
	"context"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// bulkMark does to a batch what one statement can do. Those that the action does not fit
// are told first, from their rows; the statement looks again.
func (a *App) bulkMark(ctx context.Context, actor consent.Actor, in Bulk, items []consent.Analysis, out *BulkResult) error {
	var ids []consent.ID
	for _, each := range items {
		switch unfit, err := in.unfit(each); {
		case err != nil:
			out.fail(each.ID, err)
		case unfit:
			out.Unchanged++
		default:
			ids = append(ids, each.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	done, err := a.markBatch(ctx, actor, in, ids, out.Query)
	if err != nil {
		return err
	}
	out.Done += done
	out.Unchanged += len(ids) - done // changed by somebody else meanwhile
	return nil
}

// unfit says that there is nothing to do to an analysis, or why it cannot be done.
func (in Bulk) unfit(each consent.Analysis) (bool, error) {
	switch in.Action {
	case BulkArchive:
		if !each.Done() {
			return false, consent.Errorf(consent.Conflict, "This analysis has not ended yet. Cancel it first.")
		}
		return each.ArchivedAt != nil, nil
	case BulkUnarchive:
		return each.ArchivedAt == nil, nil
	case BulkDelete:
		if each.ArchivedAt == nil {
			return false, consent.Errorf(consent.Conflict, "Only what is archived can be deleted for good.")
		}
	case BulkTag:
		if len(each.Tags)+len(in.Tags) > consent.MaxTags && len(each.Tags)+missing(each.Tags, in.Tags) > consent.MaxTags {
			return false, consent.InvalidField("tags", "An analysis may have at most %d tags.", consent.MaxTags)
		}
	}
	return false, nil
}

// missing is how many of the wanted tags are not among those that are there.
func missing(there, wanted []string) int {
	has := make(map[string]bool, len(there))
	for _, tag := range there {
		has[tag] = true
	}
	n := 0
	for _, tag := range wanted {
		if !has[tag] {
			n++
		}
	}
	return n
}

// markBatch changes a batch and records it in one transaction.
func (a *App) markBatch(ctx context.Context, actor consent.Actor, in Bulk, ids []consent.ID, query string) (done int, err error) {
	facts := map[string]string{"filter": query, "ids": joinIDs(ids)}
	if in.Action == BulkDelete {
		facts["count"] = strconv.Itoa(len(ids))
		removed, err := a.deleteArchived(ctx, actor, ids, "analyses", facts)
		return len(removed), err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if done, err = in.mark(ctx, tx, actor, ids, a); err != nil || done == 0 {
			return err
		}
		facts["count"] = strconv.Itoa(done)
		if len(in.Tags) > 0 {
			facts["tags"] = strings.Join(in.Tags, ",")
		}
		return a.record(ctx, tx, actor, "analysis."+string(in.Action), "analyses", facts)
	})
	return done, err
}

func (in Bulk) mark(ctx context.Context, tx consent.Store, actor consent.Actor, ids []consent.ID, a *App) (int, error) {
	switch in.Action {
	case BulkTag:
		return tx.AddTags(ctx, actor.WorkspaceID, ids, in.Tags)
	case BulkUntag:
		return tx.RemoveTags(ctx, actor.WorkspaceID, ids, in.Tags)
	case BulkArchive:
		changed, err := tx.Archive(ctx, actor.WorkspaceID, ids, a.now())
		return len(changed), err
	default:
		changed, err := tx.Unarchive(ctx, actor.WorkspaceID, ids, a.now())
		return len(changed), err
	}
}

func joinIDs(ids []consent.ID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, " ")
}
