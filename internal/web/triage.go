package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// triage decides about a finding and shows the verdict as it is then: as the part of the
// page that changed, or on the page.
func (p *pages) triage(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := app.Triaging{AnalysisID: id, Key: c.Param("key"), Status: consent.Triage(form.Get("status")), Reason: form.Get("reason")}
	found, err := p.App.TriageFinding(c.Request.Context(), httpx.Actor(c), in)
	switch {
	case consent.CodeOf(err) == consent.Invalid:
		return p.triageAgain(c, in, err)
	case err != nil:
		return err
	case !wantsFragment(c):
		p.flash(c, "decided", 0)
		return seeOther(c, analysisPath(id)+"#"+anchorOf(found, in.Key))
	}
	v := p.analysisPage(c, found, clauseFilter{})
	v.Judged = page.Judged{Partial: true, Says: "The decision was saved: " + label.Triage(in.Status) + "."}
	return render(c, http.StatusOK, page.AnalysisPage(v), "judged")
}

// triageAgain shows the form with what is wrong in it.
func (p *pages) triageAgain(c *gin.Context, in app.Triaging, refused error) error {
	httpx.Note(c.Request.Context(), refused)
	found, err := p.App.Analysis(c.Request.Context(), httpx.Actor(c), in.AnalysisID)
	if err != nil {
		return err
	}
	v := p.analysisPage(c, found, clauseFilter{})
	anchor := anchorOf(found, in.Key)
	for i := range v.Findings {
		if f := &v.Findings[i]; f.Anchor == anchor {
			f.Triage.Fields, f.Triage.Reason, f.Triage.Statuses = fieldsOf(refused), in.Reason, statuses(in.Status)
		}
	}
	v.Frame.Title = "Error: " + v.Frame.Title
	v.Judged = page.Judged{Partial: wantsFragment(c), Says: consent.MessageOf(refused),
		Problems: problemsOf(refused, map[string]string{"status": "status-" + anchor, "reason": "reason-" + anchor})}
	return render(c, httpx.StatusOf(refused), page.AnalysisPage(v), "judged")
}

// anchors names each finding on its page: by its rule, and by a number from the second one
// of a rule on.
func anchors(findings []consent.Finding) []string {
	out, seen := make([]string, len(findings)), map[string]int{}
	for i, f := range findings {
		seen[f.Rule]++
		out[i] = "finding-" + f.Rule
		if n := seen[f.Rule]; n > 1 {
			out[i] += "-" + strconv.Itoa(n)
		}
	}
	return out
}

// anchorOf is the place of the first finding with the key.
func anchorOf(a consent.Analysis, key string) string {
	i := slices.IndexFunc(a.Findings, func(f consent.Finding) bool { return f.Key == key })
	if i < 0 {
		return ""
	}
	return anchors(a.Findings)[i]
}

func statuses(at consent.Triage) []ui.Option {
	if at == "" {
		at = consent.TriageOpen
	}
	return options(consent.Triages(), label.Triage, at)
}

// triageForm is empty for readers.
func triageForm(c *gin.Context, a consent.Analysis, f consent.Finding) page.Triage {
	if maySubmit(c) != nil {
		return page.Triage{}
	}
	out := page.Triage{Action: analysisPath(a.ID) + "/findings/" + url.PathEscape(f.Key), Statuses: statuses(f.Status)}
	if f.Decision != nil {
		out.Reason = f.Decision.Reason
	}
	return out
}

// rejudge queues the stored source to be judged again and goes to the job.
func (p *pages) rejudge(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	done, err := p.App.Rejudge(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	return seeOther(c, jobPath(done.Job.ID))
}

// exportsOf are the reports of an analysis, none while it has no result.
func exportsOf(a consent.Analysis) []ui.Link {
	if a.Status != consent.StatusCompleted {
		return nil
	}
	base := "/api/v1/analyses/" + string(a.ID) + "/report."
	return []ui.Link{{Text: "Report", Href: base + "html"}, {Text: "Report in German", Href: base + "html?lang=de"},
		{Text: "Canonical JSON", Href: base + "json"}, {Text: "SARIF", Href: base + "sarif"}, {Text: "Markdown", Href: base + "md"}}
}
