package app

import (
	"context"
	"strconv"

	"microconsent/internal/consent"
)

// RetryJobs queues again what the filter selects of the failed, dead and canceled jobs.
type RetryJobs struct {
	Filter   consent.JobFilter // its cursor and limit do not count; a state must be one of those three
	Dry      bool              // count only
	Expected int               // how many there were when it was confirmed
}

// JobsRetried is what became of RetryJobs. Failed are those that somebody else moved meanwhile.
type JobsRetried struct {
	Count        int // what the filter selects
	Done, Failed int
}

// retryable are the states that a job can be retried from.
func retryable() []consent.JobState {
	return []consent.JobState{consent.JobFailed, consent.JobDead, consent.JobCanceled}
}

// RetryJobs retries many, 200 at a time, each time in a transaction with its audit event: what
// is done stays done when a later one fails. Jobs that end meanwhile are not touched.
// Conflict, with the new number in Count, when the filter selects another number than expected.
func (a *App) RetryJobs(ctx context.Context, actor consent.Actor, in RetryJobs) (JobsRetried, error) {
	var out JobsRetried
	if err := allow(actor, maySubmit); err != nil {
		return out, err
	}
	filters, err := in.filters()
	if err != nil {
		return out, err
	}
	now := a.now()
	for i := range filters {
		filters[i].EndedBy = &now
		n, err := a.Store.CountMatchingJobs(ctx, actor.WorkspaceID, filters[i])
		if err != nil {
			return out, err
		}
		out.Count += n
	}
	if in.Dry {
		return out, nil
	}
	if out.Count != in.Expected {
		message := consent.Errorf(consent.Conflict, "The filter selects %d jobs now, not %d. Look again and confirm the new number.", out.Count, in.Expected).Message
		return out, &consent.Error{Code: consent.Conflict, Message: message, Fields: []consent.Field{{Name: "expected", Message: message}}}
	}
	for _, f := range filters {
		if err := a.retryMatching(ctx, actor, f, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// filters are one for each state that can be retried.
func (in RetryJobs) filters() ([]consent.JobFilter, error) {
	f := in.Filter
	f.Cursor, f.Limit = nil, consent.MaxLimit
	var out []consent.JobFilter
	for _, state := range retryable() {
		if f.State == "" || f.State == state {
			one := f
			one.State = state
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, consent.InvalidField("state", "Only failed, dead and canceled jobs can be retried.")
	}
	return out, nil
}

func (a *App) retryMatching(ctx context.Context, actor consent.Actor, f consent.JobFilter, out *JobsRetried) error {
	for {
		page, err := a.Store.Jobs(ctx, actor.WorkspaceID, f)
		if err == nil && len(page.Items) > 0 {
			err = a.retryBatch(ctx, actor, f, page.Items, out)
		}
		if err != nil || page.Next == nil {
			return err
		}
		f.Cursor = page.Next
	}
}

func (a *App) retryBatch(ctx context.Context, actor consent.Actor, f consent.JobFilter, jobs []consent.Job, out *JobsRetried) error {
	var again []consent.Job
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		again = again[:0]
		for _, each := range jobs {
			job, err := a.retryOne(ctx, tx, actor, each.ID)
			if code := consent.CodeOf(err); code == consent.Conflict || code == consent.NotFound {
				continue // somebody was faster
			}
			if err != nil {
				return err
			}
			again = append(again, job)
		}
		return a.recordChange(ctx, tx, actor, "job.retry", "jobs", change{
			Detail: map[string]string{"jobs": strconv.Itoa(len(again)), "filter": f.Values().Encode()},
			Before: map[string]string{"state": string(f.State)}, After: map[string]string{"state": string(consent.JobQueued)}})
	})
	if err != nil {
		return err
	}
	out.Done += len(again)
	out.Failed += len(jobs) - len(again)
	for _, job := range again {
		a.changed(job)
	}
	a.wakeMany(ctx, again)
	return nil
}

// wakeMany wakes workers for jobs until the queue fails, which is logged; the sweeper wakes
// them for the rest.
func (a *App) wakeMany(ctx context.Context, jobs []consent.Job) {
	for _, job := range jobs {
		if _, err := a.wake(ctx, job); err != nil {
			return
		}
	}
}

// retryOne queues a job and its analysis again, in a transaction.
func (a *App) retryOne(ctx context.Context, tx consent.Store, actor consent.Actor, id consent.ID) (consent.Job, error) {
	job, err := tx.RetryJob(ctx, actor.WorkspaceID, id, a.now())
	if err != nil {
		return job, err
	}
	return job, tx.SetAnalysisStatus(ctx, job.WorkspaceID, job.AnalysisID, consent.StatusQueued, nil, a.now())
}
