package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
)

func analysisPath(id consent.ID) string { return "/analyses/" + string(id) }

func (p *pages) analysis(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	query := c.Request.URL.Query()
	if target, tidy := withoutBlanks(query); tidy && !wantsFragment(c) {
		return seeOther(c, analysisPath(id)+target)
	}
	found, err := p.App.Analysis(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	status := http.StatusOK
	f, err := parseClauseFilter(query)
	if err != nil {
		httpx.Note(c.Request.Context(), err)
		status = httpx.StatusOf(err)
	}
	v := p.analysisPage(c, found, f)
	if err != nil {
		v.Clauses.Rows = nil
		v.Clauses.Problems = problemsOf(err, map[string]string{"role": "role", "category": "category", "surface": "surface", "text": "text", "min_confidence": "min_confidence"})
		v.Findings = findingViews(c, found, v.Clauses)
	}
	if v.Clauses.Partial = wantsFragment(c); v.Clauses.Partial && err == nil {
		c.Header("HX-Push-Url", f.path(analysisPath(id)))
	}
	return render(c, status, page.AnalysisPage(v), "clauses")
}

// analysisPage is the whole view: with what depends on the reader and on other analyses.
func (p *pages) analysisPage(c *gin.Context, a consent.Analysis, f clauseFilter) page.Analysis {
	v := analysisView(a, f)
	v.Frame = p.frame(c, v.Title, layout.NavHistory)
	v.Findings = findingViews(c, a, v.Clauses)
	v.Unobserved, v.Exports, v.Previous = a.Unobserved, exportsOf(a), p.previousOf(c, a)
	v.Runs, v.Curl = p.runsOf(c, a), curlOf(p.BaseURL, v.JSON)
	marks, err := p.marksOf(c, a, page.Marks{})
	httpx.Note(c.Request.Context(), err)
	v.Marks, v.Shelf = marks, shelfOf(c, a)
	if a.CachedFrom != "" {
		v.Cached = analysisPath(a.CachedFrom)
	}
	if a.RejudgedFrom != "" {
		v.Rejudged = analysisPath(a.RejudgedFrom)
	}
	if a.Done() && a.SourceID != "" && maySubmit(c) == nil {
		v.Rejudge = analysisPath(a.ID) + "/rejudge"
	}
	return v
}

func analysisView(a consent.Analysis, f clauseFilter) page.Analysis {
	site, detail := siteOf(a)
	v := page.Analysis{ID: string(a.ID), Title: site, When: a.CreatedAt, Status: a.Status, Score: a.Score, Banner: a.Banner, CMPs: a.CMPs,
		Language: a.Language, Rules: a.Options.Jurisdiction, Verdict: verdictOf(a), Why: whyOf(a), Limits: limitsOf(a), Address: a.Source.URL,
		JSON: "/api/v1/analyses/" + string(a.ID), Facts: provenanceOf(a), Policy: a.Policy}
	if a.Host == "" && detail != "" {
		v.Address = detail
	}
	if a.Failure != nil {
		v.Failure = a.Failure.Message
	}
	if a.JobID != "" {
		v.Job = jobPath(a.JobID)
	}
	if a.SourceID != "" {
		v.Source = analysisPath(a.ID) + "/source"
	}
	v.Clauses = clausesView(a, f)
	return v
}

func provenanceOf(a consent.Analysis) page.Provenance {
	return page.Provenance{SHA256: a.Source.SHA256, Bytes: a.Source.Bytes, Kind: a.Source.Kind, Engine: a.Engine, Timing: a.Timing,
		Redirects: a.Redirects, Finished: a.FinishedAt, Minimum: a.Options.MinConfidence}
}

// curlOf is a command that gets the document.
func curlOf(base, path string) string {
	return "curl -H 'X-API-Key: YOUR_KEY' '" + strings.TrimSuffix(base, "/") + path + "'"
}
