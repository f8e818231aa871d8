package worker_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
	"microconsent/internal/testrig/services"
	"microconsent/internal/worker"
)

// onBoth runs a test on a real Redis and on the embedded default.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	for name, start := range map[string]func(testing.TB) string{
		"redis":     services.Redis,
		"miniredis": func(t testing.TB) string { return "redis://" + miniredis.RunT(t).Addr() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt, err := queue.ParseURL(start(t))
			if err != nil {
				t.Fatal(err)
			}
			r := &rig{t: t, opt: opt, queue: queue.New(opt, time.Minute), inspect: asynq.NewInspector(opt)}
			t.Cleanup(func() { _, _ = r.queue.Close(), r.inspect.Close() })
			test(t, r)
		})
	}
}

type rig struct {
	t       *testing.T
	opt     asynq.RedisConnOpt
	queue   *queue.Dispatcher
	inspect *asynq.Inspector
}

// runner is the application, as a function.
type runner func(ctx context.Context, id consent.ID, worker string) error

func (r runner) RunJob(ctx context.Context, id consent.ID, worker string) error {
	return r(ctx, id, worker)
}

// start runs a worker with one slot until the test ends.
func (r *rig) start(run runner, change ...func(*worker.Options)) *worker.Worker {
	r.t.Helper()
	w := r.startOnly(run, change...)
	r.t.Cleanup(func() { r.stop(w) })
	return w
}

func (r *rig) startOnly(run runner, change ...func(*worker.Options)) *worker.Worker {
	r.t.Helper()
	o := worker.Options{ID: "the run of w1", Redis: r.opt, Name: "w1", Queues: consent.Priorities(), Concurrency: 1, Grace: 5 * time.Second, Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&o)
	}
	w := worker.New(run, o)
	if err := w.Start(context.WithoutCancel(r.t.Context())); err != nil {
		r.t.Fatal(err)
	}
	return w
}

func (r *rig) stop(w *worker.Worker) {
	r.t.Helper()
	if err := w.Stop(context.WithoutCancel(r.t.Context())); err != nil {
		r.t.Errorf("stop: %v", err)
	}
}

func job(n int, q consent.Priority) consent.Job {
	ids := []consent.ID{"0197a000-0000-7000-8000-000000000000", "0197a000-0000-7000-8000-000000000001", "0197a000-0000-7000-8000-000000000002",
		"0197a000-0000-7000-8000-000000000003"}
	return consent.Job{ID: ids[n], Queue: q, DispatchNo: 1}
}

func (r *rig) dispatch(j consent.Job) {
	r.t.Helper()
	if err := r.queue.Dispatch(r.t.Context(), j); err != nil {
		r.t.Fatal(err)
	}
}

// state is what the queue says of a job's task; "" when it holds none.
func (r *rig) state(j consent.Job) string {
	info, err := r.inspect.GetTaskInfo(string(j.Queue), queue.TaskID(j))
	if err != nil {
		return ""
	}
	return info.State.String()
}

// until asks again and again until check is true.
func until(t *testing.T, what string, check func() bool) {
	t.Helper()
	deadline, again := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer again.Stop()
	for !check() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

// calls records ids in order.
type calls struct {
	mu  sync.Mutex
	ids []consent.ID
}

func (c *calls) add(id consent.ID) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids = append(c.ids, id)
	return len(c.ids)
}

func (c *calls) all() []consent.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]consent.ID(nil), c.ids...)
}
