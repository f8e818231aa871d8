package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
)

var auditTag = []string{"Audit"}

func (a *API) registerAudit() {
	register(a, huma.Operation{OperationID: "list-audit-events", Method: http.MethodGet, Path: "/audit-events", Tags: auditTag,
		Summary: "List recorded changes, newest first"}, a.auditEvents)
	register(a, huma.Operation{OperationID: "verify-audit", Method: http.MethodGet, Path: "/audit-events/verification", Tags: auditTag,
		Summary:     "Verify the chain of the audit log",
		Description: "Reads the whole log. break names the first event that was changed or is missing; it is absent when the chain holds."}, a.verifyAudit)
	for _, f := range []exportForm{
		{format: export.CSV, media: "text/csv; charset=utf-8", summary: "Export the audit log as CSV", schema: &huma.Schema{Type: "string"}},
		{format: export.NDJSON, media: "application/x-ndjson", summary: "Export the audit log as one event a line", schema: a.schemaOf(export.AuditEvent{})},
	} {
		a.registerAuditExport(f)
	}
}

func (a *API) registerAuditExport(f exportForm) {
	path := "/audit-events/export." + string(f.format)
	a.routes.GET(path, httpx.Wrap(func(c *gin.Context) error { return a.exportAudit(c, f) }))
	op := huma.Operation{OperationID: "export-audit-" + string(f.format), Method: http.MethodGet, Path: path, Tags: auditTag, Summary: f.summary,
		Description: "The filters are those of the list; without limit all events that they select. Streamed.", Parameters: paramsOf[auditInput](),
		Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{f.media: {Schema: f.schema}}}}}
	a.describeErrors(&op)
	a.OpenAPI().AddOperation(&op)
}

// auditInput documents the filter; its own parser reads the raw query.
type auditInput struct {
	Actor   string `query:"actor" doc:"Part of the actor's name, or the actor's id."`
	Action  string `query:"action" doc:"Such as job.cancel, or job for all of a noun."`
	Target  string `query:"target" doc:"Such as analysis/ID, or analysis for all of a noun."`
	Request string `query:"request" doc:"Request id."`
	Since   string `query:"since" doc:"Date or RFC 3339 time."`
	Until   string `query:"until" doc:"Date, itself included, or RFC 3339 time."`
	Cursor  string `query:"cursor"`
	Limit   string `query:"limit" doc:"1 to 200; default 50."`

	raw url.Values
}

// Resolve keeps the raw query.
func (in *auditInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.raw = u.Query()
	return nil
}

func (a *API) auditEvents(ctx context.Context, actor consent.Actor, in *auditInput) (*pageOutput[export.AuditEvent], error) {
	f, err := consent.ParseAuditFilter(in.raw)
	if err != nil {
		return nil, err
	}
	page, err := a.app.AuditEvents(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return &pageOutput[export.AuditEvent]{Body: listOf(page, export.NewAuditEvent), Link: nextLink(Base+"/audit-events", f.Values(), page.Next)}, nil
}

type verification struct{ Body consent.AuditReport }

func (a *API) verifyAudit(ctx context.Context, actor consent.Actor, _ *struct{}) (*verification, error) {
	report, err := a.app.VerifyAudit(ctx, actor)
	return &verification{report}, err
}

func (a *API) exportAudit(c *gin.Context, f exportForm) error {
	filter, err := consent.ParseAuditFilter(c.Request.URL.Query())
	if err != nil {
		return err
	}
	httpx.Unbound(c)
	out := &attachment{c: c, media: f.media, name: "microconsent-audit." + string(f.format)}
	if err := export.AuditEvents(out, f.format, a.app.ExportAudit(c.Request.Context(), httpx.Actor(c), filter, string(f.format))); err != nil {
		if c.Writer.Written() {
			httpx.Abort(c, err)
		}
		return err
	}
	out.begin()
	c.Writer.WriteHeaderNow()
	return nil
}
