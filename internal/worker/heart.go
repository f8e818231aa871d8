package worker

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// beatTime bounds one heartbeat.
const beatTime = 3 * time.Second

// beat keeps the worker in the list of workers until it ends. Of failures in a row the first
// is logged.
func (w *Worker) beat() {
	if w.opts.Heart == nil {
		return
	}
	again := time.NewTicker(beatEvery)
	defer again.Stop()
	self := consent.Worker{ID: w.opts.ID, Name: w.opts.Name, Queues: w.opts.Queues, Concurrency: w.opts.Concurrency, State: consent.WorkerActive}
	stopping, failing := w.stopping, false
	for {
		err := w.tell(func(ctx context.Context) error { return w.opts.Heart.Beat(ctx, self) })
		if err != nil && !failing {
			w.opts.Log.Warn("a heartbeat could not be written", "worker", w.opts.Name, "error", err)
		}
		failing = err != nil
		select {
		case <-again.C:
		case <-stopping:
			self.State, stopping = consent.WorkerStopping, nil
		case <-w.closed:
			_ = w.tell(func(ctx context.Context) error { return w.opts.Heart.Leave(ctx, w.opts.ID) }) // else it grows stale
			return
		}
	}
}

func (w *Worker) tell(say func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.base), beatTime)
	defer cancel()
	return say(ctx)
}
