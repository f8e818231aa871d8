package app

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

const (
	// sweepBatch bounds how many jobs one round looks at.
	sweepBatch = 500
	// sweepCalm ends a round early: when the queue knows this many of the oldest jobs in a
	// row, they are a backlog and nothing was lost. The next round looks further on.
	sweepCalm = 100
)

// Sweep is one round of the sweeper: running jobs whose worker fell silent are released,
// and queued jobs that the queue was not told of lately are dispatched. Safe to run in
// several processes at once. It makes an emptied queue and a killed worker harmless.
func (a *App) Sweep(ctx context.Context) (released, dispatched int, err error) {
	released, err = a.releaseExpired(ctx)
	if err == nil {
		err = a.syncPauses(ctx)
	}
	if err != nil {
		return released, 0, err
	}
	now := a.now()
	due, err := a.Store.DueJobs(ctx, now, now.Add(-a.settings.Redispatch), sweepBatch)
	if err == nil {
		dispatched, err = a.wakeAll(ctx, due)
	}
	if released+dispatched > 0 {
		a.Observer.Swept(released, dispatched)
	}
	return released, dispatched, err
}

// wakeAll stops at the first failure: a queue that is away would hold each job up.
func (a *App) wakeAll(ctx context.Context, due []consent.Job) (dispatched int, err error) {
	for i, known := 0, 0; i < len(due) && known < sweepCalm; i++ {
		told, err := a.wake(ctx, due[i])
		switch {
		case err != nil:
			return dispatched, err
		case told:
			dispatched, known = dispatched+1, 0
		default:
			known++
		}
	}
	return dispatched, nil
}

func (a *App) releaseExpired(ctx context.Context) (int, error) {
	var jobs []consent.Job
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		var err error
		if jobs, err = tx.ReleaseExpired(ctx, a.now(), sweepBatch); err != nil {
			return err
		}
		for _, job := range jobs {
			if err := a.mirror(ctx, tx, job); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, job := range jobs {
		a.changed(job)
		a.Log.WarnContext(ctx, "a job's worker fell silent", "job_id", job.ID, "attempt", job.Attempt, "state", job.State)
		if job.State.Ended() {
			a.ended(job, job.State)
		}
	}
	return len(jobs), nil
}

// mirror gives the analysis the status that follows from its job's state.
func (a *App) mirror(ctx context.Context, tx consent.Store, job consent.Job) error {
	status, failure := statusOf(job.State), (*consent.Failure)(nil)
	if status == consent.StatusFailed {
		failure = job.LastError
	}
	return tx.SetAnalysisStatus(ctx, job.WorkspaceID, job.AnalysisID, status, failure, a.now())
}

// statusOf is the status of an analysis whose job is in the given state.
func statusOf(s consent.JobState) consent.Status {
	switch s {
	case consent.JobQueued:
		return consent.StatusQueued
	case consent.JobRunning:
		return consent.StatusRunning
	case consent.JobSucceeded:
		return consent.StatusCompleted
	case consent.JobCanceled:
		return consent.StatusCanceled
	default:
		return consent.StatusFailed
	}
}

// wake tells the queue of a queued job and says whether it had not known. A failure loses
// nothing: the row is the truth and the next round of the sweeper tries again.
func (a *App) wake(ctx context.Context, job consent.Job) (bool, error) {
	if a.paused(ctx, job.Queue) {
		return false, nil
	}
	err := a.Queue.Dispatch(ctx, job)
	told := err == nil
	if consent.CodeOf(err) == consent.Conflict {
		told, job, err = a.rewake(ctx, job)
	}
	if err != nil {
		a.Log.WarnContext(ctx, "could not dispatch a job; the sweeper will", "job_id", job.ID, "error", err)
		return false, err
	}
	if told {
		a.Observer.Dispatched(job.Queue)
	}
	if err := a.Store.MarkDispatched(ctx, job.ID, job.DispatchNo, a.now()); err != nil {
		a.Log.WarnContext(ctx, "could not note a dispatch", "job_id", job.ID, "error", err)
	}
	return told, nil
}

// wakeNew is wake for a job that was stored as one that the queue was told of, which saves a
// write: it is true a moment later. Where it is not, that is taken back, so that the next round
// of the sweeper tells the queue; if this process dies before, one after the time that a lost
// task takes.
func (a *App) wakeNew(ctx context.Context, job consent.Job) {
	err := a.Queue.Dispatch(ctx, job)
	if err == nil {
		a.Observer.Dispatched(job.Queue)
		return
	}
	a.Log.WarnContext(ctx, "could not dispatch a job; the sweeper will", "job_id", job.ID, "error", err)
	if err := a.Store.MarkDispatched(context.WithoutCancel(ctx), job.ID, job.DispatchNo, time.Time{}); err != nil {
		a.Log.WarnContext(ctx, "could not note that a job was not dispatched", "job_id", job.ID, "error", err)
	}
}

// rewake handles a wake-up whose id the queue has seen: when it no longer holds a live
// task for it (archived, completed), the job gets a new number and is dispatched again.
func (a *App) rewake(ctx context.Context, job consent.Job) (bool, consent.Job, error) {
	known, err := a.Queue.Known(ctx, job)
	if err != nil || known {
		return false, job, err
	}
	bumped, err := a.Store.BumpDispatch(ctx, job.ID, job.DispatchNo, a.now())
	if consent.CodeOf(err) == consent.Conflict {
		return false, job, nil // it moved on by itself
	}
	if err != nil {
		return false, job, err
	}
	return true, bumped, a.Queue.Dispatch(ctx, bumped)
}
