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
	ctx, end := w.follow(ctx, task)
	begin := time.Now()
	err = w.run(ctx, id)
	w.report(ctx, time.Since(begin), err)
	end(err)
	return answer(err)
}

// follow goes on with the trace of the request that submitted the job.
func (w *Worker) follow(ctx context.Context, task *asynq.Task) (context.Context, func(error)) {
	headers := task.Headers()
	ctx, span := w.opts.Trace.Begin(w.opts.Trace.Extract(ctx, func(name string) string { return headers[name] }), "process "+task.Type(), consent.SpanConsumer)
	span.Set("messaging.system", "redis")
	span.Set("microconsent.job.id", consent.JobIDFrom(ctx))
	span.Set("microconsent.worker", w.opts.Name)
	return ctx, func(err error) {
		if consent.CodeOf(err) == consent.Conflict {
			err = nil // nothing was to do
		}
		span.End(err)
	}
}

// run turns a panic into an error: one job must not end the others of this process.
func (w *Worker) run(ctx context.Context, id consent.ID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return w.app.RunJob(ctx, id, string(w.opts.ID))
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
