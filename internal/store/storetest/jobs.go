package storetest

import (
	"time"

	"microconsent/internal/consent"
)

// job stores a queued job with its analysis; change may alter it first.
func (r *rig) job(change func(*consent.Job)) consent.Job {
	r.t.Helper()
	a := r.queued(start)
	r.ok(r.CreateAnalysis(r.t.Context(), a))
	j := consent.Job{ID: r.id(), WorkspaceID: r.workspace, Kind: consent.JobAnalyze, AnalysisID: a.ID, Queue: consent.PriorityDefault,
		State: consent.JobQueued, MaxAttempts: 2, DispatchNo: 1, Progress: consent.Progress{Stage: "queued"},
		CreatedAt: start, UpdatedAt: start, RunAfter: start}
	if change != nil {
		change(&j)
	}
	r.ok(r.CreateJob(r.t.Context(), j))
	return j
}

// waiting is the progress of a job that has not begun.
var waiting = consent.Progress{Stage: "queued"}

// submission stores both, or neither.
func submission(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	one := r.job(nil)
	a := r.queued(start)
	j := one
	j.ID, j.AnalysisID = r.id(), a.ID
	r.ok(r.CreateSubmission(ctx, a, j))
	r.same("the analysis", must[consent.Analysis](r)(r.Analysis(ctx, r.workspace, a.ID)), a)
	r.same("the job", r.now(j.ID), j)
	b := r.queued(start)
	j.AnalysisID = b.ID
	r.want("a job that is there already", r.CreateSubmission(ctx, b, j), consent.Conflict)
	r.want("its analysis", code(r.Analysis(ctx, r.workspace, b.ID)), consent.NotFound)
}

// running stores a job that a worker has claimed until start + 30 s.
func (r *rig) running(change func(*consent.Job)) consent.Job {
	r.t.Helper()
	return must[consent.Job](r)(r.ClaimJob(r.t.Context(), r.job(change).ID, "w1", waiting, start, start.Add(30*time.Second)))
}

func (r *rig) now(id consent.ID) consent.Job {
	r.t.Helper()
	return must[consent.Job](r)(r.JobByID(r.t.Context(), id))
}

var refused = &consent.Failure{Code: consent.Invalid, Message: "Ungültig '?'"}

func jobLife(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	full := r.job(func(j *consent.Job) {
		j.Queue, j.State, j.Attempt, j.Worker, j.Progress = consent.PriorityHigh, consent.JobDead, 2, "w", consent.Progress{Percent: 40, Stage: "fetch"}
		j.LastError, j.StartedAt, j.EndedAt, j.LeaseUntil, j.DispatchedAt = refused, &start, ptr(start.Add(time.Second)), ptr(start.Add(2*time.Second)), ptr(start.Add(3*time.Second))
	})
	r.same("every field", must[consent.Job](r)(r.Job(ctx, r.workspace, full.ID)), full)
	r.want("twice", r.CreateJob(ctx, full), consent.Conflict)
	r.want("unknown", code(r.JobByID(ctx, r.id())), consent.NotFound)

	j := r.job(nil)
	at, lease := start.Add(time.Second), start.Add(31*time.Second)
	claimed := must[consent.Job](r)(r.ClaimJob(ctx, j.ID, "w1", consent.Progress{Percent: 10, Stage: "fetch"}, at, lease))
	j.Progress = consent.Progress{Percent: 10, Stage: "fetch"}
	j.State, j.Attempt, j.Worker, j.StartedAt, j.LeaseUntil, j.UpdatedAt = consent.JobRunning, 1, "w1", &at, &lease, at
	r.same("claimed", claimed, j)
	later, longer := at.Add(time.Second), lease.Add(time.Minute)
	r.ok(r.RenewLease(ctx, j.Claim(), consent.Progress{Percent: 40, Stage: "extract"}, later, longer))
	j.Progress, j.UpdatedAt, j.LeaseUntil = consent.Progress{Percent: 40, Stage: "extract"}, later, &longer
	r.same("renewed", r.now(j.ID), j)
	end := later.Add(time.Second)
	r.ok(r.FinishJob(ctx, j.Claim(), consent.JobSucceeded, nil, end))
	j.State, j.Progress, j.LeaseUntil, j.EndedAt, j.UpdatedAt = consent.JobSucceeded, consent.Progress{Percent: 100, Stage: "done"}, nil, &end, end
	r.same("finished", r.now(j.ID), j)
}

func jobClaims(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	for _, state := range consent.JobStates() {
		j := r.job(func(j *consent.Job) { j.State = state })
		want := consent.Conflict
		if state == consent.JobQueued {
			want = ""
		}
		r.want("claim of a job that is "+string(state), code(r.ClaimJob(ctx, j.ID, "w", waiting, start, start)), want)
	}
	early := r.job(func(j *consent.Job) { j.RunAfter = start.Add(time.Microsecond) })
	r.want("not due", code(r.ClaimJob(ctx, early.ID, "w", waiting, start, start)), consent.Conflict)
	r.want("due", code(r.ClaimJob(ctx, early.ID, "w", waiting, start.Add(time.Microsecond), start)), "")
	r.want("unknown", code(r.ClaimJob(ctx, r.id(), "w", waiting, start, start)), consent.NotFound)
	failed := r.running(nil)
	r.ok(r.FinishJob(ctx, failed.Claim(), consent.JobFailed, refused, start))
	r.same("failed", r.now(failed.ID).LastError, refused)
	r.want("finish as queued", r.FinishJob(ctx, r.running(nil).Claim(), consent.JobQueued, nil, start), consent.Internal)
}

// lostClaims: whoever no longer holds the job changes nothing.
func lostClaims(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	held := r.running(nil)
	stale := held.Claim()
	stale.DispatchNo--
	ended := r.running(nil)
	r.ok(r.FinishJob(ctx, ended.Claim(), consent.JobSucceeded, nil, start))
	for what, c := range map[string]consent.Claim{"stale": stale, "ended": ended.Claim(), "queued": r.job(nil).Claim(), "unknown": {JobID: r.id()}} {
		r.want(what+" renew", r.RenewLease(ctx, c, consent.Progress{}, start, start), consent.Conflict)
		r.want(what+" finish", r.FinishJob(ctx, c, consent.JobFailed, refused, start), consent.Conflict)
		r.want(what+" requeue", r.RequeueJob(ctx, c, refused, start, start), consent.Conflict)
	}
	r.same("still held", r.now(held.ID), held)
}

func jobRequeue(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	j := r.running(nil)
	r.ok(r.MarkDispatched(ctx, j.ID, 1, start))
	r.ok(r.RenewLease(ctx, j.Claim(), consent.Progress{Percent: 50, Stage: "fetch"}, start, start))
	at, after := start.Add(time.Second), start.Add(time.Minute)
	r.ok(r.RequeueJob(ctx, j.Claim(), refused, at, after))
	want := j
	want.State, want.DispatchNo, want.Worker, want.StartedAt, want.LeaseUntil = consent.JobQueued, 2, "", nil, nil
	want.Progress, want.LastError, want.RunAfter, want.UpdatedAt = consent.Progress{Stage: "queued"}, refused, after, at
	r.same("queued again", r.now(j.ID), want)
	again := must[consent.Job](r)(r.ClaimJob(ctx, j.ID, "w2", waiting, after, after))
	r.same("attempts go on", again.Attempt, 2)
	r.ok(r.RequeueJob(ctx, again.Claim(), nil, at, at))
	r.same("given back without a failure", r.now(j.ID).LastError, (*consent.Failure)(nil))
}

func jobCancel(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	at := start.Add(time.Second)
	for _, j := range []consent.Job{r.job(nil), r.running(nil)} {
		got := must[consent.Job](r)(r.CancelJob(ctx, r.workspace, j.ID, at))
		want := j
		want.State, want.EndedAt, want.UpdatedAt, want.LeaseUntil = consent.JobCanceled, &at, at, nil
		r.same("canceled while "+string(j.State), got, want)
		r.same("stored", r.now(j.ID), want)
		r.want("twice", code(r.CancelJob(ctx, r.workspace, j.ID, at)), consent.Conflict)
	}
	r.want("unknown", code(r.CancelJob(ctx, r.workspace, r.id(), at)), consent.NotFound)
}

func jobRetry(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	at := start.Add(time.Hour)
	for _, state := range consent.JobStates() {
		j := r.running(nil)
		if state.Ended() {
			r.ok(r.FinishJob(ctx, j.Claim(), state, refused, start))
		} else if state == consent.JobQueued {
			r.ok(r.RequeueJob(ctx, j.Claim(), refused, start, start))
		}
		got, err := r.RetryJob(ctx, r.workspace, j.ID, at)
		if state != consent.JobFailed && state != consent.JobDead && state != consent.JobCanceled {
			r.want("retry of a job that is "+string(state), err, consent.Conflict)
			continue
		}
		r.ok(err)
		want := j
		want.State, want.Attempt, want.DispatchNo, want.Worker = consent.JobQueued, 0, 2, ""
		want.StartedAt, want.LeaseUntil, want.RunAfter, want.UpdatedAt = nil, nil, at, at
		r.same("retry of a job that is "+string(state), got, want)
	}
	r.want("unknown", code(r.RetryJob(ctx, r.workspace, r.id(), at)), consent.NotFound)
}

func jobLists(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	low := r.job(func(j *consent.Job) { j.Queue = consent.PriorityLow })
	high := r.job(func(j *consent.Job) { j.Queue, j.CreatedAt = consent.PriorityHigh, start.Add(time.Second) })
	dead := r.job(func(j *consent.Job) {
		j.Queue, j.State, j.CreatedAt = consent.PriorityHigh, consent.JobDead, start.Add(2*time.Second)
	})
	for _, j := range []*consent.Job{&low, &high, &dead} {
		j.Subject = r.subject(j.AnalysisID)
	}
	for what, c := range map[string]struct {
		f    consent.JobFilter
		want []consent.Job
	}{
		"all":   {consent.JobFilter{}, []consent.Job{dead, high, low}},
		"state": {consent.JobFilter{State: consent.JobQueued}, []consent.Job{high, low}},
		"queue": {consent.JobFilter{Queue: consent.PriorityHigh}, []consent.Job{dead, high}},
		"both":  {consent.JobFilter{Queue: consent.PriorityHigh, State: consent.JobDead}, []consent.Job{dead}},
		"none":  {consent.JobFilter{Queue: consent.PriorityDefault}, nil},
	} {
		r.same(what, must[consent.Page[consent.Job]](r)(r.Jobs(ctx, r.workspace, c.f)).Items, c.want)
	}
	r.same("counts", must[[]consent.QueueCount](r)(r.CountJobs(ctx, r.workspace)), []consent.QueueCount{
		{Queue: consent.PriorityHigh, State: consent.JobQueued, Count: 1}, {Queue: consent.PriorityHigh, State: consent.JobDead, Count: 1},
		{Queue: consent.PriorityLow, State: consent.JobQueued, Count: 1}})
}

// subject is what a list of jobs calls an analysis.
func (r *rig) subject(id consent.ID) string {
	r.t.Helper()
	a := must[consent.Analysis](r)(r.Analysis(r.t.Context(), r.workspace, id))
	if a.Host == "" && a.Source.Name == "" {
		r.t.Fatal("the analysis has neither host nor name")
	}
	if a.Host != "" {
		return a.Host
	}
	return a.Source.Name
}

func jobCleanup(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	var kept []consent.ID
	for i := range 4 {
		j := r.running(nil)
		r.ok(r.FinishJob(ctx, j.Claim(), consent.JobFailed, nil, start.Add(time.Duration(i)*time.Hour)))
		if i >= 2 {
			kept = append(kept, j.ID)
		}
	}
	kept = append(kept, r.job(nil).ID, r.running(nil).ID)
	r.same("deleted", must[int](r)(r.DeleteEndedJobs(ctx, start.Add(2*time.Hour))), 2)
	for _, id := range kept {
		r.now(id)
	}
	all := must[consent.Page[consent.Analysis]](r)(r.Analyses(ctx, r.workspace, consent.Filter{}))
	r.same("analyses stay", len(all.Items), 6)
}
