package worker_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
	"microconsent/internal/worker"
)

func TestADispatchedJobRunsOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		type call struct {
			id, traced consent.ID
			worker     string
		}
		ran := make(chan call, 10)
		r.start(func(ctx context.Context, id consent.ID, worker string) error {
			ran <- call{id, consent.ID(consent.JobIDFrom(ctx)), worker}
			return nil
		})
		j := job(1, consent.PriorityDefault)
		r.dispatch(j)
		if got := <-ran; got.id != j.ID || got.traced != j.ID || got.worker != "the run of w1" {
			t.Errorf("%+v", got)
		}
		until(t, "the task is gone", func() bool { return r.state(j) == "" })
		if len(ran) != 0 {
			t.Error("it ran again")
		}
	})
}

func TestOutcomesAsTheQueueSeesThem(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		outcomes := map[consent.ID]func() error{
			job(0, "").ID: func() error { return consent.Errorf(consent.Conflict, "Taken.") },
			job(1, "").ID: func() error { return consent.Errorf(consent.NotFound, "Gone.") },
			job(2, "").ID: func() error { return consent.Errorf(consent.Unavailable, "The database does not answer.") },
			job(3, "").ID: func() error { panic("boom") },
		}
		var ran calls
		r.start(func(_ context.Context, id consent.ID, _ string) error {
			ran.add(id)
			return outcomes[id]()
		})
		want := []string{"", "archived", "", ""}
		for n := range want {
			r.dispatch(job(n, consent.PriorityHigh))
		}
		for n, state := range want {
			until(t, "task "+string(job(n, "").ID)+" is "+state, func() bool { return r.state(job(n, consent.PriorityHigh)) == state })
		}
		if got := ran.all(); len(got) != len(want) {
			t.Errorf("%d runs of %d jobs", len(got), len(want))
		}
	})
}

func TestAnUnreadableTaskIsArchivedAndRunsNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		client := asynq.NewClient(r.opt)
		defer client.Close()
		info, err := client.Enqueue(asynq.NewTask(queue.TaskType, []byte(`{"v":9}`), asynq.MaxRetry(0)))
		if err != nil {
			t.Fatal(err)
		}
		r.start(func(context.Context, consent.ID, string) error { t.Error("something ran"); return nil })
		until(t, "it is archived", func() bool {
			got, err := r.inspect.GetTaskInfo("default", info.ID)
			return err == nil && got.State == asynq.TaskStateArchived
		})
	})
}

func TestStrictOrderServesHigherQueuesFirst(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		var ran calls
		done := make(chan struct{})
		low, middle, high := job(1, consent.PriorityLow), job(2, consent.PriorityDefault), job(3, consent.PriorityHigh)
		for _, j := range []consent.Job{low, middle, high} {
			r.dispatch(j)
		}
		r.start(func(_ context.Context, id consent.ID, _ string) error {
			if ran.add(id) == 3 {
				close(done)
			}
			return nil
		}, func(o *worker.Options) { o.Strict = true })
		<-done
		if got, want := ran.all(), []consent.ID{high.ID, middle.ID, low.ID}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

func TestAWorkerServesItsQueuesOnly(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		ran := make(chan consent.ID, 2)
		r.dispatch(job(1, consent.PriorityLow))
		r.dispatch(job(2, consent.PriorityHigh))
		r.start(func(_ context.Context, id consent.ID, _ string) error { ran <- id; return nil },
			func(o *worker.Options) { o.Queues = []consent.Priority{consent.PriorityHigh} })
		if got := <-ran; got != job(2, "").ID {
			t.Errorf("ran %s", got)
		}
		if got := r.state(job(1, consent.PriorityLow)); got != "pending" {
			t.Errorf("the other queue's task is %q", got)
		}
	})
}

func TestInterruptCancelsTheAttempt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		started, canceled := make(chan struct{}), make(chan struct{})
		r.start(func(ctx context.Context, _ consent.ID, _ string) error {
			close(started)
			<-ctx.Done()
			close(canceled)
			return consent.Errorf(consent.Conflict, "Canceled.")
		})
		j := job(1, consent.PriorityHigh)
		r.dispatch(j)
		<-started
		until(t, "the attempt ends", func() bool {
			if err := r.queue.Interrupt(t.Context(), j); err != nil { // again: the worker may not have subscribed yet
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

func TestStopLetsARunningJobEnd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		started, release := make(chan struct{}), make(chan struct{})
		ended := make(chan error, 1)
		w := r.startOnly(func(ctx context.Context, _ consent.ID, _ string) error {
			close(started)
			<-release
			ended <- ctx.Err()
			return nil
		})
		j := job(1, consent.PriorityHigh)
		r.dispatch(j)
		<-started
		stopped := make(chan struct{})
		go func() { r.stop(w); close(stopped) }()
		select {
		case <-stopped:
			t.Fatal("it did not wait for the job")
		case <-time.After(100 * time.Millisecond):
		}
		close(release)
		<-stopped
		if err := <-ended; err != nil {
			t.Errorf("the job was canceled: %v", err)
		}
		if got := r.state(j); got != "" {
			t.Errorf("its task is %q", got)
		}
	})
}

func TestStopGivesBackWhatOutlivesTheGrace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		started := make(chan struct{})
		var settled bool
		w := r.startOnly(func(ctx context.Context, _ consent.ID, _ string) error {
			close(started)
			<-ctx.Done()
			<-time.After(50 * time.Millisecond) // the row is written
			settled = true
			return nil
		}, func(o *worker.Options) { o.Grace = 50 * time.Millisecond })
		j := job(1, consent.PriorityHigh)
		r.dispatch(j)
		<-started
		r.stop(w)
		if !settled {
			t.Error("it did not wait for the row")
		}
		if got := r.state(j); got != "" {
			t.Errorf("its task is %q", got)
		}
	})
}

// heart notes what it is told.
type heart struct {
	beats chan consent.Worker
	left  chan consent.ID
}

func (h heart) Beat(_ context.Context, w consent.Worker) error {
	h.beats <- w
	return nil
}

func (h heart) Leave(_ context.Context, id consent.ID) error {
	h.left <- id
	return nil
}

func TestAWorkerTellsThatItLivesStopsAndEnds(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r *rig) {
		h := heart{beats: make(chan consent.Worker, 100), left: make(chan consent.ID, 1)}
		running, release := make(chan struct{}), make(chan struct{})
		w := r.startOnly(func(context.Context, consent.ID, string) error {
			close(running)
			<-release
			return nil
		}, func(o *worker.Options) { o.Name, o.ID, o.Heart = "paris", job(1, consent.PriorityHigh).ID, h })
		want := consent.Worker{ID: job(1, consent.PriorityHigh).ID, Name: "paris", Queues: consent.Priorities(), Concurrency: 1, State: consent.WorkerActive}
		if got := <-h.beats; !reflect.DeepEqual(got, want) {
			t.Errorf("%+v", got)
		}
		r.dispatch(job(0, consent.PriorityHigh))
		<-running
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			r.stop(w)
		}()
		for got := range h.beats {
			if got.State == consent.WorkerStopping {
				break
			}
		}
		close(release)
		<-stopped
		if got := <-h.left; got != want.ID {
			t.Errorf("%s left", got)
		}
	})
}
