package app

import (
	"cmp"
	"context"

	"microconsent/internal/consent"
)

// MaxRejudge is the largest number of analyses in one RejudgeMany.
const MaxRejudge = 1000

// Rejudge queues the stored source of an analysis to be judged again by this version's
// rules, without a new visit. The result is an analysis of its own that names the first one
// of the source in RejudgedFrom. Conflict when there is no stored source or no result yet.
func (a *App) Rejudge(ctx context.Context, actor consent.Actor, id consent.ID) (Submitted, error) {
	if err := allow(actor, maySubmit); err != nil {
		return Submitted{}, err
	}
	before, err := a.Store.Analysis(ctx, actor.WorkspaceID, id)
	if err != nil {
		return Submitted{}, err
	}
	return a.queueAgain(ctx, actor, before)
}

// Requeued is what became of many analyses that were to be judged again.
type Requeued struct {
	Queued  []consent.Analysis // the new ones
	Skipped int                // without a stored source or a result
	Next    *consent.Cursor    // where to go on; nil at the end
}

// RejudgeMany queues what the filter selects, newest first, at most MaxRejudge at a time.
// Analyses that judged a source again themselves are left out: their source is that of
// another one.
func (a *App) RejudgeMany(ctx context.Context, actor consent.Actor, f consent.Filter) (Requeued, error) {
	if err := allow(actor, maySubmit); err != nil {
		return Requeued{}, err
	}
	out := Requeued{Next: f.Cursor}
	for f.Limit = consent.MaxLimit; len(out.Queued)+consent.MaxLimit <= MaxRejudge; {
		page, err := a.Store.Analyses(ctx, actor.WorkspaceID, f)
		if err != nil {
			return out, err
		}
		if err := a.queueAll(ctx, actor, page.Items, &out); err != nil {
			return out, err
		}
		if f.Cursor, out.Next = page.Next, page.Next; page.Next == nil {
			break
		}
	}
	return out, nil
}

func (a *App) queueAll(ctx context.Context, actor consent.Actor, items []consent.Analysis, out *Requeued) error {
	for _, each := range items {
		if each.RejudgedFrom != "" {
			continue
		}
		queued, err := a.queueAgain(ctx, actor, each)
		switch {
		case consent.CodeOf(err) == consent.Conflict:
			out.Skipped++
		case err != nil:
			return err
		default:
			out.Queued = append(out.Queued, queued.Analysis)
		}
	}
	return nil
}

func (a *App) queueAgain(ctx context.Context, actor consent.Actor, before consent.Analysis) (Submitted, error) {
	if err := rejudgeable(before); err != nil {
		return Submitted{}, err
	}
	again := a.again(before)
	job := a.newJob(again, consent.PriorityLow)
	job.Kind = consent.JobRejudge
	again.JobID = job.ID
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.CreateSubmission(ctx, again, job); err != nil {
			return err
		}
		return a.recordRejudge(ctx, tx, actor, again)
	})
	if err != nil {
		return Submitted{}, err
	}
	_, _ = a.wake(ctx, job) // logged; the sweeper tries again
	return Submitted{Analysis: again, Job: job}, nil
}

func rejudgeable(before consent.Analysis) error {
	switch {
	case !before.Done():
		return consent.Errorf(consent.Conflict, "This analysis has no result yet.")
	case before.SourceID == "":
		return consent.Errorf(consent.Conflict, "The source of this analysis is not stored, so it cannot be judged again.")
	}
	return nil
}

// again is a new analysis of the source of an earlier one, queued.
func (a *App) again(before consent.Analysis) consent.Analysis {
	now := a.now()
	return consent.Analysis{ID: a.IDs.NewID(), WorkspaceID: before.WorkspaceID, SourceID: before.SourceID, CreatedAt: now, UpdatedAt: now,
		Status: consent.StatusQueued, Host: before.Host, Site: siteOf(before.Host), Source: before.Source, Options: before.Options,
		Redirects: before.Redirects, RejudgedFrom: cmp.Or(before.RejudgedFrom, before.ID)}
}

func (a *App) recordRejudge(ctx context.Context, tx consent.Store, actor consent.Actor, again consent.Analysis) error {
	return a.record(ctx, tx, actor, "analysis.rejudge", "analysis/"+string(again.ID), map[string]string{"from": string(again.RejudgedFrom), "host": again.Host})
}

// RejudgeNow judges the stored source of an analysis again while the caller waits and
// compares with the last verdict on it. keep stores the new analysis; where engine, ruleset
// and result are the same as at last there is nothing to keep, and Head has no id then, as
// without keep.
func (a *App) RejudgeNow(ctx context.Context, actor consent.Actor, id consent.ID, keep bool) (Compared, error) {
	if err := allow(actor, maySubmit); err != nil {
		return Compared{}, err
	}
	before, err := a.Analysis(ctx, actor, id)
	if err != nil {
		return Compared{}, err
	}
	if err := rejudgeable(before); err != nil {
		return Compared{}, err
	}
	out := Compared{Head: a.again(before)}
	if out.Base, err = a.lastVerdict(ctx, actor, out.Head); err != nil {
		return out, err
	}
	captured, _, err := a.stored(ctx, out.Head)
	if err != nil {
		return out, err
	}
	if err := a.judge(ctx, &out.Head, captured); err != nil {
		return out, err
	}
	if err := a.carry(ctx, a.Store, &out.Head); err != nil {
		return out, err
	}
	out.Change = consent.Compare(out.Base, out.Head)
	if !keep || out.Change.Same() && out.Base.Engine == out.Head.Engine {
		out.Head.ID = ""
		return out, nil
	}
	return out, a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := a.store(ctx, tx, out.Head); err != nil {
			return err
		}
		return a.recordRejudge(ctx, tx, actor, out.Head)
	})
}

// lastVerdict is what a judgement made again is compared with, with all its parts. A source
// whose analyses all failed is compared with the first of them.
func (a *App) lastVerdict(ctx context.Context, actor consent.Actor, again consent.Analysis) (consent.Analysis, error) {
	last, err := a.Store.LastJudgement(ctx, again)
	if consent.CodeOf(err) == consent.NotFound {
		last.ID, err = again.RejudgedFrom, nil
	}
	if err != nil {
		return last, err
	}
	return a.Analysis(ctx, actor, last.ID)
}

// store writes an analysis that is done already.
func (a *App) store(ctx context.Context, tx consent.Store, done consent.Analysis) error {
	if err := tx.CreateAnalysis(ctx, done); err != nil {
		return err
	}
	return tx.SaveResult(ctx, done)
}
