package worker

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
)

// Runner is what the worker needs of the application. *app.App is one. worker is Options.ID.
type Runner interface {
	RunJob(ctx context.Context, id consent.ID, worker string) error
}

// Heart is told that a worker lives, and that it ended. *app.App is one.
type Heart interface {
	Beat(ctx context.Context, w consent.Worker) error
	Leave(ctx context.Context, id consent.ID) error
}

// Options of a worker.
type Options struct {
	ID          consent.ID // of this run of the process; stands in the rows of its jobs
	Heart       Heart      // nil: the worker is in no list
	Redis       asynq.RedisConnOpt
	Name        string             // shown in the list of workers and in the log; several may have the same
	Queues      []consent.Priority // that it serves
	Concurrency int                // jobs at once
	Strict      bool               // a lower queue only when all higher ones are empty
	Grace       time.Duration      // how long running jobs may go on after Stop
	Log         *slog.Logger
	Trace       consent.Tracer // nil: none
}

const (
	// checkEvery is about how long a job waits for an idle worker. Each check costs one
	// small script per queue in Redis.
	checkEvery = 200 * time.Millisecond
	// settleTime is what jobs that are given back have to write their rows.
	settleTime = 20 * time.Second
	// beatEvery is the time between two heartbeats.
	beatEvery = consent.WorkerStale / 4
)

// Worker takes tasks from the queue and runs their jobs.
type Worker struct {
	app      Runner
	opts     Options
	redis    redis.UniversalClient
	server   *asynq.Server
	base     context.Context // of every attempt; ends when jobs are to be given back
	giveBack context.CancelFunc
	running  sync.WaitGroup // attempts, also those whose task asynq has given up
	beats    sync.WaitGroup
	closed   chan struct{}
	stopping chan struct{}
}

// New makes a worker. Start connects it.
func New(app Runner, o Options) *Worker {
	if o.Trace == nil {
		o.Trace = consent.Untraced{}
	}
	return &Worker{app: app, opts: o, closed: make(chan struct{}), stopping: make(chan struct{})}
}

// Start takes tasks until Stop. The end of ctx gives all running jobs back; it must not
// be the context of the process's signal, or a stop would never wait for them.
func (w *Worker) Start(ctx context.Context) error {
	w.base, w.giveBack = context.WithCancel(ctx)
	w.redis = queue.Client(w.opts.Redis)
	// Attempts get a base of their own instead of w.base: asynq would archive a task as
	// failed at once when its context ends, without waiting for the handler.
	w.server = asynq.NewServerFromRedisClient(w.redis, asynq.Config{
		Concurrency: w.opts.Concurrency, Queues: weights(w.opts.Queues), StrictPriority: w.opts.Strict,
		BaseContext:       func() context.Context { return context.WithoutCancel(ctx) },
		TaskCheckInterval: checkEvery, ShutdownTimeout: w.opts.Grace + settleTime, Logger: logger{w.opts.Log}, LogLevel: asynq.DebugLevel,
	})
	if err := w.server.Start(asynq.HandlerFunc(w.handle)); err != nil {
		w.giveBack()
		_ = w.redis.Close()
		return consent.Wrap(err, consent.Unavailable, "The worker cannot be started.")
	}
	w.beats.Go(w.beat)
	w.opts.Log.Info("worker started", "worker", w.opts.Name, "queues", w.opts.Queues, "concurrency", w.opts.Concurrency, "strict", w.opts.Strict)
	return nil
}

// weights are the shares of the queues: of ten jobs six come from high, three from
// default, one from low, while all have work.
func weights(queues []consent.Priority) map[string]int {
	share := map[consent.Priority]int{consent.PriorityHigh: 6, consent.PriorityDefault: 3, consent.PriorityLow: 1}
	out := map[string]int{}
	for _, q := range queues {
		out[string(q)] = share[q]
	}
	return out
}

// Stop takes no more tasks, lets running jobs end until the grace or ctx is over, then
// gives the rest back to the queue. Every job's row is written when it returns.
func (w *Worker) Stop(ctx context.Context) error {
	close(w.stopping)
	grace, cancel := context.WithTimeout(ctx, w.opts.Grace)
	defer cancel()
	drained := make(chan struct{})
	go func() {
		w.server.Shutdown()
		close(drained)
	}()
	select {
	case <-drained:
	case <-grace.Done():
		w.opts.Log.Info("giving unfinished jobs back", "worker", w.opts.Name)
		w.giveBack()
		<-drained // bounded by the server's own timeout
	}
	w.running.Wait()
	close(w.closed)
	w.beats.Wait()
	w.giveBack()
	return w.redis.Close()
}
