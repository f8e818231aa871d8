package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestAPausedQueueTakesNothingUntilItIsResumed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.PauseQueue(t.Context(), r.actor, consent.PriorityDefault); err != nil {
		t.Fatal(err)
	}
	s := r.must(app.Submission{Body: []byte(page)})
	if len(r.queue.told) != 0 || !slices.Equal(r.queue.paused, []consent.Priority{consent.PriorityDefault}) {
		t.Errorf("told %v, held back %v", r.queue.told, r.queue.paused)
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("a worker took it: %v", err)
	}
	r.want(s, consent.JobQueued, consent.StatusQueued)
	r.queue.set(func(q *fakeQueue) { q.paused = nil }) // an emptied queue
	r.clock.advance(time.Minute)
	if _, n, err := r.Sweep(t.Context()); err != nil || n != 0 || len(r.queue.paused) != 1 {
		t.Errorf("swept %d (%v), held back %v", n, err, r.queue.paused)
	}
	if err := r.ResumeQueue(t.Context(), r.actor, consent.PriorityDefault); err != nil {
		t.Fatal(err)
	}
	if _, n, err := r.Sweep(t.Context()); err != nil || n != 1 || len(r.queue.paused) != 0 {
		t.Errorf("after the pause: swept %d (%v), held back %v", n, err, r.queue.paused)
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Error(err)
	}
	r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Action: "queue"})
	if err != nil || len(events.Items) != 2 || events.Items[1].After["state"] != "paused" || events.Items[0].Before["state"] != "paused" || events.Items[0].Target != "queue/default" {
		t.Errorf("recorded %+v (%v)", events.Items, err)
	}
}

func TestPausesAreGuarded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	analyst := r.actor
	analyst.Role = consent.RoleAnalyst
	pause := func(actor consent.Actor, q consent.Priority) error {
		_, err := r.PauseQueue(t.Context(), actor, q)
		return err
	}
	resume := func(actor consent.Actor, q consent.Priority) error { return r.ResumeQueue(t.Context(), actor, q) }
	for _, c := range []struct {
		name string
		do   func(consent.Actor, consent.Priority) error
		who  consent.Actor
		q    consent.Priority
		want consent.Code
	}{
		{"analyst", pause, analyst, consent.PriorityLow, consent.Forbidden},
		{"no queue", pause, r.actor, "urgent", consent.Invalid},
		{"not paused", resume, r.actor, consent.PriorityLow, consent.Conflict},
		{"first", pause, r.actor, consent.PriorityLow, ""},
		{"twice", pause, r.actor, consent.PriorityLow, consent.Conflict},
		{"analyst resumes", resume, analyst, consent.PriorityLow, consent.Forbidden},
		{"resume", resume, r.actor, consent.PriorityLow, ""},
	} {
		if err := c.do(c.who, c.q); consent.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestWorkersOfOneNameHaveTheirOwnJobs: replicas in containers are often started with one name.
func TestWorkersOfOneNameHaveTheirOwnJobs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const first, second = consent.ID("0197a000-0000-7000-8000-000000000901"), consent.ID("0197a000-0000-7000-8000-000000000902")
	for _, id := range []consent.ID{first, second} {
		if err := r.Beat(t.Context(), consent.Worker{ID: id, Name: "w", Queues: consent.Priorities(), Concurrency: 1, State: consent.WorkerActive}); err != nil {
			t.Fatal(err)
		}
	}
	s, asked := r.must(app.Submission{URL: "https://example.com/"}), false
	r.net.fetch = func(ctx context.Context, _ string) (consent.Capture, error) {
		asked = true
		workers, err := r.Workers(ctx, r.actor)
		if err != nil || len(workers) != 2 {
			t.Errorf("%+v (%v)", workers, err)
		}
		for _, w := range workers {
			if runs := len(w.Jobs) == 1 && w.Jobs[0].ID == s.Job.ID; runs != (w.ID == second) || len(w.Jobs) > 1 {
				t.Errorf("%s runs %+v", w.ID, w.Jobs)
			}
		}
		return consent.Capture{}, consent.Errorf(consent.Invalid, "Enough.")
	}
	if err := r.RunJob(t.Context(), s.Job.ID, string(second)); err != nil || !asked {
		t.Fatal(err)
	}
}

func TestWorkersAreListedWithTheirJobs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	beat := func(id consent.ID, name string) {
		t.Helper()
		if err := r.Beat(t.Context(), consent.Worker{ID: id, Name: name, Queues: consent.Priorities(), Concurrency: 2, State: consent.WorkerActive}); err != nil {
			t.Fatal(err)
		}
	}
	const first, second = consent.ID("0197a000-0000-7000-8000-000000000901"), consent.ID("0197a000-0000-7000-8000-000000000902")
	beat(first, "w1")
	s := r.must(app.Submission{URL: "https://example.com/"})
	r.net.fetch = func(ctx context.Context, _ string) (consent.Capture, error) {
		r.clock.advance(consent.WorkerStale + time.Second)
		beat(second, "w2")
		workers, err := r.Workers(ctx, r.actor)
		if err != nil || len(workers) != 2 || !workers[0].Stale || workers[1].Stale || len(workers[0].Jobs) != 0 ||
			len(workers[1].Jobs) != 1 || workers[1].Jobs[0].ID != s.Job.ID || workers[1].Jobs[0].Subject != "example.com" {
			t.Errorf("%+v (%v)", workers, err)
		}
		return consent.Capture{}, consent.Errorf(consent.Invalid, "Enough.")
	}
	if err := r.RunJob(t.Context(), s.Job.ID, string(second)); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(2 * time.Hour)
	beat(second, "w2")
	workers, err := r.Workers(t.Context(), r.actor)
	if err != nil || len(workers) != 1 || workers[0].Name != "w2" || !workers[0].StartedAt.Before(workers[0].SeenAt.Add(-time.Hour)) {
		t.Errorf("%+v (%v)", workers, err)
	}
	if err := r.Leave(t.Context(), second); err != nil {
		t.Error(err)
	}
	if _, err := r.Workers(t.Context(), consent.Actor{}); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("nobody: %v", err)
	}
}
