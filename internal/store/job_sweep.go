package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// ReleaseExpired implements consent.JobStore. Sweepers that run at once release different
// jobs: the rows are locked as they are picked, and those of another sweeper are skipped.
func (s *Store) ReleaseExpired(ctx context.Context, now time.Time, limit int) ([]consent.Job, error) {
	var rows []jobRow
	err := s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		ids, err := tx.expired(ctx, now, limit)
		if err != nil || len(ids) == 0 {
			return tx.fail(err)
		}
		if err := tx.release(ctx, ids, now); err != nil {
			return tx.fail(err)
		}
		return tx.fail(tx.db.NewSelect().Model(&rows).Where("id IN (?)", bun.List(ids)).OrderExpr("created_at, id").Scan(ctx))
	})
	return domains(rows), err
}

func (s *Store) expired(ctx context.Context, now time.Time, limit int) ([]consent.ID, error) {
	var ids []consent.ID
	q := s.db.NewSelect().Model((*jobRow)(nil)).Column("id").Where("state = 'running'").Where("lease_until < ?", stamp(now)).
		OrderExpr("lease_until, id").Limit(int64(limit))
	return ids, s.dialect.lockRows(q).Scan(ctx, &ids)
}

// release ends the jobs that have no attempt left and queues the others again.
func (s *Store) release(ctx context.Context, ids []consent.ID, now time.Time) error {
	silent := asJSON(&consent.Failure{Code: consent.Timeout, Message: "The worker stopped answering."})
	picked := func() *bun.UpdateQuery {
		return s.db.NewUpdate().Model((*jobRow)(nil)).Set("last_error = ?", silent).
			Where("id IN (?)", bun.List(ids)).Where("state = 'running'")
	}
	_, err := picked().Set("state = ?", consent.JobDead).Set("lease_until = NULL").Set("ended_at = ?", stamp(now)).
		Set("updated_at = ?", stamp(now)).Where("attempt >= max_attempts").Exec(ctx)
	if err != nil {
		return err
	}
	_, err = requeued(picked(), now, now).Exec(ctx)
	return err
}

// DueJobs implements consent.JobStore. Inside transactions, sweepers that run at once get
// different jobs. The states are written out, since only then a partial index serves.
func (s *Store) DueJobs(ctx context.Context, now, toldBefore time.Time, limit int) ([]consent.Job, error) {
	var rows []jobRow
	q := s.db.NewSelect().Model(&rows).Where("state = 'queued'").Where("run_after <= ?", stamp(now)).
		Where("(dispatched_at IS NULL OR dispatched_at < ?)", stamp(toldBefore)).Where(notPaused).OrderExpr("run_after, id").Limit(int64(limit))
	err := s.dialect.lockRows(q).Scan(ctx)
	return domains(rows), s.fail(err)
}

// MarkDispatched implements consent.JobStore.
func (s *Store) MarkDispatched(ctx context.Context, id consent.ID, dispatchNo int, at time.Time) error {
	_, err := s.db.NewUpdate().Model((*jobRow)(nil)).Set("dispatched_at = ?", stamp(at)).
		Where("id = ?", id).Where("dispatch_no = ?", dispatchNo).Exec(ctx)
	return s.fail(err)
}

// BumpDispatch implements consent.JobStore.
func (s *Store) BumpDispatch(ctx context.Context, id consent.ID, dispatchNo int, at time.Time) (consent.Job, error) {
	return s.moveJob(ctx, "", id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("dispatch_no = dispatch_no + 1").Set("dispatched_at = NULL").Set("updated_at = ?", stamp(at)).
			Where("state = ?", consent.JobQueued).Where("dispatch_no = ?", dispatchNo)
	})
}

// DeleteEndedJobs implements consent.JobStore. Their analyses stay and keep naming them.
func (s *Store) DeleteEndedJobs(ctx context.Context, before time.Time) (int, error) {
	return s.count(s.db.NewDelete().Model((*jobRow)(nil)).Where("ended_at < ?", stamp(before)).
		Where("state NOT IN (?, ?)", consent.JobQueued, consent.JobRunning).Exec(ctx))
}
