package storetest

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// aged makes an analysis that old, with a source of its own and an ended job, in a state.
func (r *rig) aged(age time.Duration, status consent.Status, sha string) consent.Analysis {
	r.t.Helper()
	ctx := r.t.Context()
	at := start.Add(-age)
	source := r.source(sha)
	source.CreatedAt = at
	kept := must[consent.Source](r)(r.PutSource(ctx, source))
	a := consent.Analysis{ID: r.id(), WorkspaceID: r.workspace, CreatedAt: at, UpdatedAt: at, Status: status, SourceID: kept.ID, Host: "www.example.com", Site: "example.com", Source: consent.SourceRef{Kind: consent.SourceURL}}
	r.ok(r.CreateAnalysis(ctx, a))
	job := consent.Job{ID: r.id(), WorkspaceID: r.workspace, Kind: consent.JobAnalyze, AnalysisID: a.ID, Queue: consent.PriorityLow, State: consent.JobQueued,
		MaxAttempts: 1, CreatedAt: at, UpdatedAt: at, RunAfter: at}
	r.ok(r.CreateJob(ctx, job))
	if a.Done() {
		must[consent.Job](r)(r.CancelJob(ctx, r.workspace, job.ID, at))
	}
	return a
}

func retention(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	day := 24 * time.Hour
	old := r.aged(9*day, consent.StatusCompleted, "aa")
	r.aged(9*day, consent.StatusFailed, "bb")
	r.aged(8*day, consent.StatusCanceled, "cc")
	r.aged(7*day, consent.StatusCompleted, "dd") // as old as the limit: stays
	r.aged(9*day, consent.StatusQueued, "ee")
	r.aged(9*day, consent.StatusRunning, "ff")
	before := start.Add(-7 * day)
	counts := func(workspace consent.ID) map[consent.RetentionKind]int {
		out := map[consent.RetentionKind]int{}
		for _, kind := range consent.RetentionKinds() {
			out[kind] = must[int](r)(r.CountOld(ctx, workspace, kind, before))
		}
		return out
	}
	r.same("old", counts(r.workspace), map[consent.RetentionKind]int{consent.KeepAnalyses: 1, consent.KeepFailed: 2, consent.KeepSources: 3,
		consent.KeepJobs: 3, consent.KeepBatches: 0, consent.KeepAddresses: 0, consent.KeepAudit: 0})
	r.same("of another workspace", counts(r.other)[consent.KeepFailed], 0)
	r.same("none of another workspace", must[int](r)(r.RemoveOld(ctx, r.other, consent.KeepFailed, before, start, 10)), 0)
	r.same("a source", must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepSources, before, start, 1)), 1)
	r.same("its analysis stays", r.read(old.ID).SourceID, consent.ID(""))
	r.same("a job", must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepJobs, before, start, 1)), 1)
	r.same("failed", must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepFailed, before, start, 10)), 2)
	r.same("completed", must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepAnalyses, before, start, 10)), 1)
	r.same("nothing is left", counts(r.workspace), map[consent.RetentionKind]int{consent.KeepAnalyses: 0, consent.KeepFailed: 0, consent.KeepSources: 0,
		consent.KeepJobs: 0, consent.KeepBatches: 0, consent.KeepAddresses: 0, consent.KeepAudit: 0})
	r.want("a kind that is none", code(r.RemoveOld(ctx, r.workspace, "colour", before, start, 1)), consent.Internal)
}

func retentionOfAddresses(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	inside := r.event(start)
	inside.Address = ""
	for _, e := range []consent.AuditEvent{r.event(start.Add(-time.Hour)), inside, r.event(start)} {
		r.ok(r.AppendAudit(ctx, e))
	}
	r.ok(r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		return code(tx.RemoveOld(ctx, r.workspace, consent.KeepAddresses, start.Add(time.Hour), start, 1))
	}))
	r.same("redacted", r.holds(r.workspace, 3).Redacted, int64(1))
	r.same("one is left", must[int](r)(r.CountOld(ctx, r.workspace, consent.KeepAddresses, start.Add(time.Hour))), 1)
	events := must[[]consent.AuditEvent](r)(r.AuditChain(ctx, r.workspace, 0, 3))
	r.same("digests tell that both came from one address", events[0].AddressDigest == events[2].AddressDigest && events[0].Address == "" && events[2].Address != "", true)
}

func orphanSources(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	named := r.aged(time.Hour, consent.StatusCompleted, "aa")
	first, second, young := r.source("bb"), r.source("cc"), r.source("dd")
	first.CreatedAt, second.CreatedAt = start.Add(-time.Hour), start.Add(-time.Hour)
	for _, s := range []consent.Source{first, second, young} {
		must[consent.Source](r)(r.PutSource(ctx, s))
	}
	r.same("orphans", must[[]consent.Source](r)(r.OrphanSources(ctx, r.workspace, start, "", 10)), []consent.Source{first, second})
	r.same("behind the first", must[[]consent.Source](r)(r.OrphanSources(ctx, r.workspace, start, first.ID, 10)), []consent.Source{second})
	r.same("one", must[[]consent.Source](r)(r.OrphanSources(ctx, r.workspace, start, "", 1)), []consent.Source{first})
	again := r.source("cc")
	must[consent.Source](r)(r.PutSource(ctx, again))
	r.same("stored again a moment ago", must[[]consent.Source](r)(r.OrphanSources(ctx, r.workspace, start, "", 10)), []consent.Source{first})
	r.same("of another workspace", must[[]consent.Source](r)(r.RemoveSources(ctx, r.other, []consent.ID{first.ID})), []consent.Source{})
	r.same("removed", must[[]consent.Source](r)(r.RemoveSources(ctx, r.workspace, []consent.ID{first.ID, named.SourceID})), []consent.Source{first})
	r.same("none", must[[]consent.Source](r)(r.RemoveSources(ctx, r.workspace, nil)), []consent.Source{})
	r.same("what is named stays", must[consent.Source](r)(r.Source(ctx, r.workspace, named.SourceID)).SHA256, "aa")
}

func policyBlobs(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	for _, sha := range []string{"aa", "", "bb"} {
		a := consent.Analysis{ID: r.id(), WorkspaceID: r.workspace, CreatedAt: start, UpdatedAt: start, Status: consent.StatusCompleted, Policy: &consent.Policy{SHA256: sha}, Source: consent.SourceRef{Kind: consent.SourceURL}}
		r.ok(r.CreateAnalysis(ctx, a))
	}
	r.ok(r.CreateAnalysis(ctx, consent.Analysis{ID: r.id(), WorkspaceID: r.workspace, CreatedAt: start, Status: consent.StatusQueued, Source: consent.SourceRef{Kind: consent.SourceURL}}))
	found := map[string]bool{}
	for sha, err := range r.PolicyBlobs(ctx, r.workspace) {
		r.ok(err)
		found[sha] = true
	}
	r.same("policies", found, map[string]bool{"aa": true, "bb": true})
}

func sites(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	first := r.aged(time.Hour, consent.StatusCompleted, "aa")
	r.aged(time.Hour, consent.StatusQueued, "bb")
	whole, host, none := consent.SiteHosts{Site: "example.com"}, consent.SiteHosts{Host: "www.example.com"}, consent.SiteHosts{Host: "example.com"}
	r.same("of the host", must[int](r)(r.CountSite(ctx, r.workspace, host)), 2)
	r.same("of the site", must[int](r)(r.CountSite(ctx, r.workspace, whole)), 2)
	r.same("of another host", must[int](r)(r.CountSite(ctx, r.workspace, none)), 0)
	r.same("of another workspace", must[int](r)(r.CountSite(ctx, r.other, whole)), 0)
	n, named, err := r.RemoveSite(ctx, r.workspace, host, 1)
	r.ok(err)
	r.same("removed", n, 1)
	r.same("named", named, []consent.ID{first.SourceID})
	n, _, err = r.RemoveSite(ctx, r.workspace, whole, 10)
	r.ok(err)
	r.same("the rest", n, 1)
	n, named, err = r.RemoveSite(ctx, r.workspace, whole, 10)
	r.ok(err)
	r.same("nothing more", n+len(named), 0)
}

func retentionSchedule(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	r.want("before anything was set", code(r.Retention(ctx, r.workspace)), consent.NotFound)
	due := must[[]consent.WorkspaceRetention](r)(r.DueRetention(ctx, start))
	r.same("workspaces without a row are due", len(due), 2)
	policy := consent.Retention{consent.KeepAnalyses: 90 * 24 * time.Hour, consent.KeepAudit: time.Hour}
	r.ok(r.SaveRetention(ctx, consent.WorkspaceRetention{WorkspaceID: r.workspace, Own: true, Policy: policy, UpdatedAt: start}))
	got := must[consent.WorkspaceRetention](r)(r.Retention(ctx, r.workspace))
	r.same("set", got, consent.WorkspaceRetention{WorkspaceID: r.workspace, Own: true, Policy: policy, UpdatedAt: start, DueAt: start})
	r.ok(r.ClaimRetention(ctx, got, start, start.Add(time.Hour)))
	r.want("claimed by another one", r.ClaimRetention(ctx, got, start, start.Add(time.Hour)), consent.Conflict)
	fresh := consent.WorkspaceRetention{WorkspaceID: r.other}
	r.ok(r.ClaimRetention(ctx, fresh, start, start.Add(time.Hour)))
	r.want("the first claim of a workspace", r.ClaimRetention(ctx, fresh, start, start.Add(time.Hour)), consent.Conflict)
	r.same("none is due", len(must[[]consent.WorkspaceRetention](r)(r.DueRetention(ctx, start))), 0)
	r.same("a claim runs out", len(must[[]consent.WorkspaceRetention](r)(r.DueRetention(ctx, start.Add(time.Hour)))), 2)
	outcome := consent.RetentionOutcome{Counts: map[consent.RetentionKind]int{consent.KeepAnalyses: 3}, Error: "why"}
	r.ok(r.FinishRetention(ctx, r.workspace, outcome, start.Add(time.Minute), start.Add(24*time.Hour)))
	r.ok(r.SaveRetention(ctx, consent.WorkspaceRetention{WorkspaceID: r.workspace, UpdatedAt: start.Add(time.Hour)}))
	r.same("set again", must[consent.WorkspaceRetention](r)(r.Retention(ctx, r.workspace)), consent.WorkspaceRetention{WorkspaceID: r.workspace, Policy: consent.Retention{},
		UpdatedAt: start.Add(time.Hour), DueAt: start.Add(24 * time.Hour), RanAt: ptr(start.Add(time.Minute)), Outcome: &outcome})
}

func redactedFacts(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	first, second := r.event(start), r.event(start)
	r.ok(r.AppendAudit(ctx, first))
	r.ok(r.AppendAudit(ctx, second))
	r.ok(r.RedactFacts(ctx, r.other, []consent.ID{first.ID}, start))
	r.ok(r.RedactFacts(ctx, r.workspace, nil, start))
	r.same("nothing yet", r.holds(r.workspace, 2).Redacted, int64(0))
	r.ok(r.RedactFacts(ctx, r.workspace, []consent.ID{first.ID}, start))
	r.same("one", r.holds(r.workspace, 2).Redacted, int64(1))
	events := must[[]consent.AuditEvent](r)(r.AuditChain(ctx, r.workspace, 0, 2))
	r.same("its facts", len(events[0].Detail)+len(events[0].Before)+len(events[0].After), 0)
	r.same("its address stays", events[0].Address, first.Address)
	r.same("the other's facts", events[1].Detail, second.Detail)
}

func forgottenSources(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a, b := r.aged(time.Hour, consent.StatusCompleted, "aa"), r.aged(time.Hour, consent.StatusCompleted, "aa")
	r.same("one row", a.SourceID, b.SourceID)
	r.ok(r.ForgetSource(ctx, r.other, a.SourceID))
	r.same("of another workspace", r.read(a.ID).SourceID, a.SourceID)
	r.ok(r.ForgetSource(ctx, r.workspace, a.SourceID))
	r.same("forgotten", r.read(a.ID).SourceID+r.read(b.ID).SourceID, consent.ID(""))
	r.ok(r.PutTriage(ctx, consent.SiteTriage{WorkspaceID: r.workspace, Site: "b.example", Key: "k", Status: consent.TriageAccepted, Decision: consent.Decision{At: start}}))
	r.ok(r.PutTriage(ctx, consent.SiteTriage{WorkspaceID: r.workspace, Site: "a.example", Key: "k", Status: consent.TriageAccepted, Decision: consent.Decision{At: start}}))
	all := must[[]consent.SiteTriage](r)(r.AllTriage(ctx, r.workspace))
	r.same("all decisions", []string{all[0].Site, all[1].Site}, []string{"a.example", "b.example"})
	r.same("of another workspace", len(must[[]consent.SiteTriage](r)(r.AllTriage(ctx, r.other))), 0)
}

func care(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	r.ok(r.Integrity(ctx))
	lost, waiting := r.aged(time.Hour, consent.StatusRunning, "aa"), r.aged(time.Hour, consent.StatusQueued, "bb")
	r.aged(time.Hour, consent.StatusCompleted, "cc")
	jobs := must[consent.Page[consent.Job]](r)(r.Jobs(ctx, r.workspace, consent.JobFilter{State: consent.JobQueued}))
	for _, job := range jobs.Items {
		if job.AnalysisID == lost.ID {
			must[consent.Job](r)(r.CancelJob(ctx, r.workspace, job.ID, start))
		}
	}
	strays := func(before time.Time, workspace consent.ID) (out []consent.ID) {
		for _, a := range must[[]consent.Analysis](r)(r.StrayAnalyses(ctx, workspace, before, 10)) {
			out = append(out, a.ID)
		}
		return out
	}
	r.same("stray", strays(start, r.workspace), []consent.ID{lost.ID})
	r.same("changed a moment ago", strays(start.Add(-2*time.Hour), r.workspace), []consent.ID(nil))
	r.same("of another workspace", strays(start, r.other), []consent.ID(nil))
	all := must[[]consent.Source](r)(r.EverySource(ctx, r.workspace, "", 2))
	rest := must[[]consent.Source](r)(r.EverySource(ctx, r.workspace, all[1].ID, 2))
	r.same("sources", []int{len(all), len(rest)}, []int{2, 1})
	every := must[[]consent.Analysis](r)(r.EveryAnalysis(ctx, r.workspace, "", 2))
	last := must[[]consent.Analysis](r)(r.EveryAnalysis(ctx, r.workspace, every[1].ID, 2))
	r.same("analyses", []int{len(every), len(last)}, []int{2, 1})
	r.same("their sources", every[1].SourceID, waiting.SourceID)
}

func sameBytes(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	old, young := r.aged(2*time.Hour, consent.StatusCompleted, "aa"), r.aged(time.Hour, consent.StatusCompleted, "aa")
	r.aged(time.Hour, consent.StatusFailed, "aa")
	r.aged(time.Hour, consent.StatusCompleted, "bb")
	again := r.read(young.ID)
	again.Source.URL, again.CachedFrom = "https://www.example.com/", old.ID
	r.ok(r.SaveResult(ctx, again))
	ids := func(found []consent.Analysis) (out []consent.ID) {
		for _, a := range found {
			out = append(out, a.ID)
		}
		return out
	}
	r.same("of the source", ids(must[[]consent.Analysis](r)(r.AnalysesOfSource(ctx, r.workspace, old.SourceID, 10))), []consent.ID{young.ID, old.ID})
	r.same("the newest", ids(must[[]consent.Analysis](r)(r.AnalysesOfSource(ctx, r.workspace, old.SourceID, 1))), []consent.ID{young.ID})
	r.same("of another workspace", len(must[[]consent.Analysis](r)(r.AnalysesOfSource(ctx, r.other, old.SourceID, 1))), 0)
	found := must[[]consent.Analysis](r)(r.AnalysesOfURL(ctx, r.workspace, "www.example.com", "https://www.example.com/", 10))
	r.same("of the address", ids(found), []consent.ID{young.ID})
	r.same("cached from", found[0].CachedFrom, old.ID)
	r.same("another address", len(must[[]consent.Analysis](r)(r.AnalysesOfURL(ctx, r.workspace, "www.example.com", "https://www.example.com/x", 10))), 0)
}
