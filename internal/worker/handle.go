package worker

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
)

// handle runs the job of one task. Its context ends when the job is canceled (see
// queue.Dispatcher.Interrupt) and when the worker gives its jobs back.
func (w *Worker) handle(ctx context.Context, task *asynq.Task) error {
	w.running.Add(1)
	defer w.running.Done()
	id, err := queue.Decode(task.Payload())
	if err != nil {
		w.opts.Log.ErrorContext(ctx, "a task cannot be read", "worker", w.opts.Name, "error", err)
		return answer(err)
	}
	ctx, cancel := context.WithCancel(consent.WithJobID(ctx, id))
	defer cancel()
	defer context.AfterFunc(w.base, cancel)()
	begin := time.Now()
	err = w.run(ctx, id)
	w.report(ctx, time.Since(begin), err)
	return answer(err)
}

// run turns a panic into an error: one job must not end the others of this process.
func (w *Worker) run(ctx context.Context, id consent.ID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return w.app.RunJob(ctx, id, w.opts.Name)
}

func (w *Worker) report(ctx context.Context, took time.Duration, err error) {
	level, message := slog.LevelInfo, "attempt ended"
	switch {
	case consent.CodeOf(err) == consent.Conflict:
		level, message = slog.LevelDebug, "nothing to do for a task"
	case err != nil:
		level, message = slog.LevelError, "the outcome of an attempt could not be written"
	}
	attrs := []any{"worker", w.opts.Name, "took", took.Round(time.Millisecond)}
	if err != nil {
		attrs = append(attrs, "error", err)
	}
	w.opts.Log.Log(ctx, level, message, attrs...)
}
