package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
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
		v.Clauses.Problems = problemsOf(err, map[string]string{"role": "role", "category": "category", "min_confidence": "min_confidence"})
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
		Language: a.Language, Rules: a.Options.Jurisdiction, Verdict: verdictOf(a), Limits: limitsOf(a), Address: a.Source.URL,
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

// findingViews links each finding to the clauses that it rests on: on this page where
// they are shown, else on the page that has them.
func findingViews(c *gin.Context, a consent.Analysis, shown page.Clauses) []page.Finding {
	texts, here := map[string]string{}, map[string]bool{}
	for _, clause := range a.Clauses {
		texts[clause.ID] = label.Short(clause.Text, 60)
	}
	for _, row := range shown.Rows {
		here[row.ID] = true
	}
	out, names := make([]page.Finding, len(a.Findings)), anchors(a.Findings)
	for i, f := range a.Findings {
		out[i].Finding, out[i].Anchor, out[i].Triage = f, names[i], triageForm(c, a, f)
		for _, id := range f.Clauses {
			href := "#clause-" + id
			if !here[id] {
				href = analysisPath(a.ID) + "?at=" + id + href
			}
			out[i].Evidence = append(out[i].Evidence, page.Evidence{ID: id, Href: href, Text: texts[id]})
		}
	}
	return out
}

func provenanceOf(a consent.Analysis) page.Provenance {
	return page.Provenance{SHA256: a.Source.SHA256, Bytes: a.Source.Bytes, Kind: a.Source.Kind, Engine: a.Engine, Timing: a.Timing,
		Redirects: a.Redirects, Finished: a.FinishedAt, Minimum: a.Options.MinConfidence}
}

// verdictOf sums up the findings in a sentence. Those that people set aside do not count.
func verdictOf(a consent.Analysis) string {
	counts := map[consent.Severity]int{}
	for _, f := range a.Findings {
		if !f.Status.Suppresses() {
			counts[f.Severity]++
		}
	}
	var parts []string
	sum := 0
	for _, s := range []consent.Severity{consent.SeverityHigh, consent.SeverityMedium, consent.SeverityLow} {
		if n := counts[s]; n > 0 {
			sum += n
			parts = append(parts, label.Number(n)+" "+strings.ToLower(label.Severity(s)))
		}
	}
	switch {
	case len(parts) == 1:
		_, severity, _ := strings.Cut(parts[0], " ")
		return label.Count(sum, "problem", "problems") + " of " + severity + " severity."
	case sum > 0:
		return label.Count(sum, "problem", "problems") + ": " + strings.Join(parts, ", ") + "."
	case len(a.Clauses) == 0:
		return "Nothing asks for consent here."
	}
	return "No problem was found in how consent is asked for."
}

// limitsOf says what the verdict does not cover.
func limitsOf(a consent.Analysis) []string {
	var out []string
	switch a.Source.Kind {
	case consent.SourceURL:
		out = append(out, "The page was fetched without a browser: what scripts add later was not seen.")
	case consent.SourceHTML:
		out = append(out, "The HTML was read as it was handed in: what scripts add later was not seen.")
	case consent.SourceText:
		out = append(out, "Only the text was read: buttons and boxes cannot be judged.")
	}
	if a.Language.Code != "" && !a.Language.Covered {
		out = append(out, "The language is not known well: no finding rests on missing words.")
	}
	return out
}
