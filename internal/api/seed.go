package api

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
)

// seedConfidence is the threshold of a caller of the earlier endpoints who names none.
const seedConfidence = 0.5

// seedRequest is the body of POST /analyze and /analyze_async. Unknown fields are
// ignored, as they always were there.
type seedRequest struct {
	Source        string   `json:"source"`
	OutputFormat  string   `json:"output_format"`
	MinConfidence *float64 `json:"min_confidence"`
	Priority      string   `json:"priority"`
}

func (a *API) registerSeed(server *httpx.Server) {
	seed := server.Seed()
	seed.Use(a.once)
	seed.POST("/analyze", httpx.Wrap(a.seedAnalyze))
	seed.POST("/analyze_async", httpx.Wrap(a.seedAnalyzeAsync))
	seed.GET("/job/:job_id", httpx.Wrap(a.seedJob))
	server.Open().GET("/health", a.seedHealth)
}

func readSeed(c *gin.Context) (seedRequest, app.Submission, error) {
	var body seedRequest
	if err := readJSON(c.Request, &body, false); err != nil {
		return body, app.Submission{}, err
	}
	in, err := body.parse()
	return body, in, err
}

func (r seedRequest) parse() (app.Submission, error) {
	if f := r.OutputFormat; f != "" && f != "json" && f != "csv" {
		return app.Submission{}, consent.InvalidField("output_format", "output_format must be json or csv.")
	}
	in, err := sourceOf(r.Source).submission()
	if err != nil {
		return in, err
	}
	in.Options.MinConfidence = seedConfidence
	if r.MinConfidence != nil {
		in.Options.MinConfidence = *r.MinConfidence
	}
	if !(in.Options.MinConfidence >= 0 && in.Options.MinConfidence <= 1) {
		return in, consent.InvalidField("min_confidence", "min_confidence must be a number from 0 to 1.")
	}
	in.Priority, err = consent.ParsePriority(r.Priority)
	return in, err
}

// seedItem is one clause as the earlier system told it.
type seedItem struct {
	Text       string  `json:"text"`
	Category   string  `json:"category"`
	Confidence float64 `json:"confidence"`
	Type       string  `json:"type"`
	Element    string  `json:"element"`
}

type seedResult struct {
	Success    bool           `json:"success"`
	Items      []seedItem     `json:"items"`
	TotalItems int            `json:"total_items"`
	Categories map[string]int `json:"categories"`
	RequestID  string         `json:"request_id"`
	AnalysisID consent.ID     `json:"analysis_id"`
}

func seedResultOf(a consent.Analysis, requestID string) seedResult {
	out := seedResult{Success: true, Items: make([]seedItem, 0, len(a.Clauses)), TotalItems: len(a.Clauses),
		Categories: map[string]int{}, RequestID: requestID, AnalysisID: a.ID}
	for _, clause := range a.Clauses {
		item := seedItem{Text: clause.Text, Category: seedCategory(clause.Category), Confidence: clause.Confidence,
			Type: seedType(clause.Kind), Element: clause.Element}
		out.Items = append(out.Items, item)
		out.Categories[item.Category]++
	}
	return out
}

// seedCategory is the display name of a category. The earlier system knew seven: what
// the page cannot do without was Functional there, and embedded media had no name.
func seedCategory(c consent.Category) string {
	switch c {
	case consent.CategoryNecessary, consent.CategoryFunctional:
		return "Functional"
	case consent.CategoryAnalytics:
		return "Analytics"
	case consent.CategoryAdvertising:
		return "Advertising"
	case consent.CategorySocialMedia:
		return "Social Media"
	case consent.CategoryPersonalization:
		return "Personalization"
	case consent.CategoryPrivacy:
		return "Privacy"
	}
	return "Other"
}

func seedType(k consent.ClauseKind) string {
	if k == consent.KindControl {
		return "button"
	}
	return string(k)
}

func (a *API) seedAnalyze(c *gin.Context) error {
	body, in, err := readSeed(c)
	if err != nil {
		return err
	}
	found, err := a.app.AnalyzeNow(c.Request.Context(), httpx.Actor(c), in)
	if err != nil {
		return err
	}
	result := seedResultOf(found, consent.RequestIDFrom(c.Request.Context()))
	if body.OutputFormat != "csv" {
		writeJSON(c, http.StatusOK, result)
		return nil
	}
	table, err := result.csv()
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "text/csv; charset=utf-8", table)
	return nil
}

// csv is the items as a table. Cells that a spreadsheet would take for a formula are
// made harmless.
func (r seedResult) csv() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"text", "category", "confidence", "type", "element"}}
	for _, item := range r.Items {
		rows = append(rows, []string{export.SafeCell(item.Text), item.Category, formatFloat(item.Confidence), item.Type, export.SafeCell(item.Element)})
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

func (a *API) seedHealth(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	writeJSON(c, http.StatusOK, gin.H{"status": "ok", "timestamp": time.Now().UTC().Format(time.RFC3339), "version": a.version})
}
