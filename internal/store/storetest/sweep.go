package storetest

import (
	"time"

	"microconsent/internal/consent"
)

func expiredLeases(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	again := r.running(nil)
	spent := r.running(func(j *consent.Job) { j.MaxAttempts = 1 })
	r.job(nil)
	r.same("before", must[[]consent.Job](r)(r.ReleaseExpired(ctx, start.Add(30*time.Second), 10)), []consent.Job(nil))
	at := start.Add(31 * time.Second)
	got := must[[]consent.Job](r)(r.ReleaseExpired(ctx, at, 10))
	if len(got) != 2 {
		r.t.Fatalf("released %d, want 2", len(got))
	}
	silent := got[0].LastError
	if silent == nil || silent.Message == "" {
		r.t.Fatal("a released job does not say why")
	}
	again.State, again.DispatchNo, again.Worker, again.StartedAt, again.LeaseUntil = consent.JobQueued, 2, "", nil, nil
	again.LastError, again.RunAfter, again.UpdatedAt = silent, at, at
	spent.State, spent.LeaseUntil, spent.EndedAt, spent.LastError, spent.UpdatedAt = consent.JobDead, nil, &at, silent, at
	r.same("released", got, []consent.Job{again, spent})
	r.same("stored", []consent.Job{r.now(again.ID), r.now(spent.ID)}, got)
	r.same("only once", must[[]consent.Job](r)(r.ReleaseExpired(ctx, at, 10)), []consent.Job(nil))
	for range 3 {
		r.running(nil)
	}
	r.same("limit", len(must[[]consent.Job](r)(r.ReleaseExpired(ctx, at, 2))), 2)
}

func dueJobs(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	now := start.Add(time.Minute)
	told := func(at time.Time) *time.Time { return &at }
	second := r.job(func(j *consent.Job) { j.RunAfter = now })
	first := r.job(func(j *consent.Job) { j.DispatchedAt = told(start.Add(-time.Microsecond)) })
	r.job(func(j *consent.Job) { j.RunAfter = now.Add(time.Microsecond) })
	r.job(func(j *consent.Job) { j.DispatchedAt = &start })
	r.running(nil)
	r.job(func(j *consent.Job) { j.State = consent.JobDead })
	r.same("due", must[[]consent.Job](r)(r.DueJobs(ctx, now, start, 10)), []consent.Job{first, second})
	r.same("limit", must[[]consent.Job](r)(r.DueJobs(ctx, now, start, 1)), []consent.Job{first})
	r.same("told long ago", len(must[[]consent.Job](r)(r.DueJobs(ctx, now, start.Add(time.Microsecond), 10))), 3)
}

func dispatchNumbers(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	j := r.job(nil)
	r.ok(r.MarkDispatched(ctx, j.ID, 2, start))
	r.same("another number", r.now(j.ID), j)
	at := start.Add(time.Second)
	r.ok(r.MarkDispatched(ctx, j.ID, 1, at))
	j.DispatchedAt = &at
	r.same("its number", r.now(j.ID), j)
	r.ok(r.MarkDispatched(ctx, r.id(), 1, at))
	r.want("bump of another number", code(r.BumpDispatch(ctx, j.ID, 2, at)), consent.Conflict)
	bumped := must[consent.Job](r)(r.BumpDispatch(ctx, j.ID, 1, at))
	j.DispatchNo, j.DispatchedAt, j.UpdatedAt = 2, nil, at
	r.same("bumped", bumped, j)
	r.want("twice", code(r.BumpDispatch(ctx, j.ID, 1, at)), consent.Conflict)
	r.want("running", code(r.BumpDispatch(ctx, r.running(nil).ID, 1, at)), consent.Conflict)
}
