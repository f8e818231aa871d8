package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestSubmittedPageIsJudgedAndStored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page), Name: "shop.html"})
	r.want(s, consent.JobQueued, consent.StatusQueued)
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	job, analysis := r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	if job.Attempt != 1 || len(analysis.Clauses) < 3 || analysis.Score == nil || analysis.Source.SHA256 == "" {
		t.Errorf("attempt %d, %d clauses, score %v, source %+v", job.Attempt, len(analysis.Clauses), analysis.Score, analysis.Source)
	}
	material, err := r.Material(t.Context(), r.actor, s.Analysis.ID)
	if err != nil || string(material.Text) != page {
		t.Errorf("material: %v, %d bytes", err, len(material.Text))
	}
	if got := r.actions(); !slices.Contains(got, "analysis.submit") {
		t.Errorf("audit log: %v", got)
	}
}

func TestSameBytesAreStoredOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, b := r.must(app.Submission{Body: []byte(page)}), r.must(app.Submission{Body: []byte(page)})
	if a.Analysis.SourceID == "" || a.Analysis.SourceID != b.Analysis.SourceID || a.Analysis.ID == b.Analysis.ID {
		t.Errorf("sources %q and %q", a.Analysis.SourceID, b.Analysis.SourceID)
	}
}

func TestASecondDeliveryDoesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("second delivery: %v", err)
	}
}

func TestRefusedSubmissionsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, c := range map[string]struct {
		in   app.Submission
		code consent.Code
	}{
		"empty":               {app.Submission{}, consent.Invalid},
		"white space":         {app.Submission{Body: []byte(" \n\t ")}, consent.Invalid},
		"binary":              {app.Submission{Body: []byte("\x7fELF\x00\x00\x01\x02\xff\xfe\xfd")}, consent.Invalid},
		"too large":           {app.Submission{Body: make([]byte, 1<<20+1)}, consent.TooLarge},
		"both":                {app.Submission{URL: "https://example.com", Body: []byte(page)}, consent.Invalid},
		"private address":     {app.Submission{URL: "http://10.0.0.1/"}, consent.Invalid},
		"file URL":            {app.Submission{URL: "file:///etc/passwd"}, consent.Invalid},
		"odd jurisdiction":    {app.Submission{Body: []byte(page), Options: consent.Options{Jurisdiction: "mars"}}, consent.Invalid},
		"odd priority":        {app.Submission{Body: []byte(page), Priority: "soon"}, consent.Invalid},
		"odd confidence":      {app.Submission{Body: []byte(page), Options: consent.Options{MinConfidence: 1.5}}, consent.Invalid},
		"browser not at hand": {app.Submission{Body: []byte(page), Options: consent.Options{Render: true}}, consent.Invalid},
	} {
		if _, err := r.Submit(t.Context(), r.actor, c.in); consent.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if got, err := r.Analyses(t.Context(), r.actor, consent.Filter{}); err != nil || len(got.Items) != 0 {
		t.Errorf("%d analyses left behind, %v", len(got.Items), err)
	}
}

func TestFailuresThatMayPassAreTriedAgainAndThenDead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = func(context.Context, string) (consent.Capture, error) {
		return consent.Capture{}, consent.Wrap(errors.New("dial tcp: secret detail"), consent.Unavailable, "The site does not answer.")
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	for attempt := 1; attempt <= 3; attempt++ {
		if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
			t.Fatalf("attempt %d: %v", attempt, err)
		}
		if attempt == 3 {
			break
		}
		job, _ := r.want(s, consent.JobQueued, consent.StatusQueued)
		if job.DispatchNo != attempt+1 || !job.RunAfter.After(r.clock.Now()) || job.LastError == nil {
			t.Errorf("after attempt %d: dispatch %d, run after %s, error %v", attempt, job.DispatchNo, job.RunAfter, job.LastError)
		}
		if err := r.RunJob(t.Context(), s.Job.ID, "w"); consent.CodeOf(err) != consent.Conflict {
			t.Errorf("claimed before its time: %v", err)
		}
		r.clock.advance(time.Hour)
	}
	_, analysis := r.want(s, consent.JobDead, consent.StatusFailed)
	if analysis.Failure == nil || strings.Contains(analysis.Failure.Message, "secret") || analysis.Failure.Code != consent.Unavailable {
		t.Errorf("failure %+v", analysis.Failure)
	}
	retried, err := r.RetryJob(t.Context(), r.actor, s.Job.ID)
	if err != nil || retried.State != consent.JobQueued || retried.Attempt != 0 {
		t.Fatalf("retry: %v %+v", err, retried)
	}
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		return consent.Capture{Kind: consent.SourceHTML, URL: url, ContentType: "text/html; charset=utf-8", Body: []byte(page), Text: []byte(page)}, nil
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	_, analysis = r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	if analysis.Failure != nil || analysis.Source.Kind != consent.SourceURL || analysis.Host != "example.com" {
		t.Errorf("after the retry: %+v", analysis.Source)
	}
}

func TestUselessFailuresAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = func(context.Context, string) (consent.Capture, error) {
		return consent.Capture{}, consent.Errorf(consent.Invalid, "The site answered 404.")
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	job, analysis := r.want(s, consent.JobFailed, consent.StatusFailed)
	if job.Attempt != 1 || analysis.Failure.Message != "The site answered 404." {
		t.Errorf("attempt %d, %+v", job.Attempt, analysis.Failure)
	}
}

func TestPanicOfTheWorkIsAFailedAttempt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = func(context.Context, string) (consent.Capture, error) { panic("boom") }
	s := r.must(app.Submission{URL: "https://example.com/"})
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if job, _ := r.want(s, consent.JobQueued, consent.StatusQueued); job.LastError == nil || strings.Contains(job.LastError.Message, "boom") {
		t.Errorf("last error %+v", job.LastError)
	}
}

func TestCancelWhileRunningWins(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	started, release := make(chan struct{}), make(chan struct{})
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		close(started)
		<-release
		return consent.Capture{Kind: consent.SourceHTML, URL: url, Body: []byte(page), Text: []byte(page)}, nil
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	ended := make(chan error, 1)
	go func() { ended <- r.RunJob(context.WithoutCancel(t.Context()), s.Job.ID, "w") }()
	<-started
	if _, err := r.CancelJob(t.Context(), r.actor, s.Job.ID); err != nil {
		t.Fatal(err)
	}
	close(release)
	if err := <-ended; consent.CodeOf(err) != consent.Conflict {
		t.Errorf("the attempt ended with %v", err)
	}
	r.want(s, consent.JobCanceled, consent.StatusCanceled)
	if !slices.Contains(r.queue.interrupted, s.Job.ID) {
		t.Error("the worker was not interrupted")
	}
	if _, err := r.CancelJob(t.Context(), r.actor, s.Job.ID); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("second cancel: %v", err)
	}
}

func TestStoppedWorkerGivesItsJobBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, stop := context.WithCancel(t.Context())
	r.net.fetch = func(ctx context.Context, _ string) (consent.Capture, error) {
		stop()
		<-ctx.Done()
		return consent.Capture{}, ctx.Err()
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	if err := r.RunJob(ctx, s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if job, _ := r.want(s, consent.JobQueued, consent.StatusQueued); job.LastError != nil || job.RunAfter.After(r.clock.Now()) {
		t.Errorf("given back with %+v, not before %s", job.LastError, job.RunAfter)
	}
}

func TestSweeperMendsWhatQueueAndWorkersLose(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue.set(func(q *fakeQueue) { q.down = true })
	s := r.must(app.Submission{Body: []byte(page)}) // the queue never heard of it
	r.queue.set(func(q *fakeQueue) { q.down = false })
	if _, dispatched, err := r.Sweep(t.Context()); err != nil || dispatched != 1 {
		t.Fatalf("lost wake-up: %d, %v", dispatched, err)
	}
	if _, dispatched, _ := r.Sweep(t.Context()); dispatched != 0 {
		t.Error("told twice at once")
	}
	r.clock.advance(11 * time.Second)
	if _, dispatched, _ := r.Sweep(t.Context()); dispatched != 0 {
		t.Error("dispatched a job that the queue still knows")
	}
	r.clock.advance(11 * time.Second)
	r.queue.set(func(q *fakeQueue) { q.told = map[string]bool{} }) // FLUSHALL
	if _, dispatched, _ := r.Sweep(t.Context()); dispatched != 1 {
		t.Error("an emptied queue was not told again")
	}
	r.clock.advance(11 * time.Second)
	r.queue.set(func(q *fakeQueue) {
		for id := range q.told {
			q.told[id] = false // archived: the id is taken, the task is dead
		}
	})
	if _, dispatched, _ := r.Sweep(t.Context()); dispatched != 1 {
		t.Error("an archived wake-up was not replaced")
	}
	if job, _ := r.want(s, consent.JobQueued, consent.StatusQueued); job.DispatchNo != 2 {
		t.Errorf("dispatch number %d", job.DispatchNo)
	}
}

func TestExpiredLeaseIsReleased(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	for attempt := 1; attempt <= 3; attempt++ { // three workers die silently
		now := r.clock.Now()
		if _, err := r.store.ClaimJob(t.Context(), s.Job.ID, "dying", consent.Progress{}, now, now.Add(30*time.Second)); err != nil {
			t.Fatal(err)
		}
		r.clock.advance(31 * time.Second)
		if released, _, err := r.Sweep(t.Context()); err != nil || released != 1 {
			t.Fatalf("attempt %d: released %d, %v", attempt, released, err)
		}
		r.clock.advance(time.Hour)
	}
	if _, analysis := r.want(s, consent.JobDead, consent.StatusFailed); analysis.Failure == nil {
		t.Error("a dead job says nothing of its cause")
	}
}
