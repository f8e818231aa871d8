package app

import (
	"context"
	"iter"
	"math"

	"microconsent/internal/consent"
)

// AuditEvents lists the audit log, newest first. Admins only.
func (a *App) AuditEvents(ctx context.Context, actor consent.Actor, f consent.AuditFilter) (consent.Page[consent.AuditEvent], error) {
	if err := allow(actor, mayManage); err != nil {
		return consent.Page[consent.AuditEvent]{}, err
	}
	f.Limit = consent.PageSize(f.Limit)
	return a.Store.AuditEvents(ctx, actor.WorkspaceID, f)
}

// ExportAudit yields the events that the filter selects, newest first, page by page. That
// somebody took them out is an event too, recorded before the first one. Admins only.
func (a *App) ExportAudit(ctx context.Context, actor consent.Actor, f consent.AuditFilter, format string) iter.Seq2[consent.AuditEvent, error] {
	return func(yield func(consent.AuditEvent, error) bool) {
		left := f.Limit
		if left == 0 {
			left = math.MaxInt
		}
		err := allow(actor, mayManage)
		if err == nil {
			err = a.record(ctx, a.Store, actor, "audit.export", "audit", map[string]string{"format": format, "filter": f.Values().Encode()})
		}
		if err != nil {
			yield(consent.AuditEvent{}, err)
			return
		}
		for left > 0 {
			f.Limit = min(left, consent.MaxLimit)
			page, err := a.Store.AuditEvents(ctx, actor.WorkspaceID, f)
			if err != nil {
				yield(consent.AuditEvent{}, err)
				return
			}
			for _, each := range page.Items {
				if !yield(each, nil) {
					return
				}
			}
			left -= len(page.Items)
			if f.Cursor = page.Next; page.Next == nil {
				return
			}
		}
	}
}

// verifyPage is how many events VerifyAudit reads at once.
const verifyPage = 1000

// VerifyAudit checks the chain of the actor's workspace from its beginning, or from the
// newest checkpoint, to its end. A broken chain is no error: the report names the first
// event that was changed or is missing. Admins only.
func (a *App) VerifyAudit(ctx context.Context, actor consent.Actor) (consent.AuditReport, error) {
	if err := allow(actor, mayManage); err != nil {
		return consent.AuditReport{}, err
	}
	return a.verifyChain(ctx, actor.WorkspaceID)
}

// VerifyAllAudits is VerifyAudit for every workspace. The program itself only.
func (a *App) VerifyAllAudits(ctx context.Context, actor consent.Actor) ([]consent.AuditReport, error) {
	if err := allowProgram(actor); err != nil {
		return nil, err
	}
	workspaces, err := a.Store.Workspaces(ctx)
	if err != nil {
		return nil, err
	}
	var out []consent.AuditReport
	for _, w := range workspaces {
		report, err := a.verifyChain(ctx, w.ID)
		if err != nil {
			return out, err
		}
		out = append(out, report)
	}
	return out, nil
}

// verifyChain begins anew when retention cut the chain meanwhile.
func (a *App) verifyChain(ctx context.Context, workspace consent.ID) (consent.AuditReport, error) {
	for {
		head, from, err := a.Store.AuditHead(ctx, workspace)
		if consent.CodeOf(err) == consent.Conflict {
			return consent.AuditReport{WorkspaceID: workspace, CheckedAt: a.now(), Break: &consent.AuditBreak{Reason: "there are events outside the chain"}}, nil
		}
		if err != nil {
			return consent.AuditReport{}, err
		}
		report, err := a.walkChain(ctx, head, from)
		if err != nil || report.Break == nil {
			return report, err
		}
		_, now, err := a.Store.AuditHead(ctx, workspace)
		if err != nil || now.Seq == from.Seq {
			return report, err
		}
	}
}

func (a *App) walkChain(ctx context.Context, head consent.AuditHead, from consent.AuditCheckpoint) (consent.AuditReport, error) {
	verifier := consent.NewAuditVerifier(head, from)
	for at := from.Seq; at < head.Seq; {
		events, err := a.Store.AuditChain(ctx, head.WorkspaceID, at, int(min(verifyPage, head.Seq-at)))
		if err != nil {
			return consent.AuditReport{}, err
		}
		for _, e := range events {
			if e.Seq > head.Seq || !verifier.Check(e) {
				events = nil
				break
			}
			at = e.Seq
		}
		if len(events) == 0 {
			break
		}
	}
	report := verifier.Report()
	report.CheckedAt = a.now()
	return report, nil
}

// change is what a mutation did to a thing.
type change struct{ Before, After, Detail map[string]string }

// record writes the audit event of a mutation, in the mutation's own transaction.
func (a *App) record(ctx context.Context, tx consent.Store, actor consent.Actor, action, target string, detail map[string]string) error {
	return a.recordChange(ctx, tx, actor, action, target, change{Detail: detail})
}

// recordChange is record for a mutation with a before and after.
func (a *App) recordChange(ctx context.Context, tx consent.Store, actor consent.Actor, action, target string, c change) error {
	return tx.AppendAudit(ctx, consent.AuditEvent{
		ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, CreatedAt: a.now(), ActorKind: actor.Kind, ActorID: actor.ID,
		ActorName: actor.Name, Action: action, Target: target, Address: actor.Address,
		RequestID: consent.RequestIDFrom(ctx), Detail: c.Detail, Before: c.Before, After: c.After,
	})
}
