package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// Base is the path that every address of this version begins with.
const Base = "/api/v1"

// API is the door with what its handlers share.
type API struct {
	app     UseCases
	maxBody int64 // of one source, in bytes
	version string
	huma    huma.API
	routes  *gin.RouterGroup
}

// Register adds /api/v1, its description, /api/docs and the endpoints of the earlier
// system to the server. version is the program's.
func Register(server *httpx.Server, app UseCases, version string) *API {
	a := &API{app: app, maxBody: server.MaxBody(), version: version, routes: server.API(Base)}
	a.routes.Use(a.once)
	a.huma = humagin.NewWithGroup(server.Engine(), a.routes, config(version))
	a.registerSubmit()
	a.registerBatch()
	a.registerAnalyses()
	a.registerHistory()
	a.registerMarks()
	a.registerViews()
	a.registerBulk()
	a.registerFeed()
	a.registerExport()
	a.registerFindings()
	a.registerReports()
	a.registerCompare()
	a.registerRejudge()
	a.registerJobs()
	a.registerQueues()
	a.registerEvents()
	a.registerBatches()
	a.registerClassify()
	a.registerAPIKeys()
	a.registerAudit()
	a.registerRetention()
	a.finishDescription()
	a.describeOnce()
	a.serveDescription(server.Open())
	a.registerSeed(server)
	return a
}

// OpenAPI is the description of /api/v1.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

func config(version string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "microconsent", Version: version, License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
				Description: "Audits the consent surfaces of web pages. Send an API key in X-API-Key or as Authorization: Bearer. " +
					"Errors are application/problem+json (RFC 9457)."},
			Servers: []*huma.Server{{URL: Base}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key":    {Type: "apiKey", In: "header", Name: "X-API-Key"},
					"bearer": {Type: "http", Scheme: "bearer"},
				},
			},
			Security: []map[string][]string{{"key": {}}, {"bearer": {}}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{problemOfModel},
	}
}

// register adds an operation that huma reads and checks. Every parameter that the input
// does not name is refused.
func register[I, O any](a *API, op huma.Operation, handle func(context.Context, consent.Actor, *I) (*O, error)) {
	op.RejectUnknownQueryParameters = !op.SkipValidateParams
	a.describeErrors(&op)
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, httpx.ActorFrom(ctx), in)
		if err != nil {
			return nil, asProblem(ctx, err)
		}
		return out, nil
	})
}

// describe adds an operation that a plain handler serves.
func (a *API) describe(op huma.Operation, body map[string]any, answers map[int]any) {
	if len(body) > 0 {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	}
	for contentType, example := range body {
		op.RequestBody.Content[contentType] = &huma.MediaType{Schema: a.schemaOf(example)}
	}
	op.Responses = map[string]*huma.Response{}
	for status, example := range answers {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status),
			Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(example)}}}
	}
	a.describeErrors(&op)
	a.OpenAPI().AddOperation(&op)
}

func (a *API) schemaOf(example any) *huma.Schema {
	if schema, ok := example.(*huma.Schema); ok {
		return schema
	}
	return a.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(example), true, "")
}

// describeErrors lists the statuses that any operation may answer, all in one shape.
func (a *API) describeErrors(op *huma.Operation) {
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	schema := a.schemaOf(httpx.Problem{})
	for _, status := range []int{400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 503} {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status),
			Content: map[string]*huma.MediaType{httpx.ProblemType: {Schema: schema}}}
	}
}

// finishDescription removes huma's own error model, which no answer uses, and says which
// objects may be null.
func (a *API) finishDescription() {
	schemas := a.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, name := range []string{"AnalysisDocument", "AnalysisItem"} {
		score := schemas[name].Properties["score"]
		schemas[name].Properties["score"] = &huma.Schema{AnyOf: []*huma.Schema{score, {Type: "null"}},
			Description: "Null until the analysis is completed."}
	}
	for _, side := range []string{"base", "head"} {
		properties := schemas["ScoreChange"].Properties
		properties[side] = &huma.Schema{AnyOf: []*huma.Schema{properties[side], {Type: "null"}}, Description: "Null without a grade."}
	}
	enumerate(schemas["Clause"], "role", consent.ClauseRoles())
	enumerate(schemas["Clause"], "category", consent.Categories())
	for _, name := range []string{"Finding", "FindingItem"} {
		enumerate(schemas[name], "severity", consent.Severities())
		enumerate(schemas[name], "status", consent.Triages())
	}
	enumerate(schemas["AnalysisDocument"], "status", consent.Statuses())
	enumerate(schemas["Options"], "jurisdiction", consent.Jurisdictions())
}

// enumerate lists the values of a string that the domain's types cannot tell huma.
func enumerate[T ~string](schema *huma.Schema, property string, values []T) {
	for _, value := range values {
		schema.Properties[property].Enum = append(schema.Properties[property].Enum, string(value))
	}
}

func (a *API) serveDescription(open *gin.RouterGroup) {
	spec, err := json.Marshal(a.OpenAPI())
	page := docsPage(a.OpenAPI())
	open.GET(Base+"/openapi.json", httpx.Wrap(func(c *gin.Context) error {
		if err != nil {
			return err
		}
		c.Data(http.StatusOK, "application/openapi+json", spec)
		return nil
	}))
	open.GET("/api/docs", func(c *gin.Context) { c.Data(http.StatusOK, "text/html; charset=utf-8", page) })
	open.GET("/api/docs.css", func(c *gin.Context) { c.Data(http.StatusOK, "text/css; charset=utf-8", docsCSS) })
}

// problem makes httpx.Problem an error that huma writes as it is.
type problem struct {
	httpx.Problem
	headers http.Header
}

func (p *problem) Error() string             { return p.Detail }
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) GetHeaders() http.Header   { return p.headers }
func (p *problem) ContentType(string) string { return httpx.ProblemType }

func asProblem(ctx context.Context, err error) *problem {
	err = httpx.Coded(ctx, err)
	httpx.Note(ctx, err)
	p := &problem{Problem: *httpx.NewProblem(ctx, err), headers: http.Header{}}
	switch seconds := httpx.RetryAfter(err); {
	case seconds > 0:
		p.headers.Set("Retry-After", strconv.Itoa(seconds))
	case consent.CodeOf(err) == consent.Unavailable:
		p.headers.Set("Retry-After", "5")
	}
	return p
}

// problemOfModel gives the errors that huma itself finds (unknown parameters, values of
// a wrong type) our shape.
func problemOfModel(ctx huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	err := &consent.Error{Code: codeOfStatus(model.Status), Message: "Something went wrong on our side."}
	if model.Status < http.StatusInternalServerError {
		err.Message = model.Detail
		for _, each := range model.Errors {
			err.Fields = append(err.Fields, fieldOf(each))
		}
	}
	if len(err.Fields) > 0 {
		err.Message = strings.TrimPrefix(err.Fields[0].Name+": "+err.Fields[0].Message, ": ")
	}
	return asProblem(ctx.Context(), httpx.WithStatus(model.Status, err)), nil
}

// fieldOf drops the place (body, query, path) and the value, which may be foreign text.
func fieldOf(d *huma.ErrorDetail) consent.Field {
	_, name, found := strings.Cut(d.Location, ".")
	if !found {
		name = d.Location
	}
	return consent.Field{Name: name, Message: d.Message}
}

func codeOfStatus(status int) consent.Code {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return consent.TooLarge
	case http.StatusUnsupportedMediaType:
		return consent.Unsupported
	case http.StatusRequestTimeout:
		return consent.Timeout
	}
	if status >= http.StatusInternalServerError {
		return consent.Internal
	}
	return consent.Invalid
}
