package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// Batch is the body of POST /analyses:batch.
type Batch struct {
	Sources []BatchSource `json:"sources" maxItems:"1000" nullable:"false"`
	Options SubmitOptions `json:"options,omitempty" doc:"For every source that brings none of its own."`
}

// BatchSource is a source, or an object with a source and its own options.
type BatchSource struct {
	Source  Source
	Options *SubmitOptions
	err     error // a source that cannot be read fails alone, not the whole batch
}

// Schema describes both forms to OpenAPI.
func (BatchSource) Schema(r huma.Registry) *huma.Schema {
	source := Source{}.Schema(r)
	return &huma.Schema{AnyOf: []*huma.Schema{source, {Type: "object", AdditionalProperties: false, Required: []string{"source"},
		Properties: map[string]*huma.Schema{"source": source, "options": {Type: "object", Description: "As in POST /analyses."}}}}}
}

// UnmarshalJSON reads both forms.
func (b *BatchSource) UnmarshalJSON(data []byte) error {
	var outer struct {
		Source json.RawMessage `json:"source"`
	}
	if outerErr := json.Unmarshal(data, &outer); outerErr != nil || outer.Source == nil { // not the form with options
		b.err = json.Unmarshal(data, &b.Source)
		return nil //nolint:nilerr // a bad source is told beside its place in the answer, and stops no other
	}
	var both struct {
		Source  Source         `json:"source"`
		Options *SubmitOptions `json:"options"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&both); err != nil {
		b.err = jsonError(err)
	}
	b.Source, b.Options = both.Source, both.Options
	return nil
}

// BatchResult is the outcome of one source of a batch.
type BatchResult struct {
	Index    int            `json:"index" doc:"Place in the request, from 0."`
	ID       consent.ID     `json:"id,omitempty" doc:"The analysis; absent when the source was refused."`
	JobID    consent.ID     `json:"job_id,omitempty"`
	Status   consent.Status `json:"status,omitempty"`
	Location string         `json:"location,omitempty"`
	Error    *httpx.Problem `json:"error,omitempty" doc:"Why the source was refused."`
}

// BatchResults has one result a source, in order.
type BatchResults struct {
	Items    []BatchResult `json:"items" nullable:"false"`
	Accepted int           `json:"accepted"`
	Rejected int           `json:"rejected"`
}

func (a *API) registerBatch() {
	a.routes.POST(`/analyses\:batch`, httpx.Wrap(a.submitBatch)) // gin takes a bare colon for a parameter
	a.describe(huma.Operation{OperationID: "submit-batch", Method: http.MethodPost, Path: "/analyses:batch", Tags: []string{"Analyses"},
		Summary:     "Analyse up to 1,000 sources",
		Description: "One result a source, in order: a source that is refused does not stop the others.",
	}, map[string]any{"application/json": Batch{}}, map[int]any{202: BatchResults{}})
}

func (a *API) submitBatch(c *gin.Context) error {
	if !isJSON(mediaType(c.Request)) {
		return consent.Errorf(consent.Unsupported, "Send application/json.")
	}
	var body Batch
	if err := readJSON(c.Request, &body, true); err != nil {
		return err
	}
	switch n := len(body.Sources); {
	case n == 0:
		return consent.InvalidField("sources", "There is no source to analyse.")
	case n > app.MaxBatch:
		return consent.InvalidField("sources", "A batch may have at most %d sources; this one has %d.", app.MaxBatch, n)
	}
	many, refused := make([]app.Submission, len(body.Sources)), make([]error, len(body.Sources))
	for i, each := range body.Sources {
		many[i], refused[i] = each.parse(body.Options)
	}
	return a.answerBatch(c, many, refused)
}

func (b BatchSource) parse(common SubmitOptions) (app.Submission, error) {
	if b.err != nil {
		return app.Submission{}, b.err
	}
	if b.Options != nil {
		common = *b.Options
	}
	return Submission{Source: b.Source, Options: common}.parse()
}

// answerBatch submits what was not refused while it was read, and answers one result a
// source. refused is nil when all could be read.
func (a *API) answerBatch(c *gin.Context, many []app.Submission, refused []error) error {
	if refused == nil {
		refused = make([]error, len(many))
	}
	var good []app.Submission
	for i, err := range refused {
		if err == nil {
			good = append(good, many[i])
		}
	}
	var done []app.SubmitResult
	if len(good) > 0 {
		httpx.Extend(c, maxWait) // a thousand sources are stored one by one
		var err error
		if done, err = a.app.SubmitMany(c.Request.Context(), httpx.Actor(c), good); err != nil {
			return err
		}
	}
	out := BatchResults{Items: make([]BatchResult, len(many))}
	for i, err := range refused {
		result := app.SubmitResult{Err: err}
		if err == nil {
			result, done = done[0], done[1:]
		}
		out.add(c, i, result)
	}
	writeJSON(c, http.StatusAccepted, out)
	return nil
}

func (b *BatchResults) add(c *gin.Context, i int, result app.SubmitResult) {
	if result.Err != nil {
		b.Rejected++
		b.Items[i] = BatchResult{Index: i, Error: httpx.NewProblem(c.Request.Context(), result.Err)}
		return
	}
	b.Accepted++
	id := result.Analysis.ID
	b.Items[i] = BatchResult{Index: i, ID: id, JobID: result.Job.ID, Status: result.Analysis.Status, Location: analysisPath(id)}
}
