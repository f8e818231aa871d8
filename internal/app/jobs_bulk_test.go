package app_test

import (
	"context"
	"fmt"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// failedJobs makes n jobs that failed with the message.
func (r *rig) failedJobs(n int, message string) {
	r.t.Helper()
	r.net.fetch = func(context.Context, string) (consent.Capture, error) {
		return consent.Capture{}, consent.Errorf(consent.Invalid, "%s", message)
	}
	for i := range n {
		s := r.must(app.Submission{URL: fmt.Sprintf("https://example.com/%s/%d", message, i)})
		if err := r.RunJob(r.t.Context(), s.Job.ID, "w"); err != nil {
			r.t.Fatal(err)
		}
	}
}

func TestManyJobsAreRetriedByFilter(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.failedJobs(205, "broken")
	r.failedJobs(3, "refused")
	r.must(app.Submission{Body: []byte(page)})
	in := app.RetryJobs{Filter: consent.JobFilter{Error: "BROKEN"}, Dry: true}
	dry, err := r.RetryJobs(t.Context(), r.actor, in)
	if err != nil || dry != (app.JobsRetried{Count: 205}) {
		t.Fatalf("dry run: %+v, %v", dry, err)
	}
	in.Dry, in.Expected = false, 3
	if out, err := r.RetryJobs(t.Context(), r.actor, in); consent.CodeOf(err) != consent.Conflict || out.Count != 205 || out.Done != 0 {
		t.Errorf("another number: %+v, %v", out, err)
	}
	in.Expected = 205
	if out, err := r.RetryJobs(t.Context(), r.actor, in); err != nil || out != (app.JobsRetried{Count: 205, Done: 205}) {
		t.Fatalf("%+v, %v", out, err)
	}
	for state, want := range map[consent.JobState]int{consent.JobQueued: 206, consent.JobFailed: 3} {
		if n, err := r.store.CountMatchingJobs(t.Context(), r.actor.WorkspaceID, consent.JobFilter{State: state}); err != nil || n != want {
			t.Errorf("%d are %s (%v), want %d", n, state, err, want)
		}
	}
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Action: "job.retry"})
	if err != nil || len(events.Items) != 2 {
		t.Fatalf("%d events (%v)", len(events.Items), err)
	}
	if e := events.Items[1]; e.Detail["jobs"] != "200" || e.Before["state"] != "failed" || e.After["state"] != "queued" || e.Detail["filter"] == "" {
		t.Errorf("recorded %+v", e)
	}
}

func TestRetryingManyIsGuarded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	viewer := r.actor
	viewer.Role = consent.RoleViewer
	for name, c := range map[string]struct {
		actor consent.Actor
		state consent.JobState
		want  consent.Code
	}{
		"viewer":    {viewer, consent.JobFailed, consent.Forbidden},
		"running":   {r.actor, consent.JobRunning, consent.Invalid},
		"succeeded": {r.actor, consent.JobSucceeded, consent.Invalid},
		"dead":      {r.actor, consent.JobDead, ""},
		"any":       {r.actor, "", ""},
	} {
		if _, err := r.RetryJobs(t.Context(), c.actor, app.RetryJobs{Filter: consent.JobFilter{State: c.state}}); consent.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestStatesBeforeAndAfterAreRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	if _, err := r.CancelJob(t.Context(), r.actor, s.Job.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.RetryJob(t.Context(), r.actor, s.Job.ID); err != nil {
		t.Fatal(err)
	}
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Target: "job/" + string(s.Job.ID)})
	if err != nil || len(events.Items) != 2 {
		t.Fatalf("%+v, %v", events, err)
	}
	for i, want := range []string{"canceled→queued", "queued→canceled"} {
		if got := events.Items[i].Before["state"] + "→" + events.Items[i].After["state"]; got != want {
			t.Errorf("%s: %s, want %s", events.Items[i].Action, got, want)
		}
	}
}
