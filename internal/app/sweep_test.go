package app_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestTwoSweepersDispatchEachJobOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const jobs = 40
	r.queue.set(func(q *fakeQueue) { q.down = true })
	for range jobs {
		r.must(app.Submission{Body: []byte(page)})
	}
	r.queue.set(func(q *fakeQueue) { q.down = false })
	other := app.New(r.Deps, settings())
	total := 0
	var mu sync.Mutex
	var sweepers sync.WaitGroup
	for _, a := range []*app.App{r.App, other} {
		sweepers.Go(func() {
			_, dispatched, err := a.Sweep(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			total += dispatched
		})
	}
	sweepers.Wait()
	if total != jobs || len(r.queue.told) != jobs {
		t.Errorf("%d dispatches, %d tasks for %d jobs", total, len(r.queue.told), jobs)
	}
}

func TestTwoSweepersReleaseAnExpiredJobOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	now := r.clock.Now()
	if _, err := r.store.ClaimJob(t.Context(), s.Job.ID, "dying", consent.Progress{}, now, now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(time.Minute)
	total := 0
	var mu sync.Mutex
	var sweepers sync.WaitGroup
	for range 2 {
		sweepers.Go(func() {
			released, _, err := app.New(r.Deps, settings()).Sweep(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			total += released
		})
	}
	sweepers.Wait()
	job, _ := r.want(s, consent.JobQueued, consent.StatusQueued)
	if total != 1 || job.DispatchNo != 2 {
		t.Errorf("released %d times, dispatch number %d", total, job.DispatchNo)
	}
}

func TestABacklogIsNotAskedAboutInFull(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 130 {
		r.must(app.Submission{Body: []byte("<p>x</p>")})
	}
	r.clock.advance(11 * time.Second)
	asked := &askedQueue{fakeQueue: r.queue}
	deps := r.Deps
	deps.Queue = asked
	a := app.New(deps, settings())
	for round, want := range []int{100, 30, 0} { // each round goes on where the last one ended
		asked.n = 0
		if _, dispatched, err := a.Sweep(t.Context()); err != nil || dispatched != 0 {
			t.Fatalf("dispatched %d, %v", dispatched, err)
		}
		if asked.n != want {
			t.Errorf("round %d asks about %d jobs, want %d", round, asked.n, want)
		}
	}
	r.clock.advance(11 * time.Second)
	r.queue.set(func(q *fakeQueue) { q.told = map[string]bool{} }) // FLUSHALL
	if _, dispatched, err := a.Sweep(t.Context()); err != nil || dispatched != 130 {
		t.Errorf("after the queue was emptied: dispatched %d, %v", dispatched, err)
	}
}

type askedQueue struct {
	*fakeQueue
	n int
}

func (q *askedQueue) Known(ctx context.Context, j consent.Job) (bool, error) {
	q.n++
	return q.fakeQueue.Known(ctx, j)
}

func TestAQueueThatIsAwayEndsTheRound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue.set(func(q *fakeQueue) { q.down = true })
	for range 3 {
		r.must(app.Submission{Body: []byte(page)})
	}
	if _, dispatched, err := r.Sweep(t.Context()); consent.CodeOf(err) != consent.Unavailable || dispatched != 0 {
		t.Errorf("%d, %v", dispatched, err)
	}
}

// TestUntoldJobsAreSweptAtOnce: a job is stored as one that the queue was told of. Where that
// was not so, the next round tells it, and does not wait for the time that a lost task takes.
func TestUntoldJobsAreSweptAtOnce(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]bool{"told": false, "queue away": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.queue.down = away
			r.must(app.Submission{Body: []byte(page)})
			r.queue.down = false
			_, dispatched, err := r.Sweep(t.Context())
			if want := map[bool]int{true: 1}[away]; err != nil || dispatched != want {
				t.Errorf("%d dispatched, %v; want %d", dispatched, err, want)
			}
		})
	}
}
