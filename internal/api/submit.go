package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// maxWait is the longest that ?wait= may hold an answer.
const maxWait = 30 * time.Second

// SubmitOptions are what a submitter may choose. Absent values mean the defaults.
type SubmitOptions struct {
	MinConfidence float64 `json:"min_confidence,omitempty" minimum:"0" maximum:"1" doc:"Clauses below are left out."`
	Jurisdiction  string  `json:"jurisdiction,omitempty" enum:"eu,uk,us-ca" doc:"Which rules apply; default eu."`
	Render        bool    `json:"render,omitempty" doc:"Drive a browser."`
	Policy        bool    `json:"policy,omitempty" doc:"Also read the policy that the page links to."`
	Fresh         bool    `json:"fresh,omitempty" doc:"Run the engine even where the same bytes have a result already."`
	Priority      string  `json:"priority,omitempty" enum:"high,default,low"`
}

func (o SubmitOptions) apply(to *app.Submission) {
	to.Options = consent.Options{MinConfidence: o.MinConfidence, Jurisdiction: consent.Jurisdiction(o.Jurisdiction), Render: o.Render, Policy: o.Policy, Fresh: o.Fresh}
	to.Priority = consent.Priority(o.Priority)
}

// Submission is the JSON body of POST /analyses.
type Submission struct {
	Source  Source        `json:"source"`
	Options SubmitOptions `json:"options,omitempty"`
}

func (s Submission) parse() (app.Submission, error) {
	out, err := s.Source.submission()
	s.Options.apply(&out)
	return out, err
}

func (a *API) registerSubmit() {
	a.routes.POST("/analyses", httpx.Wrap(a.submit))
	a.describe(huma.Operation{OperationID: "submit-analysis", Method: http.MethodPost, Path: "/analyses", Tags: []string{"Analyses"},
		Summary: "Analyse one source, or several files",
		Description: "JSON takes one source. multipart/form-data takes files (any field name), a source field, and the options as fields; " +
			"more than one source is answered as a batch. 202 means accepted: Location names the analysis. " +
			"wait (seconds, at most 30) holds the answer; 200 means that the analysis has ended.",
		Parameters: []*huma.Param{{Name: "wait", In: "query", Description: "Seconds to hold the answer, at most 30.",
			Schema: &huma.Schema{Type: "integer", Minimum: ptr(0.0)}}},
	}, map[string]any{"application/json": Submission{}, "multipart/form-data": filesSchema()},
		map[int]any{200: AnalysisDocument{}, 202: AnalysisDocument{}})
}

func (a *API) submit(c *gin.Context) error {
	wait, err := waitOf(c)
	if err != nil {
		return err
	}
	switch media := mediaType(c.Request); {
	case media == "multipart/form-data":
		many, err := readFiles(c.Request, a.maxBody)
		if err != nil {
			return err
		}
		if len(many) > 1 {
			return a.answerBatch(c, many, nil)
		}
		return a.answerOne(c, many[0], wait)
	case !isJSON(media):
		return errMedia
	}
	var body Submission
	if err := readJSON(c.Request, &body, true); err != nil {
		return err
	}
	in, err := body.parse()
	if err != nil {
		return err
	}
	return a.answerOne(c, in, wait)
}

var errMedia = consent.Errorf(consent.Unsupported, "Send application/json, or multipart/form-data with files.")

func (a *API) answerOne(c *gin.Context, in app.Submission, wait time.Duration) error {
	done, err := a.app.Submit(c.Request.Context(), httpx.Actor(c), in)
	if err != nil {
		return err
	}
	analysis := done.Analysis
	if wait > 0 {
		httpx.Extend(c, wait)
		// It was accepted: who cannot be told more is told that, rather than to send it again.
		waited, err := a.app.WaitAnalysis(c.Request.Context(), httpx.Actor(c), analysis.ID, wait)
		if httpx.Note(c.Request.Context(), err); err == nil {
			analysis = waited
		}
	}
	c.Header("Location", analysisPath(analysis.ID))
	if analysis.Done() {
		writeJSON(c, http.StatusOK, documentOf(analysis))
		return nil
	}
	c.Header("Retry-After", "2")
	writeJSON(c, http.StatusAccepted, documentOf(analysis))
	return nil
}

func analysisPath(id consent.ID) string { return Base + "/analyses/" + string(id) }

// waitOf reads ?wait=, the one parameter of POST /analyses.
func waitOf(c *gin.Context) (time.Duration, error) {
	query := c.Request.URL.Query()
	for name := range query {
		if name != "wait" {
			return 0, consent.InvalidField(name, "There is no parameter %q. Known: wait.", name)
		}
	}
	text := query.Get("wait")
	if text == "" {
		return 0, nil
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 0 {
		return 0, consent.InvalidField("wait", "\"wait\" must be a whole number of seconds.")
	}
	return time.Duration(min(seconds, int(maxWait/time.Second))) * time.Second, nil
}

// writeJSON writes as huma does, so that every answer of this door looks the same.
func writeJSON(c *gin.Context, status int, body any) {
	c.Header("Content-Type", "application/json")
	c.Status(status)
	if err := huma.DefaultJSONFormat.Marshal(c.Writer, body); err != nil {
		httpx.Note(c.Request.Context(), err)
	}
}

func ptr[T any](v T) *T { return &v }
