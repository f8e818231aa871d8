package storetest

import (
	"sync"
	"time"

	"microconsent/internal/consent"
)

func (r *rig) source(sha string) consent.Source {
	return consent.Source{ID: r.id(), WorkspaceID: r.workspace, SHA256: sha, Bytes: 1 << 40, Kind: consent.SourceHTML,
		ContentType: "text/html; charset=utf-8", CreatedAt: start}
}

func sources(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	first := r.source("aa")
	r.same("stored", must[consent.Source](r)(r.PutSource(ctx, first)), first)
	r.same("same bytes", must[consent.Source](r)(r.PutSource(ctx, r.source("aa"))), first)
	elsewhere := r.source("aa")
	elsewhere.WorkspaceID = r.other
	r.same("another workspace has its own", must[consent.Source](r)(r.PutSource(ctx, elsewhere)), elsewhere)
	r.same("read", must[consent.Source](r)(r.Source(ctx, r.workspace, first.ID)), first)
	r.want("of another workspace", code(r.Source(ctx, r.other, first.ID)), consent.NotFound)
	r.want("unknown", code(r.Source(ctx, r.workspace, r.id())), consent.NotFound)
}

func sourcesAtOnce(r *rig) {
	r.withWorkspaces()
	wants := make([]consent.Source, 12)
	for i := range wants {
		wants[i] = r.source("bb")
	}
	got := make([]consent.Source, len(wants))
	errs := make([]error, len(wants))
	together(len(wants), func(i int) { got[i], errs[i] = r.PutSource(r.t.Context(), wants[i]) })
	for i := range got {
		r.ok(errs[i])
		if got[i].ID != got[0].ID {
			r.t.Errorf("two rows for the same bytes: %s and %s", got[0].ID, got[i].ID)
		}
	}
}

// together runs n functions that begin at the same moment and waits for all.
func together(n int, run func(i int)) {
	var done sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		done.Go(func() {
			<-begin
			run(i)
		})
	}
	close(begin)
	done.Wait()
}

func (r *rig) event(at time.Time) consent.AuditEvent {
	return consent.AuditEvent{ID: r.id(), WorkspaceID: r.workspace, CreatedAt: at, ActorKind: consent.ActorUser, ActorID: r.id(), ActorName: "Zoë",
		Action: "job.cancel", Target: "job/1", Address: "127.0.0.1", RequestID: "req", Detail: map[string]string{"ключ": "値 'quoted' ?"},
		Before: map[string]string{"state": "running"}, After: map[string]string{"state": "canceled <&>"}}
}

func auditEvents(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	old, young := r.event(start), r.event(start.Add(time.Microsecond))
	young.ActorKind, young.ActorID, young.Detail, young.After = consent.ActorSystem, "", nil, nil
	r.ok(r.AppendAudit(ctx, old))
	r.ok(r.AppendAudit(ctx, young))
	r.want("twice", r.AppendAudit(ctx, old), consent.Conflict)
	r.same("newest first", r.audit(consent.AuditFilter{}), []consent.AuditEvent{young, old})
}
