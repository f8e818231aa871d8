package app

import (
	"context"

	"microconsent/internal/consent"
)

// sweepBatch bounds how many jobs one round looks at.
const sweepBatch = 500

// Sweep is one round of the sweeper: running jobs whose worker fell silent are released,
// and queued jobs that the queue was not told of lately are dispatched. Safe to run in
// several processes at once. It makes an emptied queue and a killed worker harmless.
func (a *App) Sweep(ctx context.Context) (released, dispatched int, err error) {
	released, err = a.releaseExpired(ctx)
	if err != nil {
		return released, 0, err
	}
	now := a.now()
	due, err := a.Store.DueJobs(ctx, now, now.Add(-a.settings.Redispatch), sweepBatch)
	if err != nil {
		return released, 0, err
	}
	for _, job := range due {
		if ctx.Err() != nil {
			break
		}
		if a.wake(ctx, job) {
			dispatched++
		}
	}
	if released+dispatched > 0 {
		a.Observer.Swept(released, dispatched)
	}
	return released, dispatched, nil
}

func (a *App) releaseExpired(ctx context.Context) (int, error) {
	released := 0
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		jobs, err := tx.ReleaseExpired(ctx, a.now(), sweepBatch)
		if err != nil {
			return err
		}
		for _, job := range jobs {
			if err := a.mirror(ctx, tx, job); err != nil {
				return err
			}
		}
		released = len(jobs)
		return nil
	})
	return released, err
}

// mirror gives the analysis the status that follows from its job's state.
func (a *App) mirror(ctx context.Context, tx consent.Store, job consent.Job) error {
	status, failure := consent.StatusQueued, (*consent.Failure)(nil)
	if job.State == consent.JobDead || job.State == consent.JobFailed {
		status, failure = consent.StatusFailed, job.LastError
	}
	return tx.SetAnalysisStatus(ctx, job.WorkspaceID, job.AnalysisID, status, failure, a.now())
}

// wake tells the queue of a queued job and says whether it had not known. A failure is
// only logged: the row is the truth and the next round of the sweeper tries again.
func (a *App) wake(ctx context.Context, job consent.Job) bool {
	err := a.Queue.Dispatch(ctx, job)
	told := err == nil
	if consent.CodeOf(err) == consent.Conflict {
		told, job, err = a.rewake(ctx, job)
	}
	if err != nil {
		a.Log.WarnContext(ctx, "could not dispatch a job; the sweeper will", "job", job.ID, "error", err)
		return false
	}
	if told {
		a.Observer.Dispatched(job.Queue)
	}
	if err := a.Store.MarkDispatched(ctx, job.ID, job.DispatchNo, a.now()); err != nil {
		a.Log.WarnContext(ctx, "could not note a dispatch", "job", job.ID, "error", err)
	}
	return told
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
