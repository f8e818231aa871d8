package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

var analysesTag = []string{"Analyses"}

type byID struct {
	ID string `path:"id" doc:"A UUID."`
}

func (a *API) registerAnalyses() {
	register(a, huma.Operation{OperationID: "list-analyses", Method: http.MethodGet, Path: "/analyses", Tags: analysesTag,
		Summary: "List analyses, newest first", SkipValidateParams: true, // consent.ParseFilter checks them
		Description: "Several values of one filter (repeated, or with commas) mean any of them; several filters mean all. " +
			"An unknown filter is an error that names it.",
		Parameters: []*huma.Param{{Name: "facets", In: "query", Description: "1 adds the counts of what the filter selects by the keys of the filter.",
			Schema: &huma.Schema{Type: "string", Enum: []any{"0", "1"}}}}}, a.list)
	register(a, huma.Operation{OperationID: "get-analysis", Method: http.MethodGet, Path: "/analyses/{id}", Tags: analysesTag,
		Summary: "Get one analysis with its clauses and findings", Description: "A finished analysis has an ETag."}, a.get)
	register(a, huma.Operation{OperationID: "list-clauses", Method: http.MethodGet, Path: "/analyses/{id}/clauses", Tags: analysesTag,
		Summary: "List the clauses of an analysis, in document order"}, a.clauses)
	register(a, huma.Operation{OperationID: "get-source", Method: http.MethodGet, Path: "/analyses/{id}/source", Tags: analysesTag,
		Summary: "Get the analysed source as text", Responses: map[string]*huma.Response{"200": {Description: "OK",
			Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: "string"}}}}}}, a.source)
}

// listInput documents the filter grammar; the values are read from the raw query, where
// a filter may stand more than once.
type listInput struct {
	Query         string `query:"q" doc:"Words and \"phrases\" found in URL, host, title, name, clause text, finding or error; key:value and a leading minus as in the search box."`
	Host          string `query:"host"`
	Status        string `query:"status" doc:"queued, running, completed, failed, canceled."`
	Severity      string `query:"severity" doc:"high, medium, low, info."`
	Rule          string `query:"rule"`
	CMP           string `query:"cmp"`
	Grade         string `query:"grade" doc:"A to F."`
	Category      string `query:"category"`
	Role          string `query:"role"`
	Source        string `query:"source" doc:"url, html, text, json, pdf."`
	Language      string `query:"language"`
	Since         string `query:"since" doc:"Created at or after this date or time."`
	Until         string `query:"until" doc:"Created before this time, or up to and with this date."`
	MinConfidence string `query:"min_confidence" doc:"Of the clauses that category and role match, 0 to 1."`
	Site          string `query:"site" doc:"Registrable domain."`
	Triage        string `query:"triage" doc:"State of a finding: open, accepted, dismissed, false_positive."`
	Tag           string `query:"tag"`
	Archived      string `query:"archived" doc:"only or with; archived ones are left out by default."`
	Page          string `query:"page" doc:"Number of a page, instead of a cursor."`
	Sort          string `query:"sort" doc:"-created_at (default), created_at, site, -site, score, -score, severity, -severity."`
	Cursor        string `query:"cursor"`
	Limit         string `query:"limit" doc:"1 to 200; default 50."`

	raw url.Values
}

// Resolve keeps the raw query.
func (in *listInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.raw = u.Query()
	return nil
}

type listOutput struct {
	Link string `header:"Link"`
	Body AnalysisList
}

func (a *API) list(ctx context.Context, actor consent.Actor, in *listInput) (*listOutput, error) {
	facets, err := cutFacets(in.raw)
	if err != nil {
		return nil, err
	}
	filter, err := consent.ParseFilter(in.raw)
	if err != nil {
		return nil, err
	}
	var found app.HistoryPage
	if facets {
		found, err = a.app.History(ctx, actor, filter)
	} else {
		found.Page, err = a.app.Analyses(ctx, actor, filter)
	}
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: AnalysisList{List: listOf(found.Page, itemOf)}, Link: nextLink(Base+"/analyses", filter.Values(), found.Page.Next)}
	if facets {
		out.Body.Facets = &found.Facets
	}
	return out, nil
}

// nextLink is the Link header of a page (RFC 8288); "" on the last one.
func nextLink(path string, query url.Values, next *consent.Cursor) string {
	if next == nil {
		return ""
	}
	query.Set("cursor", next.String())
	return "<" + path + "?" + query.Encode() + `>; rel="next"`
}

type getInput struct {
	ID          string `path:"id" doc:"A UUID."`
	IfNoneMatch string `header:"If-None-Match"`
}

type getOutput struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         *AnalysisDocument
}

func (a *API) get(ctx context.Context, actor consent.Actor, in *getInput) (*getOutput, error) {
	found, err := a.find(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	document := documentOf(found)
	if !found.Done() {
		return &getOutput{Status: http.StatusOK, Body: &document}, nil
	}
	tag, err := etag(document)
	if err != nil {
		return nil, err
	}
	out := &getOutput{Status: http.StatusOK, ETag: tag, CacheControl: "private, no-cache", Body: &document}
	if matches(in.IfNoneMatch, tag) {
		out.Status = http.StatusNotModified
	}
	return out, nil
}

func (a *API) find(ctx context.Context, actor consent.Actor, id string) (consent.Analysis, error) {
	parsed, err := consent.ParseID(id)
	if err != nil {
		return consent.Analysis{}, err
	}
	return a.app.Analysis(ctx, actor, parsed)
}

// etag is a strong validator: the digest of the document's bytes (RFC 9110, section 8.8.3).
func etag(document AnalysisDocument) (string, error) {
	data, err := json.Marshal(document)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return `"` + hex.EncodeToString(sum[:16]) + `"`, nil
}

// matches compares weakly, as If-None-Match asks (RFC 9110, section 13.1.2).
func matches(header, tag string) bool {
	for each := range strings.SplitSeq(header, ",") {
		if each = strings.TrimPrefix(strings.TrimSpace(each), "W/"); each == tag || each == "*" {
			return true
		}
	}
	return false
}

type output[T any] struct{ Body T }

func (a *API) clauses(ctx context.Context, actor consent.Actor, in *byID) (*output[List[consent.Clause]], error) {
	found, err := a.find(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return &output[List[consent.Clause]]{Body: List[consent.Clause]{Items: consent.NewDocument(found).Clauses}}, nil
}

type sourceOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

// source hands out foreign material: as text, as a download, and sandboxed should a
// browser show it after all.
func (a *API) source(ctx context.Context, actor consent.Actor, in *byID) (*sourceOutput, error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	material, err := a.app.Material(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	name := material.Ref.Name
	if name == "" {
		name = in.ID
	}
	return &sourceOutput{ContentType: "text/plain; charset=utf-8", Policy: "default-src 'none'; sandbox", Body: material.Text,
		Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": name + ".txt"})}, nil
}
