package api

import (
	"iter"
	"mime"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
)

// exportForm is one form of an export.
type exportForm struct {
	format         export.Format
	media, summary string
	schema         *huma.Schema
}

func (a *API) exportForms() []exportForm {
	text, document := &huma.Schema{Type: "string"}, a.schemaOf(consent.Document{})
	return []exportForm{
		{export.CSV, "text/csv; charset=utf-8", "Export analyses as CSV: a heading and a row an analysis", text},
		{export.NDJSON, "application/x-ndjson", "Export analyses as documents, one a line", document},
		{export.JSON, "application/json", "Export analyses as a JSON array of documents", &huma.Schema{Type: "array", Items: document}},
		{export.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Export analyses as a workbook: a row an analysis",
			&huma.Schema{Type: "string", Format: "binary"}},
		{export.Zip, "application/zip", "Export analyses as an archive: report, document and SARIF of each, and a table of all",
			&huma.Schema{Type: "string", Format: "binary"}},
	}
}

func (a *API) registerExport() {
	for _, f := range a.exportForms() {
		path := "/export." + string(f.format)
		a.routes.GET(path, httpx.Wrap(func(c *gin.Context) error { return a.export(c, f) }))
		op := huma.Operation{OperationID: "export-" + string(f.format), Method: http.MethodGet, Path: path, Tags: analysesTag, Summary: f.summary,
			Description: "The filters are those of the list; without limit all analyses that they select. Streamed; the connection breaks " +
				"when something fails on the way, so that a file that ended well is whole. X-Total-Count is the number of analyses to come, for showing progress.",
			Parameters: paramsOf[listInput](), Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{f.media: {Schema: f.schema}}}}}
		a.describeErrors(&op)
		a.OpenAPI().AddOperation(&op)
	}
}

// paramsOf describes the query parameters of an input, for a route that huma does not serve.
func paramsOf[T any]() (out []*huma.Param) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if name := field.Tag.Get("query"); name != "" {
			out = append(out, &huma.Param{Name: name, In: "query", Description: field.Tag.Get("doc"), Schema: &huma.Schema{Type: "string"}})
		}
	}
	return out
}

func (a *API) export(c *gin.Context, f exportForm) error {
	filter, err := consent.ParseFilter(c.Request.URL.Query())
	if err != nil {
		return err
	}
	total, err := a.app.CountMatching(c.Request.Context(), httpx.Actor(c), filter)
	if err != nil {
		return err
	}
	if filter.Limit > 0 {
		total = min(total, filter.Limit)
	}
	httpx.Unbound(c)
	found := a.app.Export(c.Request.Context(), httpx.Actor(c), app.Exporting{Filter: filter, Format: string(f.format), Full: f.format == export.Zip || f.format.HoldsDocuments()})
	out := &attachment{c: c, media: f.media, name: "microconsent-analyses." + string(f.format), total: total}
	if err := write(out, f.format, found); err != nil {
		if c.Writer.Written() {
			httpx.Abort(c, err)
		}
		return err
	}
	out.begin() // no line at all is a file too
	c.Writer.WriteHeaderNow()
	return nil
}

func write(out *attachment, f export.Format, found iter.Seq2[consent.Analysis, error]) error {
	if f == export.Zip {
		return export.Bundle(out, reportOptions("en"), found)
	}
	return export.Analyses(out, f, found)
}

// attachment is an answer to be saved. It begins with the first byte, so that what fails
// before can still be answered as an error.
type attachment struct {
	c           *gin.Context
	media, name string
	total       int // analyses, as counted before the first one; 0 says nothing
	begun       bool
}

func (a *attachment) Write(p []byte) (int, error) {
	a.begin()
	return a.c.Writer.Write(p)
}

func (a *attachment) begin() {
	if a.begun {
		return
	}
	a.begun = true
	h := a.c.Writer.Header()
	h.Set("Content-Type", a.media)
	if a.total > 0 {
		h.Set("X-Total-Count", strconv.Itoa(a.total))
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold rows back
	a.c.Status(http.StatusOK)
}
