package storetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"microconsent/internal/consent"
)

// audit lists events without their places in the chain.
func (r *rig) audit(f consent.AuditFilter) []consent.AuditEvent {
	r.t.Helper()
	page := must[consent.Page[consent.AuditEvent]](r)(r.AuditEvents(r.t.Context(), r.workspace, f))
	for i, e := range page.Items {
		if e.Seq == 0 || e.Hash == "" || e.FactsDigest == "" || e.AddressDigest == "" {
			r.t.Errorf("event %s has no place in the chain", e.ID)
		}
		e.Seq, e.PrevHash, e.Hash, e.AddressDigest, e.FactsDigest = 0, "", "", "", ""
		page.Items[i] = e
	}
	return page.Items
}

// holds verifies the chain of a workspace, which has n events.
func (r *rig) holds(workspace consent.ID, n int64) consent.AuditReport {
	r.t.Helper()
	ctx := r.t.Context()
	head, from, err := r.AuditHead(ctx, workspace)
	r.ok(err)
	verifier := consent.NewAuditVerifier(head, from)
	for at := from.Seq; ; {
		events := must[[]consent.AuditEvent](r)(r.AuditChain(ctx, workspace, at, 3))
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			verifier.Check(e)
			at = e.Seq
		}
	}
	report := verifier.Report()
	if report.Break != nil || report.Events != n {
		r.t.Errorf("the chain has %d events, want %d; break %+v", report.Events, n, report.Break)
	}
	return report
}

func auditFilter(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	cancel, login, odd := r.event(start), r.event(start.Add(time.Hour)), r.event(start.Add(2*time.Hour))
	login.Action, login.Target, login.ActorName, login.RequestID = "user.login", "user/7", "ADA_B", "other"
	odd.Action, odd.Target, odd.ActorName = "jobs.x", "jobs/1", "100%"
	for _, e := range []consent.AuditEvent{cancel, login, odd} {
		r.ok(r.AppendAudit(ctx, e))
	}
	for name, c := range map[string]struct {
		f    consent.AuditFilter
		want []consent.AuditEvent
	}{
		"all":            {consent.AuditFilter{}, []consent.AuditEvent{odd, login, cancel}},
		"action":         {consent.AuditFilter{Action: "job.cancel"}, []consent.AuditEvent{cancel}},
		"actions":        {consent.AuditFilter{Action: "job"}, []consent.AuditEvent{cancel}},
		"target":         {consent.AuditFilter{Target: "user/7"}, []consent.AuditEvent{login}},
		"targets":        {consent.AuditFilter{Target: "jobs"}, []consent.AuditEvent{odd}},
		"actor":          {consent.AuditFilter{Actor: "da_"}, []consent.AuditEvent{login}},
		"actor as is":    {consent.AuditFilter{Actor: "%"}, []consent.AuditEvent{odd}},
		"actor's id":     {consent.AuditFilter{Actor: string(odd.ActorID)}, []consent.AuditEvent{odd}},
		"request":        {consent.AuditFilter{Request: "other"}, []consent.AuditEvent{login}},
		"since":          {consent.AuditFilter{Since: ptr(start.Add(time.Hour))}, []consent.AuditEvent{odd, login}},
		"until":          {consent.AuditFilter{Until: ptr(start.Add(time.Hour))}, []consent.AuditEvent{cancel}},
		"nothing":        {consent.AuditFilter{Action: "job", Actor: "ada"}, nil},
		"part of a noun": {consent.AuditFilter{Action: "jo"}, nil},
	} {
		r.same(name, r.audit(c.f), c.want)
	}
}

func auditChain(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	head, from, err := r.AuditHead(ctx, r.workspace)
	r.ok(err)
	r.same("before the first event", head, consent.AuditHead{WorkspaceID: r.workspace})
	r.same("no checkpoint", from, consent.AuditCheckpoint{})
	r.holds(r.workspace, 0)
	own := errors.New("own")
	err = r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		r.ok(r.appendEvents(3)(ctx, tx))
		return own
	})
	if !errors.Is(err, own) {
		r.t.Error(err)
	}
	r.ok(r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		stray := r.event(start)
		stray.WorkspaceID = r.other
		r.ok(tx.AppendAudit(ctx, stray))
		return r.appendEvents(4)(ctx, tx)
	}))
	r.ok(r.AppendAudit(ctx, r.event(start.Add(-time.Hour)))) // the order is that of writing, not of the clock
	r.same("numbers without gaps", r.holds(r.workspace, 5).Last, int64(5))
	r.holds(r.other, 1)
	head, _, err = r.AuditHead(ctx, r.workspace)
	r.ok(err)
	other, _, err := r.AuditHead(ctx, r.other)
	r.ok(err)
	if len(head.Key) != 64 || head.Key == other.Key {
		r.t.Errorf("keys %q and %q", head.Key, other.Key)
	}
}

// auditAtOnce: transactions that append at once and want another row too, before or after
// it, neither break the chain nor lock each other out.
func auditAtOnce(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	user := r.user("a@example.com")
	r.ok(r.CreateUser(ctx, user))
	events := make([]consent.AuditEvent, 40)
	for i := range events {
		events[i] = r.event(start)
	}
	together(len(events)/2, func(i int) {
		steps := []func(context.Context, consent.Store) error{
			func(ctx context.Context, tx consent.Store) error { return tx.AppendAudit(ctx, events[2*i]) },
			func(ctx context.Context, tx consent.Store) error { return tx.TouchLogin(ctx, user.ID, start) },
			func(ctx context.Context, tx consent.Store) error { return tx.AppendAudit(ctx, events[2*i+1]) },
		}
		if i%2 == 0 {
			slices.Reverse(steps[:2])
		}
		if err := r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			for _, step := range steps {
				if err := step(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			r.t.Error(err)
		}
	})
	r.holds(r.workspace, int64(len(events)))
}

func auditPurge(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	hours := []int{0, 1, 5, 2, 6} // the clock of one process runs ahead
	for _, h := range hours {
		r.ok(r.AppendAudit(ctx, r.event(start.Add(time.Duration(h)*time.Hour))))
	}
	before := start.Add(3 * time.Hour)
	r.same("old", must[int](r)(r.CountOldAudit(ctx, r.workspace, before)), 2)
	point := must[consent.AuditCheckpoint](r)(r.PurgeAudit(ctx, r.workspace, before, start.Add(9*time.Hour)))
	if point.Seq != 2 || point.Removed != 2 || point.Hash == "" || !point.CreatedAt.Equal(start.Add(9*time.Hour)) {
		r.t.Errorf("checkpoint %+v", point)
	}
	r.same("first that stays", r.holds(r.workspace, 3).First, int64(3))
	r.same("nothing more", must[consent.AuditCheckpoint](r)(r.PurgeAudit(ctx, r.workspace, before, start)), consent.AuditCheckpoint{})
	r.same("another workspace", must[consent.AuditCheckpoint](r)(r.PurgeAudit(ctx, r.other, before, start)), consent.AuditCheckpoint{})
	r.ok(r.AppendAudit(ctx, r.event(start)))
	r.same("goes on", r.holds(r.workspace, 4).Last, int64(6))
	r.same("all", must[consent.AuditCheckpoint](r)(r.PurgeAudit(ctx, r.workspace, start.AddDate(1, 0, 0), start)).Removed, int64(4))
	r.holds(r.workspace, 0)
	r.ok(r.AppendAudit(ctx, r.event(start)))
	r.same("goes on behind nothing", r.holds(r.workspace, 1).Last, int64(7))
}

func auditPurgeUndone(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	r.ok(r.AppendAudit(ctx, r.event(start)))
	own := errors.New("own")
	err := r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		return errors.Join(code(tx.PurgeAudit(ctx, r.workspace, start.Add(time.Hour), start)), own)
	})
	if !errors.Is(err, own) {
		r.t.Error(err)
	}
	r.same("checkpoint", r.holds(r.workspace, 1).Checkpoint, int64(0))
}
