package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"microconsent/internal/consent"
)

// patience bounds one call to Redis: a submission must not hang on it, since the sweeper
// dispatches later what could not be dispatched now.
const patience = 3 * time.Second

// Dispatcher is consent.Dispatcher on asynq. Safe for concurrent use.
type Dispatcher struct {
	redis   redis.UniversalClient
	inspect *asynq.Inspector
	timeout time.Duration // of one attempt of a job
	trace   consent.Tracer
}

var _ consent.Dispatcher = (*Dispatcher)(nil)

// New makes a dispatcher. It connects when it is first used. timeout is that of one
// attempt of a job.
func New(opt asynq.RedisConnOpt, timeout time.Duration) *Dispatcher {
	client := Client(opt)
	return &Dispatcher{redis: client, inspect: asynq.NewInspectorFromRedisClient(client), timeout: timeout, trace: consent.Untraced{}}
}

// Trace makes each wake-up carry the trace of its submission to the worker.
func (d *Dispatcher) Trace(t consent.Tracer) { d.trace = t }

// Client makes a Redis client of what ParseURL returned.
func Client(opt asynq.RedisConnOpt) redis.UniversalClient {
	client, ok := opt.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		panic(fmt.Sprintf("queue: %T makes no Redis client", opt)) // ParseURL returns no such value
	}
	return client
}

// Close ends the connections.
func (d *Dispatcher) Close() error { return d.redis.Close() }

// Dispatch puts a task for the job's DispatchNo into its queue. Conflict when the queue
// holds one already, in whatever state.
func (d *Dispatcher) Dispatch(ctx context.Context, j consent.Job) error {
	ctx, span := d.trace.Begin(ctx, "send "+string(j.Queue), consent.SpanProducer)
	span.Set("messaging.system", "redis")
	span.Set("messaging.destination.name", string(j.Queue))
	err := d.dispatch(ctx, j)
	if consent.CodeOf(err) == consent.Conflict {
		span.End(nil) // it was told before
	} else {
		span.End(err)
	}
	return err
}

func (d *Dispatcher) dispatch(ctx context.Context, j consent.Job) error {
	task, err := newTask(j, d.timeout, d.trace.Inject(ctx))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	// A client of its own for each task: it remembers which queues it has registered, and
	// after FLUSHALL would leave them unknown to the inspector. It holds no resources.
	_, err = asynq.NewClientFromRedisClient(d.redis).EnqueueContext(ctx, task)
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return consent.Wrap(err, consent.Conflict, "The queue knows this wake-up already.")
	}
	return down(err)
}

// Interrupt cancels the context of the attempt that runs under the job's DispatchNo,
// in whichever process it is.
func (d *Dispatcher) Interrupt(_ context.Context, j consent.Job) error {
	return down(d.inspect.CancelProcessing(TaskID(j)))
}

// Known says whether a task for the job's DispatchNo waits in the queue. One that a
// worker took does not count: either the job's row is no longer queued, or that worker
// died before it claimed the row, which asynq itself would notice only a minute later.
func (d *Dispatcher) Known(_ context.Context, j consent.Job) (bool, error) {
	info, err := d.inspect.GetTaskInfo(string(j.Queue), TaskID(j))
	switch {
	case errors.Is(err, asynq.ErrQueueNotFound), errors.Is(err, asynq.ErrTaskNotFound):
		return false, nil
	case err != nil:
		return false, down(err)
	}
	return waiting(info.State), nil
}

func waiting(s asynq.TaskState) bool {
	return s == asynq.TaskStatePending || s == asynq.TaskStateScheduled || s == asynq.TaskStateRetry
}

// Ping says whether Redis answers.
func (d *Dispatcher) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return down(d.redis.Ping(ctx).Err())
}

// down gives an error of Redis its code.
func down(err error) error {
	if err == nil {
		return nil
	}
	if why := refused(err); why != "" {
		return consent.Wrap(err, consent.Unavailable, "The queue's certificate is refused: %s.", why)
	}
	return consent.Wrap(err, consent.Unavailable, "The queue does not answer.")
}
