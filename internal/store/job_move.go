package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// stageQueued is the progress of a job that waits.
const stageQueued, stageDone = "queued", "done"

// ClaimJob implements consent.JobStore.
func (s *Store) ClaimJob(ctx context.Context, id consent.ID, worker string, p consent.Progress, now, leaseUntil time.Time) (consent.Job, error) {
	return s.moveJob(ctx, "", id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?", consent.JobRunning).Set("attempt = attempt + 1").Set("worker = ?", clean(worker)).
			Set("percent = ?", p.Percent).Set("stage = ?", clean(p.Stage)).
			Set("started_at = ?", stamp(now)).Set("lease_until = ?", stamp(leaseUntil)).Set("updated_at = ?", stamp(now)).
			Where("state = ?", consent.JobQueued).Where("run_after <= ?", stamp(now)).Where(notPaused)
	})
}

// notPaused leaves out jobs of paused queues.
const notPaused = "queue NOT IN (SELECT p.queue FROM paused_queues AS p)"

// RenewLease implements consent.JobStore.
func (s *Store) RenewLease(ctx context.Context, c consent.Claim, p consent.Progress, now, leaseUntil time.Time) error {
	return s.changed(s.claimed(c).Set("percent = ?", p.Percent).Set("stage = ?", clean(p.Stage)).
		Set("lease_until = ?", stamp(leaseUntil)).Set("updated_at = ?", stamp(now)).Exec(ctx))
}

// FinishJob implements consent.JobStore.
func (s *Store) FinishJob(ctx context.Context, c consent.Claim, state consent.JobState, failure *consent.Failure, at time.Time) error {
	if !state.Ended() {
		return consent.Errorf(consent.Internal, "A job cannot finish as %s.", state)
	}
	q := s.claimed(c).Set("state = ?", state).Set("last_error = ?", asJSON(failure)).Set("lease_until = NULL").
		Set("ended_at = ?", stamp(at)).Set("updated_at = ?", stamp(at))
	if state == consent.JobSucceeded {
		q = q.Set("percent = 100").Set("stage = ?", stageDone)
	}
	return s.changed(q.Exec(ctx))
}

// RequeueJob implements consent.JobStore.
func (s *Store) RequeueJob(ctx context.Context, c consent.Claim, failure *consent.Failure, now, runAfter time.Time) error {
	return s.changed(requeued(s.claimed(c), now, runAfter).Set("last_error = ?", asJSON(failure)).Exec(ctx))
}

// CancelJob implements consent.JobStore.
func (s *Store) CancelJob(ctx context.Context, workspace, id consent.ID, at time.Time) (consent.Job, error) {
	return s.moveJob(ctx, workspace, id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?", consent.JobCanceled).Set("lease_until = NULL").Set("ended_at = ?", stamp(at)).
			Set("updated_at = ?", stamp(at)).Where("state IN (?, ?)", consent.JobQueued, consent.JobRunning)
	})
}

// RetryJob implements consent.JobStore.
func (s *Store) RetryJob(ctx context.Context, workspace, id consent.ID, at time.Time) (consent.Job, error) {
	return s.moveJob(ctx, workspace, id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return requeued(q, at, at).Set("attempt = 0").Set("ended_at = NULL").Set("last_error = NULL").
			Where("state IN (?, ?, ?)", consent.JobFailed, consent.JobDead, consent.JobCanceled)
	})
}

// claimed begins an update of the job that a worker holds: still running, same dispatch.
func (s *Store) claimed(c consent.Claim) *bun.UpdateQuery {
	return s.db.NewUpdate().Model((*jobRow)(nil)).Where("id = ?", c.JobID).
		Where("state = ?", consent.JobRunning).Where("dispatch_no = ?", c.DispatchNo)
}

// requeued sets what a job that waits again has in common, however it came there.
func requeued(q *bun.UpdateQuery, now, runAfter time.Time) *bun.UpdateQuery {
	return q.Set("state = ?", consent.JobQueued).Set("dispatch_no = dispatch_no + 1").Set("dispatched_at = NULL").
		Set("worker = ''").Set("started_at = NULL").Set("lease_until = NULL").Set("percent = 0").Set("stage = ?", stageQueued).
		Set("run_after = ?", stamp(runAfter)).Set("updated_at = ?", stamp(now))
}

// moveJob changes one job by compare-and-set and returns it as it is then. An empty
// workspace stands for every one.
func (s *Store) moveJob(ctx context.Context, workspace, id consent.ID, change func(*bun.UpdateQuery) *bun.UpdateQuery) (consent.Job, error) {
	var row jobRow
	q := change(s.db.NewUpdate().Model(&row).Where("id = ?", id))
	if workspace != "" {
		q = q.Where("workspace_id = ?", workspace)
	}
	err := q.Returning("*").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return consent.Job{}, s.goneOrMoved(ctx, (*jobRow)(nil), workspace, id)
	}
	return row.domain(), s.fail(err)
}
