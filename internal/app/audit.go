package app

import (
	"context"

	"microconsent/internal/consent"
)

// AuditEvents lists the audit log, newest first. Admins only.
func (a *App) AuditEvents(ctx context.Context, actor consent.Actor, cursor *consent.Cursor, limit int) (consent.Page[consent.AuditEvent], error) {
	if err := allow(actor, mayManage); err != nil {
		return consent.Page[consent.AuditEvent]{}, err
	}
	return a.Store.AuditEvents(ctx, actor.WorkspaceID, cursor, consent.PageSize(limit))
}

// record writes the audit event of a mutation, in the mutation's own transaction.
func (a *App) record(ctx context.Context, tx consent.Store, actor consent.Actor, action, target string, detail map[string]string) error {
	return tx.AppendAudit(ctx, consent.AuditEvent{
		ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, CreatedAt: a.now(), ActorKind: actor.Kind, ActorID: actor.ID,
		ActorName: actor.Name, Action: action, Target: target, Address: actor.Address,
		RequestID: consent.RequestIDFrom(ctx), Detail: detail,
	})
}
