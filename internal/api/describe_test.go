package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/httpx"
)

var parameter = regexp.MustCompile(`/:(\w+)`)

func TestDescriptionNamesEveryRoute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var served, described []string
	for _, route := range r.server.Engine().Routes() {
		path, found := strings.CutPrefix(route.Path, Base)
		if !found || path == "/openapi.json" {
			continue
		}
		path = strings.ReplaceAll(parameter.ReplaceAllString(path, "/{$1}"), `\:`, ":")
		served = append(served, route.Method+" "+path)
	}
	for path, item := range r.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Delete, item.Patch, item.Put} {
			if op != nil {
				described = append(described, op.Method+" "+path)
			}
		}
	}
	slices.Sort(served)
	slices.Sort(described)
	if !reflect.DeepEqual(served, described) {
		t.Errorf("served    %v\ndescribed %v", served, described)
	}
}

func TestDescriptionIsOpenToAll(t *testing.T) {
	t.Parallel()
	w := newRig(t).do(http.MethodGet, "/api/v1/openapi.json", "", "X-API-Key: ")
	wantStatus(t, w, http.StatusOK)
	spec := decode(t, w)
	if spec["openapi"] != "3.1.0" {
		t.Errorf("openapi %v", spec["openapi"])
	}
	text := w.Body.String()
	for _, bad := range []string{"ErrorModel", "ErrorDetail", "://json-schema", "Hash"} {
		if strings.Contains(text, bad) {
			t.Errorf("the description speaks of %s", bad)
		}
	}
	if !strings.Contains(text, `"accept_all","reject_all"`) {
		t.Error("the roles of clauses are not listed")
	}
	for _, ref := range refsIn(spec) {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		if _, ok := spec["components"].(map[string]any)["schemas"].(map[string]any)[name]; !ok {
			t.Errorf("%s leads nowhere", ref)
		}
	}
}

func refsIn(v any) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if text, ok := value.(string); ok && key == "$ref" {
				out = append(out, text)
			}
			out = append(out, refsIn(value)...)
		}
	case []any:
		for _, each := range v {
			out = append(out, refsIn(each)...)
		}
	}
	return out
}

// Answers must fit the description: huma's own validator judges them.
func TestAnswersFitTheDescription(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	analysis, job := "/analyses/"+string(analysisID), "/jobs/"+string(jobID)
	for _, c := range []struct{ method, path, template, body, status string }{
		{http.MethodGet, "/analyses", "/analyses", "", "200"},
		{http.MethodGet, "/analyses?facets=1", "/analyses", "", "200"},
		{http.MethodGet, "/stats", "/stats", "", "200"},
		{http.MethodGet, "/sites", "/sites", "", "200"},
		{http.MethodGet, "/sites/www.a.example", "/sites/{host}", "", "200"},
		{http.MethodGet, analysis, "/analyses/{id}", "", "200"},
		{http.MethodGet, analysis + "/clauses", "/analyses/{id}/clauses", "", "200"},
		{http.MethodGet, analysis + "/findings", "/analyses/{id}/findings", "", "200"},
		{http.MethodPatch, "/findings/" + string(analysisID) + ".0123456789abcdef", "/findings/{id}", `{"status":"accepted"}`, "200"},
		{http.MethodGet, "/compare?base=" + string(analysisID) + "&head=" + string(analysisID), "/compare", "", "200"},
		{http.MethodPost, analysis + "/rejudge", "/analyses/{id}/rejudge", "", "202"},
		{http.MethodPost, "/analyses:rejudge?host=a.example", "/analyses:rejudge", "", "202"},
		{http.MethodGet, analysis + "/report.pdf", "/analyses/{id}/report.pdf", "", "406"},
		{http.MethodPost, "/analyses", "/analyses", `{"source":"x"}`, "202"},
		{http.MethodPost, "/analyses:batch", "/analyses:batch", `{"sources":["x",1]}`, "202"},
		{http.MethodGet, "/jobs", "/jobs", "", "200"},
		{http.MethodGet, job, "/jobs/{id}", "", "200"},
		{http.MethodGet, "/api-keys", "/api-keys", "", "200"},
		{http.MethodPost, "/api-keys", "/api-keys", `{"name":"a","role":"viewer"}`, "201"},
		{http.MethodGet, "/audit-events", "/audit-events", "", "200"},
		{http.MethodPost, "/classify", "/classify", `{"task":"role","text":"OK"}`, "200"},
		{http.MethodGet, "/jobs?limit=0", "/jobs", "", "422"},
	} {
		w := r.do(c.method, Base+c.path, c.body)
		item := r.api.OpenAPI().Paths[c.template]
		op := map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPatch: item.Patch}[c.method]
		var media *huma.MediaType
		for _, media = range op.Responses[c.status].Content {
		}
		var body any
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		res := &huma.ValidateResult{}
		huma.Validate(r.api.OpenAPI().Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, body, res)
		for _, err := range res.Errors {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
	}
}

func TestDocsPageNeedsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodGet, "/api/docs", "", "X-API-Key: ")
	wantStatus(t, w, http.StatusOK)
	page := w.Body.String()
	for _, bad := range []string{"<script", "style=", "onclick", "https://", "http://"} {
		if at := strings.Index(page, bad); at >= 0 && !strings.Contains(page[at:min(len(page), at+40)], "and has no white space") {
			t.Errorf("the page holds %q: %s", bad, page[max(0, at-60):min(len(page), at+60)])
		}
	}
	for _, item := range []string{"POST /api/v1/analyses", "GET /api/v1/jobs/{id}", "AnalysisDocument", "204 No Content", "202 Accepted", `href="#schema-AnalysisDocument"`, `id="schema-AnalysisDocument"`} {
		if !strings.Contains(page, item) {
			t.Errorf("the page does not tell of %s", item)
		}
	}
	css := r.do(http.MethodGet, "/api/docs.css", "", "X-API-Key: ")
	if css.Code != http.StatusOK || css.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("style sheet: %d %s", css.Code, css.Header().Get("Content-Type"))
	}
	if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("Content-Type") == httpx.ProblemType {
		t.Errorf("headers %v", w.Header())
	}
}
