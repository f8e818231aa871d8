package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/consent"
)

func (a *API) registerAudit() {
	register(a, huma.Operation{OperationID: "list-audit-events", Method: http.MethodGet, Path: "/audit-events", Tags: []string{"Audit"},
		Summary: "List recorded changes, newest first"}, a.auditEvents)
}

func (a *API) auditEvents(ctx context.Context, actor consent.Actor, in *Paging) (*pageOutput[AuditEvent], error) {
	cursor, err := in.cursor()
	if err != nil {
		return nil, err
	}
	page, err := a.app.AuditEvents(ctx, actor, cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &pageOutput[AuditEvent]{Body: listOf(page, auditEventOf), Link: nextLink(Base+"/audit-events", in.values(), page.Next)}, nil
}
