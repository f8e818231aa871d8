package app

import (
	"context"
	"slices"

	"microconsent/internal/consent"
)

// BulkAction is what a bulk action does to each analysis.
type BulkAction string

// The bulk actions. Delete takes archived analyses only; retry takes failed and canceled
// ones.
const (
	BulkArchive   BulkAction = "archive"
	BulkUnarchive BulkAction = "unarchive"
	BulkDelete    BulkAction = "delete"
	BulkTag       BulkAction = "tag"
	BulkUntag     BulkAction = "untag"
	BulkRejudge   BulkAction = "rejudge"
	BulkRetry     BulkAction = "retry"
)

// BulkActions lists them in the order in which people are offered them.
func BulkActions() []BulkAction {
	return []BulkAction{BulkTag, BulkUntag, BulkRejudge, BulkRetry, BulkArchive, BulkUnarchive, BulkDelete}
}

const (
	// MaxBulkIDs is the most analyses that a bulk action may name one by one.
	MaxBulkIDs = 1000
	// MaxBulkFailures is how many failures a bulk action tells one by one; all are counted.
	MaxBulkFailures = 1000
)

// Bulk is an action on what a filter selects, or on analyses that are named.
type Bulk struct {
	Action   BulkAction
	Filter   consent.Filter // its cursor and limit do not count
	IDs      []consent.ID   // when given, these and not the filter
	Tags     []string       // of tag and untag
	Dry      bool           // count only
	Expected int            // how many the filter selected when it was confirmed; not for IDs
	Progress func(done, total int)
}

// BulkFailure is an analysis that the action was not done to, and why.
type BulkFailure struct {
	ID  consent.ID
	Err error
}

// BulkResult is what became of a bulk action. An analysis that is already as it was to
// become counts as Unchanged.
type BulkResult struct {
	Count                   int    // what the filter or the ids select
	Query                   string // canonical form of the filter; "" for ids
	Done, Unchanged, Failed int
	Failures                []BulkFailure // the first MaxBulkFailures
}

func (r *BulkResult) fail(id consent.ID, err error) {
	if r.Failed++; len(r.Failures) < MaxBulkFailures {
		r.Failures = append(r.Failures, BulkFailure{ID: id, Err: err})
	}
}

// Bulk does one action to many analyses, batch by batch, newest first; each batch is a
// transaction with its audit event, and what is done stays done when a later one fails. What
// is submitted meanwhile is not touched. Conflict when the filter selects another number than
// expected; Count is the new one then, and is told with Invalid tags, too.
func (a *App) Bulk(ctx context.Context, actor consent.Actor, in Bulk) (BulkResult, error) {
	var out BulkResult
	if err := in.check(actor); err != nil {
		return out, err
	}
	in.Filter.Cursor, in.Filter.Page, in.Filter.Limit, in.Filter.Sort = nil, 0, 0, ""
	count, err := a.countBulk(ctx, actor, in)
	if out.Count = count; err != nil {
		return out, err
	}
	if err := in.parseTags(); err != nil {
		return out, err
	}
	if len(in.IDs) == 0 {
		out.Query = in.Filter.Values().Encode()
	}
	if in.Dry {
		return out, nil
	}
	if len(in.IDs) == 0 && count != in.Expected {
		return out, &consent.Error{Code: consent.Conflict, Message: changedNumber(count, in.Expected),
			Fields: []consent.Field{{Name: "expected", Message: changedNumber(count, in.Expected)}}}
	}
	return out, a.runBulk(ctx, actor, in, &out)
}

func changedNumber(now, before int) string {
	return consent.Errorf(consent.Conflict, "The filter selects %d analyses now, not %d. Look again and confirm the new number.", now, before).Message
}

func (in *Bulk) check(actor consent.Actor) error {
	need := mayMark
	if in.Action == BulkDelete {
		need = mayManage
	}
	if err := allow(actor, need); err != nil {
		return err
	}
	if !slices.Contains(BulkActions(), in.Action) {
		return consent.InvalidField("action", "The action must be tag, untag, rejudge, retry, archive, unarchive or delete.")
	}
	if len(in.IDs) > MaxBulkIDs {
		return consent.InvalidField("ids", "Name at most %d analyses; use a filter for more.", MaxBulkIDs)
	}
	in.IDs = slices.Compact(slices.Sorted(slices.Values(in.IDs)))
	return nil
}

// parseTags brings the tags of tag and untag into their form.
func (in *Bulk) parseTags() (err error) {
	if in.Action == BulkTag || in.Action == BulkUntag {
		in.Tags, err = consent.ParseTags(in.Tags)
	}
	return err
}

func (a *App) countBulk(ctx context.Context, actor consent.Actor, in Bulk) (int, error) {
	if len(in.IDs) > 0 {
		return len(in.IDs), nil
	}
	return a.Store.CountMatching(ctx, actor.WorkspaceID, in.Filter)
}

func (a *App) runBulk(ctx context.Context, actor consent.Actor, in Bulk, out *BulkResult) error {
	if len(in.IDs) > 0 {
		return a.runBulkIDs(ctx, actor, in, out)
	}
	for f := in.Filter; ; {
		f.Limit = consent.MaxLimit
		page, err := a.Store.Analyses(ctx, actor.WorkspaceID, f)
		if err == nil {
			err = a.bulkBatch(ctx, actor, in, page.Items, out)
		}
		if err != nil || page.Next == nil {
			return err
		}
		f.Cursor = page.Next
	}
}

func (a *App) runBulkIDs(ctx context.Context, actor consent.Actor, in Bulk, out *BulkResult) error {
	for ids := range slices.Chunk(in.IDs, consent.MaxLimit) {
		items, err := a.Store.AnalysesByID(ctx, actor.WorkspaceID, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if !slices.ContainsFunc(items, func(each consent.Analysis) bool { return each.ID == id }) {
				out.fail(id, consent.Errorf(consent.NotFound, "There is no such analysis."))
			}
		}
		if err := a.bulkBatch(ctx, actor, in, items, out); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) bulkBatch(ctx context.Context, actor consent.Actor, in Bulk, items []consent.Analysis, out *BulkResult) error {
	defer func() {
		if in.Progress != nil {
			in.Progress(out.Done+out.Unchanged+out.Failed, out.Count)
		}
	}()
	switch in.Action {
	case BulkRejudge:
		return bulkEach(items, out, func(each consent.Analysis) error {
			_, err := a.queueAgain(ctx, actor, each)
			return err
		})
	case BulkRetry:
		return bulkEach(items, out, func(each consent.Analysis) error { return a.retryAnalysis(ctx, actor, each) })
	}
	return a.bulkMark(ctx, actor, in, items, out)
}

// bulkEach does the action to one after the other. It ends at what is not an analysis's own
// fault.
func bulkEach(items []consent.Analysis, out *BulkResult, do func(consent.Analysis) error) error {
	for _, each := range items {
		err := do(each)
		switch code := consent.CodeOf(err); {
		case err == nil:
			out.Done++
		case code == consent.Conflict || code == consent.NotFound || code == consent.Invalid:
			out.fail(each.ID, err)
		default:
			return err
		}
	}
	return nil
}

func (a *App) retryAnalysis(ctx context.Context, actor consent.Actor, found consent.Analysis) error {
	if found.Status != consent.StatusFailed && found.Status != consent.StatusCanceled || found.JobID == "" {
		return consent.Errorf(consent.Conflict, "Only what failed or was canceled can be tried again.")
	}
	_, err := a.RetryJob(ctx, actor, found.JobID)
	return err
}
