package app_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestAFollowerSeesEachChangeAndTheEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	started, release := make(chan struct{}), make(chan struct{})
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		close(started)
		<-release
		return consent.Capture{Kind: consent.SourceHTML, URL: url, Body: []byte(page), Text: []byte(page)}, nil
	}
	s := r.must(app.Submission{URL: "https://example.com/"})
	var seen []consent.JobState
	for job, err := range r.FollowJob(t.Context(), r.actor, s.Job.ID) {
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, job.State)
		switch {
		case job.State == consent.JobQueued:
			go func() { _ = r.RunJob(context.WithoutCancel(t.Context()), s.Job.ID, "w") }()
			<-started
		case job.State == consent.JobRunning && job.Progress.Percent == 10:
			close(release)
		}
	}
	if len(seen) < 3 || seen[0] != consent.JobQueued || seen[1] != consent.JobRunning || seen[len(seen)-1] != consent.JobSucceeded {
		t.Errorf("%v", seen)
	}
}

func TestAFollowerOfNothingIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	for name, c := range map[string]struct {
		actor consent.Actor
		id    consent.ID
		want  consent.Code
	}{
		"unknown job": {r.actor, "0197a000-0000-7000-8000-999999999999", consent.NotFound},
		"nobody":      {consent.Actor{}, s.Job.ID, consent.Unauthenticated},
	} {
		n := 0
		for _, err := range r.FollowJob(t.Context(), c.actor, c.id) {
			if n++; consent.CodeOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n != 1 {
			t.Errorf("%s: told %d times", name, n)
		}
	}
}

func TestAFollowerThatLeavesStopsLooking(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	n := 0
	for _, err := range r.FollowJob(ctx, r.actor, s.Job.ID) {
		if n++; err != nil {
			t.Error(err)
		}
		leave()
	}
	if n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestWaitAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	if got, err := r.WaitAnalysis(t.Context(), r.actor, s.Analysis.ID, 10*time.Millisecond); err != nil || got.Status != consent.StatusQueued {
		t.Errorf("patience runs out: %s, %v", got.Status, err)
	}
	go func() { _ = r.RunJob(context.WithoutCancel(t.Context()), s.Job.ID, "w") }()
	got, err := r.WaitAnalysis(t.Context(), r.actor, s.Analysis.ID, time.Minute)
	if err != nil || got.Status != consent.StatusCompleted || got.Score == nil {
		t.Errorf("%s, %v", got.Status, err)
	}
	r.clock.advance(time.Hour)
	if n, err := r.DeleteEndedJobs(t.Context(), r.actor, app.Cleanup{OlderThan: time.Minute}); n != 1 || err != nil {
		t.Fatalf("removed %d, %v", n, err)
	}
	if got, err := r.WaitAnalysis(t.Context(), r.actor, s.Analysis.ID, time.Minute); err != nil || got.Status != consent.StatusCompleted {
		t.Errorf("without its job: %s, %v", got.Status, err)
	}
}

// Each change is told once, in order, also to somebody who comes back.
func TestAWatcherIsToldEachChangeOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	go func() { _ = r.RunJob(context.WithoutCancel(t.Context()), s.Job.ID, "w") }()
	var all []consent.JobEvent
	for events, err := range r.WatchJob(t.Context(), r.actor, s.Job.ID, 0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, events...)
	}
	for i, e := range all {
		if e.ID != i+1 || e.JobID != s.Job.ID {
			t.Errorf("event %d is %+v", i+1, e)
		}
	}
	if n := len(all); n < 3 || all[0].State != consent.JobQueued || all[n-1].State != consent.JobSucceeded {
		t.Fatalf("%+v", all)
	}
	var rest []consent.JobEvent
	for events := range r.WatchJob(t.Context(), r.actor, s.Job.ID, 2) {
		rest = append(rest, events...)
	}
	if !reflect.DeepEqual(rest, all[2:]) {
		t.Errorf("behind 2: %+v", rest)
	}
	if events, ended, err := r.JobEvents(t.Context(), r.actor, s.Job.ID, len(all)); err != nil || !ended || len(events) != 0 {
		t.Errorf("behind the last: %+v, %t, %v", events, ended, err)
	}
	if _, _, err := r.JobEvents(t.Context(), consent.Actor{}, s.Job.ID, 0); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("nobody: %v", err)
	}
}
