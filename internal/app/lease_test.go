package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// hookedStore lets a test act at a certain point of an attempt.
type hookedStore struct {
	consent.Store
	onAnalysis func() // after an attempt has claimed its job and read its analysis
}

func (s *hookedStore) Analysis(ctx context.Context, workspace, id consent.ID) (consent.Analysis, error) {
	found, err := s.Store.Analysis(ctx, workspace, id)
	if s.onAnalysis != nil {
		hook := s.onAnalysis
		s.onAnalysis = nil
		hook()
	}
	return found, err
}

// hooked makes the use cases of a worker whose attempts run into the hook.
func (r *rig) hooked(hook func()) *app.App {
	deps := r.Deps
	deps.Store = &hookedStore{Store: r.store, onAnalysis: hook}
	return app.New(deps, settings())
}

func TestCancelBetweenClaimAndStartLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	w := r.hooked(func() {
		if _, err := r.CancelJob(t.Context(), r.actor, s.Job.ID); err != nil {
			t.Error(err)
		}
	})
	if err := w.RunJob(t.Context(), s.Job.ID, "w"); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("the attempt ended with %v", err)
	}
	r.want(s, consent.JobCanceled, consent.StatusCanceled)
}

func TestCanceledWhileQueuedNeverRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	if _, err := r.CancelJob(t.Context(), r.actor, s.Job.ID); err != nil {
		t.Fatal(err)
	}
	_, analysis := r.want(s, consent.JobCanceled, consent.StatusCanceled)
	if analysis.Failure == nil || analysis.Failure.Code != consent.Canceled || analysis.Failure.Message != "Canceled by tester." {
		t.Errorf("it does not say who canceled it: %+v", analysis.Failure)
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); consent.CodeOf(err) != consent.Conflict { // its wake-up still arrives
		t.Errorf("the wake-up ended with %v", err)
	}
	r.clock.advance(time.Hour)
	if released, dispatched, err := r.Sweep(t.Context()); released+dispatched != 0 || err != nil {
		t.Errorf("the sweeper took it up: %d, %d, %v", released, dispatched, err)
	}
	r.want(s, consent.JobCanceled, consent.StatusCanceled)
	if !slices.Contains(r.actions(), "job.cancel") {
		t.Error("the audit log lacks the cancellation")
	}
	if _, err := r.RetryJob(t.Context(), r.actor, s.Job.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	r.want(s, consent.JobSucceeded, consent.StatusCompleted)
}

// TestAWorkerThatComesBackLateChangesNothing lets a first worker lose its lease in the
// middle of an attempt, a second one do the job, and then the first go on.
func TestAWorkerThatComesBackLateChangesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	late := r.hooked(func() {
		r.clock.advance(31 * time.Second)
		if released, _, err := r.Sweep(t.Context()); err != nil || released != 1 {
			t.Errorf("released %d, %v", released, err)
		}
		if err := r.RunJob(t.Context(), s.Job.ID, "second"); err != nil {
			t.Error(err)
		}
	})
	if err := late.RunJob(t.Context(), s.Job.ID, "first"); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("the late attempt ended with %v", err)
	}
	job, _ := r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	if job.Worker != "second" || job.Attempt != 2 {
		t.Errorf("worker %s, attempt %d", job.Worker, job.Attempt)
	}
}

// TestAWorkerThatMissedACancellationChangesNothing cancels a job in the middle of its
// first attempt and retries it by hand: the attempts count anew, yet the first worker must
// not pass for the second.
func TestAWorkerThatMissedACancellationChangesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	first := r.hooked(func() {
		if _, err := r.CancelJob(t.Context(), r.actor, s.Job.ID); err != nil {
			t.Error(err)
		}
		if _, err := r.RetryJob(t.Context(), r.actor, s.Job.ID); err != nil {
			t.Error(err)
		}
		now := r.clock.Now()
		if _, err := r.store.ClaimJob(t.Context(), s.Job.ID, "second", consent.Progress{}, now, now.Add(time.Minute)); err != nil {
			t.Error(err)
		}
	})
	if err := first.RunJob(t.Context(), s.Job.ID, "first"); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("the first attempt ended with %v", err)
	}
	job, err := r.Job(t.Context(), r.actor, s.Job.ID)
	if err != nil || job.State != consent.JobRunning || job.Worker != "second" {
		t.Errorf("%s by %s, %v", job.State, job.Worker, err)
	}
}

func TestAnAttemptThatTakesTooLongIsTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	limits := settings()
	limits.JobTimeout = 20 * time.Millisecond
	impatient := app.New(r.Deps, limits)
	r.net.fetch = func(ctx context.Context, _ string) (consent.Capture, error) {
		<-ctx.Done()
		return consent.Capture{}, ctx.Err()
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	if err := impatient.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	job, _ := r.want(s, consent.JobQueued, consent.StatusQueued)
	if job.LastError == nil || job.LastError.Code != consent.Timeout {
		t.Errorf("last error %+v", job.LastError)
	}
}

// TestALeaseIsRenewedWhileTheWorkGoesOn waits for a renewal by the worker's own timer, and for
// the analysis to be shown as running.
func TestALeaseIsRenewedWhileTheWorkGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	limits := settings()
	limits.Lease = 30 * time.Millisecond
	w := app.New(r.Deps, limits)
	started, release := make(chan struct{}), make(chan struct{})
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		close(started)
		<-release
		return consent.Capture{Kind: consent.SourceHTML, URL: url, Body: []byte(page), Text: []byte(page)}, nil
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	ended := make(chan error, 1)
	go func() { ended <- w.RunJob(context.WithoutCancel(t.Context()), s.Job.ID, "w") }()
	<-started
	until(t, "the analysis runs", func() bool {
		analysis, err := r.Analysis(t.Context(), r.actor, s.Analysis.ID)
		return err == nil && analysis.Status == consent.StatusRunning
	})
	first, _ := r.want(s, consent.JobRunning, consent.StatusRunning)
	r.clock.advance(time.Hour)
	until(t, "the lease is renewed", func() bool {
		job, err := r.Job(t.Context(), r.actor, s.Job.ID)
		return err == nil && job.LeaseUntil.Sub(*first.LeaseUntil) > 30*time.Minute
	})
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	r.want(s, consent.JobSucceeded, consent.StatusCompleted)
}

func TestAJobThatFailsSaysWhyAndCanBeRetried(t *testing.T) {
	t.Parallel()
	for code, message := range map[consent.Code]string{
		consent.Invalid:     "The site answered 404.",
		consent.TooLarge:    "The page is larger than 1048576 bytes.",
		consent.Unsupported: "The site sent an image.",
	} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.net.fetch = func(context.Context, string) (consent.Capture, error) {
				return consent.Capture{}, consent.Errorf(code, "%s", message)
			}
			s := r.must(app.Submission{URL: "https://example.com/"})
			if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
				t.Fatal(err)
			}
			job, analysis := r.want(s, consent.JobFailed, consent.StatusFailed)
			want := consent.Failure{Code: code, Message: message}
			if job.LastError == nil || *job.LastError != want || analysis.Failure == nil || *analysis.Failure != want || job.EndedAt == nil {
				t.Errorf("job says %+v, analysis %+v", job.LastError, analysis.Failure)
			}
			r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
				return consent.Capture{Kind: consent.SourceHTML, URL: url, Body: []byte(page), Text: []byte(page)}, nil
			}
			if _, err := r.RetryJob(t.Context(), r.actor, s.Job.ID); err != nil {
				t.Fatal(err)
			}
			if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
				t.Fatal(err)
			}
			if _, err := r.RetryJob(t.Context(), r.actor, s.Job.ID); consent.CodeOf(err) != consent.Conflict {
				t.Errorf("a job that succeeded can be retried: %v", err)
			}
			r.want(s, consent.JobSucceeded, consent.StatusCompleted)
		})
	}
}

func TestTheEndsOfJobsAreCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	seen := &counting{ends: map[consent.JobState]int{}}
	deps := r.Deps
	deps.Observer = seen
	a := app.New(deps, settings())
	run, canceled, silent := r.must(app.Submission{Body: []byte(page)}), r.must(app.Submission{Body: []byte(page)}), r.must(app.Submission{Body: []byte(page)})
	if err := a.RunJob(t.Context(), run.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.CancelJob(t.Context(), r.actor, canceled.Job.ID); err != nil {
		t.Fatal(err)
	}
	for range settings().JobMaxAttempts {
		now := r.clock.Now()
		if _, err := r.store.ClaimJob(t.Context(), silent.Job.ID, "dying", consent.Progress{}, now, now.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		r.clock.advance(time.Minute)
		if _, _, err := a.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(seen.attempts, " "); got != "ok" { // those of the silent worker never ended
		t.Errorf("attempts ended as %q", got)
	}
	if len(seen.waits) != 1 || seen.waits[0] < 0 {
		t.Errorf("jobs waited %v", seen.waits)
	}
	for _, state := range []consent.JobState{consent.JobSucceeded, consent.JobCanceled, consent.JobDead} {
		if seen.ends[state] != 1 {
			t.Errorf("%s: %d ends counted", state, seen.ends[state])
		}
	}
}

type counting struct {
	silent
	ends     map[consent.JobState]int
	attempts []string
	waits    []time.Duration
}

func (c *counting) JobStarted(_ consent.Priority, waited time.Duration) {
	c.waits = append(c.waits, waited)
}

func (c *counting) AttemptEnded(_ consent.Priority, outcome string, _ time.Duration) {
	c.attempts = append(c.attempts, outcome)
}

func (c *counting) JobEnded(_ consent.Priority, s consent.JobState, _ time.Duration) { c.ends[s]++ }
