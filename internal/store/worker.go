package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type workerRow struct {
	bun.BaseModel `bun:"table:workers,alias:w"`

	ID          consent.ID          `bun:"id,pk"`
	Name        string              `bun:"name"`
	Queues      string              `bun:"queues"` // "high,default"
	Concurrency int                 `bun:"concurrency"`
	State       consent.WorkerState `bun:"state"`
	StartedAt   time.Time           `bun:"started_at"`
	SeenAt      time.Time           `bun:"seen_at"`
}

func (r workerRow) domain() consent.Worker {
	w := consent.Worker{ID: r.ID, Name: r.Name, Concurrency: r.Concurrency, State: r.State, StartedAt: r.StartedAt.UTC(), SeenAt: r.SeenAt.UTC()}
	for name := range strings.SplitSeq(r.Queues, ",") {
		w.Queues = append(w.Queues, consent.Priority(name))
	}
	return w
}

type pauseRow struct {
	bun.BaseModel `bun:"table:paused_queues,alias:p"`

	Queue    consent.Priority `bun:"queue,pk"`
	PausedAt time.Time        `bun:"paused_at"`
	PausedBy string           `bun:"paused_by"`
}

func (r pauseRow) domain() consent.QueuePause {
	return consent.QueuePause{Queue: r.Queue, PausedAt: r.PausedAt.UTC(), PausedBy: r.PausedBy}
}

// SaveWorker implements consent.WorkerStore.
func (s *Store) SaveWorker(ctx context.Context, w consent.Worker) error {
	row := workerRow{ID: w.ID, Name: clean(w.Name), Queues: consent.QueueNames(w.Queues), Concurrency: w.Concurrency, State: w.State,
		StartedAt: stamp(w.StartedAt), SeenAt: stamp(w.SeenAt)}
	_, err := s.db.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
		Set("state = EXCLUDED.state").Set("seen_at = EXCLUDED.seen_at").Exec(ctx)
	return s.fail(err)
}

// DeleteWorker implements consent.WorkerStore.
func (s *Store) DeleteWorker(ctx context.Context, id consent.ID) error {
	_, err := s.db.NewDelete().Model((*workerRow)(nil)).Where("id = ?", id).Exec(ctx)
	return s.fail(err)
}

// DeleteSilentWorkers implements consent.WorkerStore.
func (s *Store) DeleteSilentWorkers(ctx context.Context, before time.Time) (int, error) {
	return s.count(s.db.NewDelete().Model((*workerRow)(nil)).Where("seen_at < ?", stamp(before)).Exec(ctx))
}

// Workers implements consent.WorkerStore.
func (s *Store) Workers(ctx context.Context) ([]consent.Worker, error) {
	var rows []workerRow
	err := s.db.NewSelect().Model(&rows).OrderExpr("name, started_at, id").Scan(ctx)
	return domains(rows), s.fail(err)
}

// RunningJobs implements consent.WorkerStore. The state is written out for the sake of the
// partial index.
func (s *Store) RunningJobs(ctx context.Context, workspace consent.ID, limit int) ([]consent.Job, error) {
	var rows []jobRow
	err := s.db.NewSelect().Model(&rows).Where("state = 'running'").Where("workspace_id = ?", workspace).
		OrderExpr("started_at, id").Limit(int64(limit)).Scan(ctx)
	jobs := domains(rows)
	if err == nil {
		err = s.nameSubjects(ctx, workspace, jobs)
	}
	return jobs, s.fail(err)
}

// PauseQueue implements consent.WorkerStore.
func (s *Store) PauseQueue(ctx context.Context, p consent.QueuePause) error {
	row := pauseRow{Queue: p.Queue, PausedAt: stamp(p.PausedAt), PausedBy: clean(p.PausedBy)}
	return s.changed(s.db.NewInsert().Model(&row).On("CONFLICT (queue) DO NOTHING").Exec(ctx))
}

// ResumeQueue implements consent.WorkerStore. Wake-ups that came during the pause were lost:
// every job that waits counts as not told of.
func (s *Store) ResumeQueue(ctx context.Context, queue consent.Priority) (consent.QueuePause, error) {
	var row pauseRow
	err := s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		err := tx.db.NewDelete().Model(&row).Where("queue = ?", clean(string(queue))).Returning("*").Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return errMoved
		}
		if err == nil {
			_, err = tx.db.NewUpdate().Model((*jobRow)(nil)).Set("dispatched_at = NULL").Where("state = 'queued'").Where("queue = ?", clean(string(queue))).Exec(ctx)
		}
		return tx.fail(err)
	})
	return row.domain(), err
}

// PausedQueues implements consent.WorkerStore.
func (s *Store) PausedQueues(ctx context.Context) ([]consent.QueuePause, error) {
	var rows []pauseRow
	err := s.db.NewSelect().Model(&rows).OrderExpr("queue").Scan(ctx)
	return domains(rows), s.fail(err)
}
