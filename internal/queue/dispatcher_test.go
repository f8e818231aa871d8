package queue_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
)

func TestADispatchIsToldOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		r.known(job(1), false)
		r.dispatch(job(1), "")
		r.known(job(1), true)
		r.dispatch(job(1), consent.Conflict)
		r.dispatch(job(2), "")
		info, err := r.inspector().GetTaskInfo("high", queue.TaskID(job(1)))
		if err != nil || info.Type != queue.TaskType || info.MaxRetry != 0 || info.Timeout != 2*time.Minute || info.Retention != 0 {
			t.Errorf("task %+v, %v", info, err)
		}
		if id, err := queue.Decode(info.Payload); err != nil || id != jobID {
			t.Errorf("payload %s: %v", info.Payload, err)
		}
	})
}

func TestAfterFlushAllEverythingIsToldAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		r.dispatch(job(1), "")
		client := queue.Client(r.opt)
		defer client.Close()
		if err := client.FlushDB(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		r.known(job(1), false)
		r.dispatch(job(1), "") // by the same dispatcher
		r.known(job(1), true)
	})
}

func TestAnArchivedTaskHoldsItsIDButIsNotKnown(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		r.serve(func(context.Context, *asynq.Task) error { return errors.New("boom") })
		r.dispatch(job(1), "")
		inspector := r.inspector()
		until(t, "the task is archived", func() bool {
			info, err := inspector.GetTaskInfo("high", queue.TaskID(job(1)))
			return err == nil && info.State == asynq.TaskStateArchived
		})
		r.known(job(1), false)
		r.dispatch(job(1), consent.Conflict)
		r.dispatch(job(2), "")
	})
}

func TestInterruptReachesTheAttempt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		started, canceled := make(chan struct{}), make(chan struct{})
		r.serve(func(ctx context.Context, _ *asynq.Task) error {
			close(started)
			<-ctx.Done()
			close(canceled)
			return nil
		})
		r.dispatch(job(1), "")
		<-started
		r.known(job(1), false) // a worker has it
		until(t, "the attempt is canceled", func() bool {
			if err := r.Interrupt(t.Context(), job(1)); err != nil { // again: the server may not have subscribed yet
				t.Fatal(err)
			}
			select {
			case <-canceled:
				return true
			default:
				return false
			}
		})
	})
}

// A paused queue keeps its tasks, other queues go on, and what Redis forgot is said again.
func TestPausedQueuesKeepTheirTasks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		pause := func(queues ...consent.Priority) {
			t.Helper()
			if err := r.Pause(t.Context(), queues); err != nil {
				t.Fatal(err)
			}
		}
		pause(consent.PriorityHigh)
		pause(consent.PriorityHigh)
		ran := make(chan string, 4)
		r.serve(func(_ context.Context, task *asynq.Task) error {
			ran <- task.ResultWriter().TaskID()
			return nil
		})
		held, other := job(1), job(2)
		other.Queue = consent.PriorityLow
		r.dispatch(held, "")
		r.dispatch(other, "")
		if got := <-ran; got != queue.TaskID(other) {
			t.Fatalf("%s ran while its queue was paused", got)
		}
		r.known(held, true)
		pause()
		if got := <-ran; got != queue.TaskID(held) {
			t.Errorf("%s ran after the pause", got)
		}
	})
}

func TestAnAbsentRedisIsUnavailable(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close() // now nobody listens there
	opt, err := queue.ParseURL("redis://" + address)
	if err != nil {
		t.Fatal(err)
	}
	d := queue.New(opt, time.Minute)
	defer d.Close()
	_, known := d.Known(t.Context(), job(1))
	for name, err := range map[string]error{
		"ping": d.Ping(t.Context()), "dispatch": d.Dispatch(t.Context(), job(1)), "interrupt": d.Interrupt(t.Context(), job(1)),
		"known": known, "pause": d.Pause(t.Context(), nil),
	} {
		if consent.CodeOf(err) != consent.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}
