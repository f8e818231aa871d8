package storetest

import (
	"time"

	"microconsent/internal/consent"
)

// isolation fills one workspace and asks everything in the name of another one.
func isolation(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	source := must[consent.Source](r)(r.PutSource(ctx, r.source("aa")))
	a := r.analyzed(start, nil)
	job := r.job(nil)
	key := r.key("h")
	r.ok(r.CreateAPIKey(ctx, key))
	r.ok(r.CreateUser(ctx, r.user("a@example.com")))
	r.ok(r.AppendAudit(ctx, r.event(start)))

	moved := a
	moved.WorkspaceID = r.other
	for what, err := range map[string]error{
		"source": code(r.Source(ctx, r.other, source.ID)), "analysis": code(r.Analysis(ctx, r.other, a.ID)),
		"job": code(r.Job(ctx, r.other, job.ID)), "result": r.SaveResult(ctx, moved),
		"status": r.SetAnalysisStatus(ctx, r.other, a.ID, consent.StatusFailed, nil, start),
		"cancel": code(r.CancelJob(ctx, r.other, job.ID, start)), "retry": code(r.RetryJob(ctx, r.other, job.ID, start)),
		"revoke": r.RevokeAPIKey(ctx, r.other, key.ID, start),
	} {
		r.want(what, err, consent.NotFound)
	}
	r.strangerLists(a)
	r.same("the analysis", r.read(a.ID), a)
	r.same("the job", must[consent.Job](r)(r.JobByID(ctx, job.ID)), job)
}

func (r *rig) strangerLists(a consent.Analysis) {
	ctx := r.t.Context()
	for what, n := range map[string]int{
		"users": len(must[[]consent.User](r)(r.Users(ctx, r.other))), "keys": len(must[[]consent.APIKey](r)(r.APIKeys(ctx, r.other))),
		"jobs":       len(must[consent.Page[consent.Job]](r)(r.Jobs(ctx, r.other, consent.JobFilter{})).Items),
		"job counts": len(must[[]consent.QueueCount](r)(r.CountJobs(ctx, r.other))),
		"events":     len(must[consent.Page[consent.AuditEvent]](r)(r.AuditEvents(ctx, r.other, consent.AuditFilter{Limit: 10})).Items),
	} {
		r.same(what, n, 0)
	}
	home := r.workspace
	r.workspace = r.other
	defer func() { r.workspace = home }()
	for what, f := range map[string]consent.Filter{
		"all": {}, "query": {Query: "geschäft"}, "host": {Host: []string{a.Host}}, "status": {Status: consent.Statuses()},
		"severity": {Severity: consent.Severities()}, "rule": {Rule: []string{"note"}}, "cmp": {CMP: []string{"onetrust"}}, "grade": {Grade: []string{"F"}},
		"category": {Category: consent.Categories()}, "role": {Role: consent.ClauseRoles()}, "source": {Source: []consent.SourceKind{consent.SourceURL}},
		"language": {Language: []string{"de"}}, "since": {Since: &start}, "until": {Until: ptr(start.Add(time.Hour))},
		"min confidence": {MinConfidence: 0.1}, "cursor": {Cursor: &consent.Cursor{CreatedAt: start.Add(time.Hour), ID: a.ID}},
	} {
		r.selects(what, f)
	}
}

// malformedIDs: PostgreSQL refuses what is no UUID; no row can have such an id.
func malformedIDs(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	for _, id := range []consent.ID{"x", "' OR 1=1", "0197a000"} {
		for what, err := range map[string]error{
			"analysis": code(r.Analysis(ctx, r.workspace, id)), "job": code(r.Job(ctx, r.workspace, id)), "source": code(r.Source(ctx, r.workspace, id)),
			"user": code(r.UserByID(ctx, id)), "claim": code(r.ClaimJob(ctx, id, "w", waiting, start, start)),
		} {
			r.want(what, err, consent.NotFound)
		}
	}
}
