package storetest

import (
	"time"

	"microconsent/internal/consent"
)

// jobEvents: each change of state, attempt or progress is an event with the next number,
// whichever way it came about; a renewed lease is none.
func jobEvents(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	j := r.job(nil)
	r.ok(code(r.ClaimJob(ctx, j.ID, "w", waiting, at(1), at(30))))
	for i, p := range []consent.Progress{{Stage: "queued"}, {Percent: 10, Stage: "fetch"}, {Percent: 10, Stage: "fetch"}, {Percent: 40, Stage: "extract"}} {
		r.ok(r.RenewLease(ctx, j.Claim(), p, at(2+i), at(60)))
	}
	r.ok(r.RequeueJob(ctx, j.Claim(), refused, at(6), at(7)))
	again := must[consent.Job](r)(r.ClaimJob(ctx, j.ID, "w", waiting, at(8), at(30)))
	r.ok(r.FinishJob(ctx, again.Claim(), consent.JobDead, refused, at(9)))
	r.ok(code(r.RetryJob(ctx, r.workspace, j.ID, at(10))))
	r.ok(code(r.CancelJob(ctx, r.workspace, j.ID, at(11))))
	want := []consent.JobEvent{
		{ID: 1, At: start, State: consent.JobQueued, Progress: waiting},
		{ID: 2, At: at(1), State: consent.JobRunning, Attempt: 1, Progress: waiting},
		{ID: 3, At: at(3), State: consent.JobRunning, Attempt: 1, Progress: consent.Progress{Percent: 10, Stage: "fetch"}},
		{ID: 4, At: at(5), State: consent.JobRunning, Attempt: 1, Progress: consent.Progress{Percent: 40, Stage: "extract"}},
		{ID: 5, At: at(6), State: consent.JobQueued, Attempt: 1, Progress: waiting, Failure: refused},
		{ID: 6, At: at(8), State: consent.JobRunning, Attempt: 2, Progress: waiting},
		{ID: 7, At: at(9), State: consent.JobDead, Attempt: 2, Progress: waiting, Failure: refused},
		{ID: 8, At: at(10), State: consent.JobQueued, Progress: waiting},
		{ID: 9, At: at(11), State: consent.JobCanceled, Progress: waiting},
	}
	for i := range want {
		want[i].JobID = j.ID
	}
	r.same("all", must[[]consent.JobEvent](r)(r.JobEvents(ctx, r.workspace, j.ID, 0)), want)
	r.same("behind the fourth", must[[]consent.JobEvent](r)(r.JobEvents(ctx, r.workspace, j.ID, 4)), want[4:])
	r.same("behind the last", must[[]consent.JobEvent](r)(r.JobEvents(ctx, r.workspace, j.ID, 9)), []consent.JobEvent{})
	r.want("another workspace's", code(r.JobEvents(ctx, r.other, j.ID, 0)), consent.NotFound)
	done := r.job(func(j *consent.Job) { j.State, j.EndedAt = consent.JobSucceeded, ptr(at(1)) })
	r.same("answered at once", must[[]consent.JobEvent](r)(r.JobEvents(ctx, r.workspace, done.ID, 0)),
		[]consent.JobEvent{{ID: 1, JobID: done.ID, At: at(1), State: consent.JobSucceeded, Progress: waiting}})
}

// manyJobEvents: the trail stays small and its numbers go on.
func manyJobEvents(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	j := r.running(nil)
	for i := range 400 {
		r.ok(r.RenewLease(ctx, j.Claim(), consent.Progress{Percent: i % 100, Stage: "fetch"}, start, start))
	}
	events := must[[]consent.JobEvent](r)(r.JobEvents(ctx, r.workspace, j.ID, 0))
	if len(events) < 50 || len(events) > 399 || events[len(events)-1].ID != 402 {
		r.t.Fatalf("%d events, the last one %+v", len(events), events[len(events)-1])
	}
	for i, e := range events {
		if e.ID != events[0].ID+i {
			r.t.Fatalf("event %d follows %d", e.ID, events[i-1].ID)
		}
	}
}

func jobFilter(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	fail := func(f *consent.Failure, created time.Time, q consent.Priority) consent.Job {
		return r.job(func(j *consent.Job) {
			j.State, j.LastError, j.CreatedAt, j.Queue, j.EndedAt = consent.JobFailed, f, created, q, ptr(created.Add(time.Minute))
		})
	}
	a := fail(&consent.Failure{Code: consent.Timeout, Message: "Took 100% too long"}, start, consent.PriorityLow)
	b := fail(refused, start.Add(time.Hour), consent.PriorityHigh)
	r.job(nil)
	for what, c := range map[string]struct {
		filter consent.JobFilter
		want   []consent.ID
	}{
		"error by message":   {consent.JobFilter{Error: "100% TOO"}, []consent.ID{a.ID}},
		"error by code":      {consent.JobFilter{Error: "invalid"}, []consent.ID{b.ID}},
		"error of key names": {consent.JobFilter{Error: "message"}, nil},
		"error as pattern":   {consent.JobFilter{Error: "100_ too"}, nil},
		"since":              {consent.JobFilter{Since: ptr(start.Add(time.Hour))}, []consent.ID{b.ID}},
		"until":              {consent.JobFilter{State: consent.JobFailed, Until: ptr(start.Add(time.Hour))}, []consent.ID{a.ID}},
		"ended by":           {consent.JobFilter{EndedBy: ptr(start.Add(time.Minute))}, []consent.ID{a.ID}},
		"queue and state":    {consent.JobFilter{Queue: consent.PriorityHigh, State: consent.JobFailed}, []consent.ID{b.ID}},
		"both failed":        {consent.JobFilter{State: consent.JobFailed}, []consent.ID{b.ID, a.ID}},
	} {
		page := must[consent.Page[consent.Job]](r)(r.Jobs(ctx, r.workspace, c.filter))
		var got []consent.ID
		for _, j := range page.Items {
			got = append(got, j.ID)
		}
		r.same(what, got, c.want)
		r.same(what+", counted", must[int](r)(r.CountMatchingJobs(ctx, r.workspace, c.filter)), len(c.want))
		r.same(what+", elsewhere", must[int](r)(r.CountMatchingJobs(ctx, r.other, c.filter)), 0)
	}
}

func workers(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	w := consent.Worker{ID: r.id(), Name: "w2", Queues: []consent.Priority{consent.PriorityHigh, consent.PriorityLow}, Concurrency: 4,
		State: consent.WorkerActive, StartedAt: start, SeenAt: start}
	first := w
	first.ID, first.Name, first.SeenAt = r.id(), "w1", start.Add(-time.Hour)
	r.ok(r.SaveWorker(ctx, w))
	r.ok(r.SaveWorker(ctx, first))
	w.State, w.SeenAt = consent.WorkerStopping, start.Add(time.Second)
	r.ok(r.SaveWorker(ctx, w))
	r.same("by name", must[[]consent.Worker](r)(r.Workers(ctx)), []consent.Worker{first, w})
	r.same("silent", must[int](r)(r.DeleteSilentWorkers(ctx, start)), 1)
	r.ok(r.DeleteWorker(ctx, w.ID))
	r.ok(r.DeleteWorker(ctx, w.ID))
	r.same("all gone", must[[]consent.Worker](r)(r.Workers(ctx)), []consent.Worker{})
	j := r.running(nil)
	r.job(nil)
	running := must[[]consent.Job](r)(r.RunningJobs(ctx, r.workspace, 10))
	if len(running) != 1 || running[0].ID != j.ID || running[0].Worker != "w1" {
		r.t.Errorf("running: %+v", running)
	}
	r.same("elsewhere", must[[]consent.Job](r)(r.RunningJobs(ctx, r.other, 10)), []consent.Job{})
}

// pausedQueues: no job of a paused queue is claimed or due; the end of the pause makes those
// that wait due at once.
func pausedQueues(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	low, other := r.job(func(j *consent.Job) { j.Queue = consent.PriorityLow }), r.job(nil)
	r.ok(r.MarkDispatched(ctx, low.ID, low.DispatchNo, start))
	pause := consent.QueuePause{Queue: consent.PriorityLow, PausedAt: start, PausedBy: "Ada"}
	r.want("resume of what is not paused", code(r.ResumeQueue(ctx, consent.PriorityLow)), consent.Conflict)
	r.ok(r.PauseQueue(ctx, pause))
	r.want("twice", r.PauseQueue(ctx, pause), consent.Conflict)
	r.same("paused", must[[]consent.QueuePause](r)(r.PausedQueues(ctx)), []consent.QueuePause{pause})
	r.want("claim while paused", code(r.ClaimJob(ctx, low.ID, "w", waiting, start, start)), consent.Conflict)
	due := must[[]consent.Job](r)(r.DueJobs(ctx, start, start.Add(time.Hour), 10))
	if len(due) != 1 || due[0].ID != other.ID {
		r.t.Errorf("due while paused: %+v", due)
	}
	r.same("resumed", must[consent.QueuePause](r)(r.ResumeQueue(ctx, consent.PriorityLow)), pause)
	if due := must[[]consent.Job](r)(r.DueJobs(ctx, start, start.Add(-time.Hour), 10)); len(due) != 2 {
		r.t.Errorf("due after the pause: %+v", due)
	}
	r.want("claim after it", code(r.ClaimJob(ctx, low.ID, "w", waiting, start, start)), "")
}
