package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"microconsent/internal/consent"
)

// pausesFresh is how old the known pauses may be when a wake-up goes by them. Nothing depends
// on it: whoever claims a job looks at the database.
const pausesFresh = 2 * time.Second

// pauses are the pauses as they were last read.
type pauses struct {
	mu   sync.Mutex
	at   time.Time
	list []consent.QueuePause
}

// Queues lists the queues, the most urgent first, with their depth and pauses.
func (a *App) Queues(ctx context.Context, actor consent.Actor) ([]consent.QueueState, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	counts, err := a.Store.CountJobs(ctx, actor.WorkspaceID)
	if err != nil {
		return nil, err
	}
	paused, err := a.Store.PausedQueues(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]consent.QueueState, 0, len(consent.Priorities()))
	for _, q := range consent.Priorities() {
		state := consent.QueueState{Queue: q, Counts: map[consent.JobState]int{}}
		for _, c := range counts {
			if c.Queue == q {
				state.Counts[c.State] = c.Count
			}
		}
		if i := slices.IndexFunc(paused, func(p consent.QueuePause) bool { return p.Queue == q }); i >= 0 {
			state.Pause = &paused[i]
		}
		out = append(out, state)
	}
	return out, nil
}

// PauseQueue keeps workers from taking jobs of a queue, in every workspace and process, until
// it is resumed. Jobs that run go on. Conflict when it is paused already. Admins only.
func (a *App) PauseQueue(ctx context.Context, actor consent.Actor, q consent.Priority) (consent.QueuePause, error) {
	pause := consent.QueuePause{Queue: q, PausedAt: a.now(), PausedBy: actor.Name}
	err := a.changeQueue(ctx, actor, q, "queue.pause", change{Before: map[string]string{"state": "active"}, After: map[string]string{"state": "paused"}},
		func(ctx context.Context, tx consent.Store) error { return tx.PauseQueue(ctx, pause) })
	if consent.CodeOf(err) == consent.Conflict {
		err = consent.Wrap(err, consent.Conflict, "The queue %s is paused already.", q)
	}
	return pause, err
}

// ResumeQueue ends a pause; what waited is dispatched within a second. Conflict when the queue
// is not paused. Admins only.
func (a *App) ResumeQueue(ctx context.Context, actor consent.Actor, q consent.Priority) error {
	err := a.changeQueue(ctx, actor, q, "queue.resume", change{Before: map[string]string{"state": "paused"}, After: map[string]string{"state": "active"}},
		func(ctx context.Context, tx consent.Store) error {
			_, err := tx.ResumeQueue(ctx, q)
			return err
		})
	if consent.CodeOf(err) == consent.Conflict {
		err = consent.Wrap(err, consent.Conflict, "The queue %s is not paused.", q)
	}
	return err
}

func (a *App) changeQueue(ctx context.Context, actor consent.Actor, q consent.Priority, action string, c change, do func(context.Context, consent.Store) error) error {
	if err := allow(actor, mayManage); err != nil {
		return err
	}
	if !slices.Contains(consent.Priorities(), q) {
		return consent.InvalidField("queue", "There is no queue %q. The queues are high, default and low.", string(q))
	}
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := do(ctx, tx); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, action, "queue/"+string(q), c)
	})
	if err != nil {
		return err
	}
	if err := a.syncPauses(ctx); err != nil {
		a.Log.WarnContext(ctx, "could not tell the queue of a pause; the sweeper will", "queue", q, "error", err)
	}
	return nil
}

// syncPauses makes the queue hold back what the database says. An emptied queue forgot it.
func (a *App) syncPauses(ctx context.Context) error {
	list, err := a.Store.PausedQueues(ctx)
	if err != nil {
		return err
	}
	a.pauses.mu.Lock()
	a.pauses.at, a.pauses.list = a.now(), list
	a.pauses.mu.Unlock()
	names := make([]consent.Priority, len(list))
	for i, p := range list {
		names[i] = p.Queue
	}
	return a.Queue.Pause(ctx, names)
}

// paused says whether wake-ups of a queue are to be kept back.
func (a *App) paused(ctx context.Context, q consent.Priority) bool {
	a.pauses.mu.Lock()
	defer a.pauses.mu.Unlock()
	if now := a.now(); now.Sub(a.pauses.at) > pausesFresh {
		list, err := a.Store.PausedQueues(ctx)
		if err != nil {
			return false // to wake a worker in vain does no harm
		}
		a.pauses.at, a.pauses.list = now, list
	}
	return slices.ContainsFunc(a.pauses.list, func(p consent.QueuePause) bool { return p.Queue == q })
}
