package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

const retentionPath = "/settings/retention"

func (p *pages) retention(c *gin.Context) error {
	return p.showRetention(c, http.StatusOK, page.Retention{}, nil)
}

// showRetention adds what holds to what is known of the forms; typed are the ages of a form
// that was refused.
func (p *pages) showRetention(c *gin.Context, status int, v page.Retention, typed url.Values) error {
	state, err := p.App.Retention(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return err
	}
	v.Frame = p.frame(c, "Retention", layout.NavSettings)
	if len(v.Problems) > 0 {
		v.Frame.Title = "Error: retention"
	}
	v.Own, v.Default, v.Ran = state.Own, state.Effective.String(), state.RanAt
	if state.Outcome != nil {
		v.Outcome, v.Failed = outcomeText(*state.Outcome), state.Outcome.Error != ""
	}
	for _, kind := range consent.RetentionKinds() {
		field := page.RetentionField{Kind: string(kind), Label: label.Kept(kind), Hint: label.KeptHint(kind)}
		if age := state.Effective[kind]; age > 0 {
			field.Age = consent.FormatAge(age)
		}
		if typed != nil {
			field.Age = typed.Get(string(kind))
			i := slices.IndexFunc(v.Problems, func(problem ui.Problem) bool { return problem.ID == field.Kind })
			if i >= 0 {
				field.Error = v.Problems[i].Message
			}
		}
		v.Kinds = append(v.Kinds, field)
	}
	return render(c, status, page.RetentionPage(v), "")
}

func outcomeText(o consent.RetentionOutcome) string {
	var parts []string
	for _, kind := range consent.RetentionKinds() {
		if n := o.Counts[kind]; n > 0 {
			parts = append(parts, label.Kept(kind)+": "+label.Number(n))
		}
	}
	text := "Nothing was old enough."
	if len(parts) > 0 {
		text = "Removed: " + strings.Join(parts, ", ") + "."
	}
	if o.Error != "" {
		text += " It ended early: " + o.Error
	}
	return text
}

func (p *pages) setRetention(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	var policy consent.Retention
	var problems []ui.Problem
	if form.Get("own") != "0" {
		policy, problems = policyOf(form)
	}
	if len(problems) > 0 {
		return p.showRetention(c, http.StatusUnprocessableEntity, page.Retention{Problems: problems}, form)
	}
	if _, err := p.App.SetRetention(c.Request.Context(), httpx.Actor(c), policy); err != nil {
		return err
	}
	p.flash(c, "kept", 0)
	return seeOther(c, retentionPath)
}

func policyOf(form url.Values) (consent.Retention, []ui.Problem) {
	policy := consent.Retention{}
	var problems []ui.Problem
	for _, kind := range consent.RetentionKinds() {
		typed := strings.TrimSpace(form.Get(string(kind)))
		if typed == "" || typed == "off" {
			continue
		}
		age, err := consent.ParseAge(typed)
		if err != nil {
			problems = append(problems, ui.Problem{ID: string(kind), Message: label.Kept(kind) + ": " + consent.MessageOf(err)})
			continue
		}
		policy[kind] = age
	}
	return policy, problems
}

// askRetention says what would go before anything does.
func (p *pages) askRetention(c *gin.Context) error {
	outcome, err := p.App.RunRetention(c.Request.Context(), httpx.Actor(c), true)
	if err != nil {
		return err
	}
	text := strings.Replace(outcomeText(outcome), "Removed: ", "This goes now: ", 1)
	v := page.Confirm{Frame: p.frame(c, "Run retention", layout.NavSettings), Title: "Remove what is old now?", Text: text, Do: "Remove", Retreat: "Leave it",
		Action: retentionPath + "/run", Back: retentionPath, Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}

func (p *pages) runRetention(c *gin.Context) error {
	outcome, err := p.App.RunRetention(c.Request.Context(), httpx.Actor(c), false)
	if err != nil {
		return err
	}
	p.flash(c, "retained", outcome.Total())
	return seeOther(c, retentionPath)
}

// askPurge says what would go. It also serves as the address that pages about a site link to.
func (p *pages) askPurge(c *gin.Context) error {
	site := c.Query("site")
	found, err := p.App.PurgeSite(c.Request.Context(), httpx.Actor(c), app.Purge{Host: site, Dry: true})
	if code := consent.CodeOf(err); code == consent.Invalid || code == consent.NotFound {
		httpx.Note(c.Request.Context(), err)
		v := page.Retention{Site: site, SiteNote: consent.MessageOf(err), Problems: []ui.Problem{{ID: "site", Message: consent.MessageOf(err)}}}
		return p.showRetention(c, httpx.StatusOf(err), v, nil)
	}
	if err != nil {
		return err
	}
	text := label.Count(found.Analyses, "analysis goes", "analyses go") + ", with clauses, findings, jobs and stored pages."
	if found.Triage > 0 {
		text += " So do " + label.Count(found.Triage, "decision", "decisions") + " about the site."
	}
	if found.Lines > 0 {
		text += " " + label.Count(found.Lines, "line of batches that was refused loses its text.", "lines of batches that were refused lose their text.")
	}
	v := page.Confirm{Frame: p.frame(c, "Remove a site", layout.NavSettings), Title: "Remove everything about " + found.Host + "?", Text: text + " This cannot be undone.",
		Do: "Remove it", Retreat: "Keep it", Action: "/settings/purge/" + url.PathEscape(found.Host), Back: retentionPath, Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}

func (p *pages) purgeSite(c *gin.Context) error {
	out, err := p.App.PurgeSite(c.Request.Context(), httpx.Actor(c), app.Purge{Host: c.Param("site")})
	if err != nil {
		return err
	}
	p.flash(c, "purged", out.Analyses)
	return seeOther(c, retentionPath)
}
