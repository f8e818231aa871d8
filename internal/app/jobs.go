package app

import (
	"context"
	"strconv"

	"microconsent/internal/consent"
)

// Job returns one job.
func (a *App) Job(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Job{}, err
	}
	return a.Store.Job(ctx, actor.WorkspaceID, id)
}

// Jobs lists jobs, newest first.
func (a *App) Jobs(ctx context.Context, actor consent.Actor, f consent.JobFilter) (consent.Page[consent.Job], error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Page[consent.Job]{}, err
	}
	return a.Store.Jobs(ctx, actor.WorkspaceID, f)
}

// CountJobs counts jobs by queue and state.
func (a *App) CountJobs(ctx context.Context, actor consent.Actor) ([]consent.QueueCount, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	return a.Store.CountJobs(ctx, actor.WorkspaceID)
}

// CancelJob ends a queued or running job. Conflict when it has ended already.
func (a *App) CancelJob(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	job, err := a.moveJob(ctx, actor, "job.cancel", id, func(ctx context.Context, tx consent.Store) (consent.Job, error) {
		job, err := tx.CancelJob(ctx, actor.WorkspaceID, id, a.now())
		if err != nil {
			return job, err
		}
		failure := &consent.Failure{Code: consent.Canceled, Message: "Canceled by " + actor.Name + "."}
		return job, tx.SetAnalysisStatus(ctx, job.WorkspaceID, job.AnalysisID, consent.StatusCanceled, failure, a.now())
	})
	if err != nil {
		return job, err
	}
	a.ended(job, job.State)
	a.changed(job)
	if err := a.Queue.Interrupt(ctx, job); err != nil {
		a.Log.WarnContext(ctx, "could not interrupt the worker of a canceled job", "job_id", job.ID, "error", err)
	}
	return job, nil
}

// RetryJob queues a failed, dead or canceled job again. Conflict in any other state.
func (a *App) RetryJob(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	job, err := a.moveJob(ctx, actor, "job.retry", id, func(ctx context.Context, tx consent.Store) (consent.Job, error) {
		return a.retryOne(ctx, tx, actor, id)
	})
	if err != nil {
		return job, err
	}
	a.changed(job)
	_, _ = a.wake(ctx, job) // logged; the sweeper tries again
	return job, nil
}

// DeleteEndedJobs removes jobs that ended more than the given time ago, in every workspace.
func (a *App) DeleteEndedJobs(ctx context.Context, actor consent.Actor, in Cleanup) (int, error) {
	if err := allow(actor, mayManage); err != nil {
		return 0, err
	}
	deleted := 0
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) (err error) {
		if deleted, err = tx.DeleteEndedJobs(ctx, a.now().Add(-in.OlderThan)); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "job.cleanup", "jobs", map[string]string{"older_than": in.OlderThan.String(), "removed": strconv.Itoa(deleted)})
	})
	return deleted, err
}

// moveJob changes a job's state and records it. The state before is read in the same
// transaction; the change itself is a compare-and-set.
func (a *App) moveJob(ctx context.Context, actor consent.Actor, action string, id consent.ID, move func(context.Context, consent.Store) (consent.Job, error)) (job consent.Job, err error) {
	if err := allow(actor, maySubmit); err != nil {
		return job, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		before, err := tx.Job(ctx, actor.WorkspaceID, id)
		if err != nil {
			return err
		}
		if job, err = move(ctx, tx); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, action, "job/"+string(id), change{
			Before: map[string]string{"state": string(before.State)}, After: map[string]string{"state": string(job.State)}})
	})
	return job, err
}
