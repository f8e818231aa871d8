package api

import (
	"bytes"
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
)

// reportPolicy lets a report use its own style sheet and nothing else.
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

type reportInput struct {
	ID   string `path:"id" doc:"A UUID."`
	Lang string `query:"lang" enum:"en,de" doc:"Default en."`
}

type reportOutput struct {
	ContentType  string `header:"Content-Type"`
	Disposition  string `header:"Content-Disposition"`
	Policy       string `header:"Content-Security-Policy"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

// reportForm is one form of a report.
type reportForm struct {
	extension, media, summary string
	write                     func(*bytes.Buffer, consent.Document) error
}

func reportForms() []reportForm {
	return []reportForm{
		{"json", "application/json", "Get the document in its canonical form (RFC 8785), of which its digest is", func(out *bytes.Buffer, d consent.Document) error {
			raw, err := export.Canonical(d)
			out.Write(raw)
			return err
		}},
		{"sarif", "application/sarif+json", "Get the findings as SARIF 2.1.0", written(export.SARIF)},
		{"md", "text/markdown; charset=utf-8", "Get a summary in Markdown", written(export.Markdown)},
	}
}

func written(f export.Format) func(*bytes.Buffer, consent.Document) error {
	return func(out *bytes.Buffer, d consent.Document) error {
		w := export.NewWriter(out, f, false)
		if err := w.Write(d); err != nil {
			return err
		}
		return w.Close()
	}
}

func (a *API) registerReports() {
	op := func(f reportForm) huma.Operation {
		return huma.Operation{OperationID: "get-report-" + f.extension, Method: http.MethodGet, Path: "/analyses/{id}/report." + f.extension, Tags: analysesTag,
			Summary: f.summary, Description: "The same analysis gives the same bytes. 409 while it has no result.",
			Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{f.media: {Schema: &huma.Schema{Type: "string"}}}}}}
	}
	register(a, op(reportForm{extension: "html", media: "text/html", summary: "Get the report: one HTML file to file or print"}), a.reportHTML)
	for _, f := range reportForms() {
		register(a, op(f), func(ctx context.Context, actor consent.Actor, in *byID) (*reportOutput, error) {
			return a.report(ctx, actor, in.ID, f)
		})
	}
	register(a, huma.Operation{OperationID: "get-report-pdf", Method: http.MethodGet, Path: "/analyses/{id}/report.pdf", Tags: analysesTag,
		Summary: "Not in this version: always 406", Description: "A PDF needs a browser to draw it. Print report.html instead.",
		Responses: map[string]*huma.Response{"406": {Description: "Not Acceptable",
			Content: map[string]*huma.MediaType{httpx.ProblemType: {Schema: a.schemaOf(httpx.Problem{})}}}}}, a.reportPDF)
}

func (a *API) reportHTML(ctx context.Context, actor consent.Actor, in *reportInput) (*reportOutput, error) {
	options := reportOptions(in.Lang)
	out, err := a.report(ctx, actor, in.ID, reportForm{extension: "html", media: "text/html; charset=utf-8", write: func(out *bytes.Buffer, d consent.Document) error {
		return export.Report(out, d, options)
	}})
	if err == nil {
		out.Policy, out.Disposition = reportPolicy, disposition("inline", in.ID, "html")
	}
	return out, err
}

func reportOptions(lang string) export.ReportOptions {
	return export.ReportOptions{Lang: lang, Cite: app.Citation, Text: func(rule, lang string) (export.FindingText, bool) {
		words, ok := app.Words(rule, lang)
		return export.FindingText(words), ok
	}}
}

func (a *API) report(ctx context.Context, actor consent.Actor, id string, f reportForm) (*reportOutput, error) {
	found, err := a.find(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if !found.Done() {
		return nil, consent.Errorf(consent.Conflict, "This analysis has no result yet.")
	}
	var body bytes.Buffer
	if err := f.write(&body, consent.NewDocument(found)); err != nil {
		return nil, err
	}
	return &reportOutput{ContentType: f.media, Disposition: disposition("attachment", id, f.extension), Policy: "default-src 'none'; sandbox",
		CacheControl: "private, no-cache", Body: body.Bytes()}, nil
}

func disposition(kind, id, extension string) string {
	return mime.FormatMediaType(kind, map[string]string{"filename": "microconsent-" + id + "." + extension})
}

func (a *API) reportPDF(ctx context.Context, actor consent.Actor, in *byID) (*reportOutput, error) {
	if _, err := a.find(ctx, actor, in.ID); err != nil {
		return nil, err
	}
	return nil, httpx.WithStatus(http.StatusNotAcceptable, consent.Errorf(consent.Unsupported,
		"This version makes no PDF: that needs a browser, which a later version drives. Print report.html instead."))
}
