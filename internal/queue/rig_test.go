package queue_test

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
	"microconsent/internal/testrig/services"
)

// onBoth runs a test on a real Redis and on the embedded default.
func onBoth(t *testing.T, test func(t *testing.T, r rig)) {
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
			r := rig{t: t, opt: opt, Dispatcher: queue.New(opt, time.Minute)}
			t.Cleanup(func() { _ = r.Close() })
			test(t, r)
		})
	}
}

type rig struct {
	*queue.Dispatcher
	t   *testing.T
	opt asynq.RedisConnOpt
}

func (r rig) dispatch(j consent.Job, want consent.Code) {
	r.t.Helper()
	if err := r.Dispatch(r.t.Context(), j); consent.CodeOf(err) != want {
		r.t.Fatalf("dispatch %s: %v, want %q", queue.TaskID(j), err, want)
	}
}

func (r rig) known(j consent.Job, want bool) {
	r.t.Helper()
	if got, err := r.Known(r.t.Context(), j); err != nil || got != want {
		r.t.Fatalf("known %s: %t, %v, want %t", queue.TaskID(j), got, err, want)
	}
}

func (r rig) inspector() *asynq.Inspector {
	i := asynq.NewInspector(r.opt)
	r.t.Cleanup(func() { _ = i.Close() })
	return i
}

// serve runs a bare asynq server with the handler until the test ends.
func (r rig) serve(handle asynq.HandlerFunc) {
	r.t.Helper()
	server := asynq.NewServer(r.opt, asynq.Config{Concurrency: 2, Queues: map[string]int{"high": 6, "default": 3, "low": 1},
		TaskCheckInterval: 20 * time.Millisecond, LogLevel: asynq.FatalLevel, ShutdownTimeout: time.Second})
	if err := server.Start(handle); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(server.Shutdown)
}

func job(n int) consent.Job {
	return consent.Job{ID: jobID, Queue: consent.PriorityHigh, DispatchNo: n}
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
