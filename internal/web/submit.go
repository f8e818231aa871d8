package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// uploadFactor is how much larger than one source a body with many files may be, as the
// server's own limit says.
const uploadFactor = 8

func (p *pages) submitForm(c *gin.Context) error {
	if err := maySubmit(c); err != nil {
		return err
	}
	in := submitInput{url: c.Query("url")}
	return render(c, http.StatusOK, page.SubmitPage(p.submitView(c, in, nil)), "")
}

// submit queues what was handed in. One source leads to its job, several to the list of
// jobs. Where a part was refused the form comes back with that part.
func (p *pages) submit(c *gin.Context) error {
	if err := maySubmit(c); err != nil {
		return err
	}
	in, err := readSubmit(c.Request, p.MaxBytes)
	defer in.close()
	if err == nil && tabOf(c) == page.TabBatch {
		return p.submitBatch(c, in)
	}
	if err != nil {
		return p.submitAgain(c, in, err)
	}
	many, err := in.submissions(tabOf(c))
	if err != nil {
		return p.submitAgain(c, in, err)
	}
	if len(many) > 1 {
		return p.submitMany(c, in, many)
	}
	if known, err := p.known(c, many[0]); err != nil || known != nil {
		return p.submitKnown(c, in, known, err)
	}
	done, err := p.App.Submit(c.Request.Context(), httpx.Actor(c), many[0])
	if err != nil {
		return p.submitAgain(c, in, err)
	}
	return seeOther(c, jobPath(done.Job.ID))
}

// knownFor is how long an address counts as analysed just now.
const knownFor = 24 * time.Hour

// known is the analysis of an address that may do instead of another one; nil for none, and
// where another one is asked for.
func (p *pages) known(c *gin.Context, in app.Submission) (*consent.Analysis, error) {
	if in.URL == "" || in.Options.Fresh {
		return nil, nil
	}
	found, err := p.App.LastOfURL(c.Request.Context(), httpx.Actor(c), in)
	switch code := consent.CodeOf(err); {
	case code == consent.NotFound || code == consent.Invalid: // what is wrong, the submission says
		return nil, nil
	case err != nil || p.Now().Sub(found.CreatedAt) > knownFor:
		return nil, err
	}
	return &found, nil
}

// submitKnown shows the form with what is there already, to open it or to run another one.
func (p *pages) submitKnown(c *gin.Context, in submitInput, known *consent.Analysis, err error) error {
	if err != nil {
		return err
	}
	v := p.submitView(c, in, nil)
	v.Known = &page.Known{Href: analysisPath(known.ID), Ago: label.Ago(p.Now().Sub(known.CreatedAt))}
	return render(c, http.StatusOK, page.SubmitPage(v), "")
}

// submitMany queues several files. Files cannot be put back into the form, so those that
// were refused are named.
func (p *pages) submitMany(c *gin.Context, in submitInput, many []app.Submission) error {
	results, err := p.App.SubmitMany(c.Request.Context(), httpx.Actor(c), many)
	if err != nil {
		return p.submitAgain(c, in, err)
	}
	failed := &consent.Error{Code: consent.Invalid}
	var accepted []ui.Link
	for i, r := range results {
		if r.Err != nil {
			failed.Fields = append(failed.Fields, consent.Field{Name: "files", Message: nameOf(many[i]) + ": " + consent.MessageOf(r.Err)})
			continue
		}
		accepted = append(accepted, ui.Link{Text: nameOf(many[i]), Href: jobPath(r.Job.ID)})
	}
	if len(failed.Fields) == 0 {
		p.flash(c, "queued", len(accepted))
		return seeOther(c, "/jobs")
	}
	in.accepted, in.paste = accepted, ""
	failed.Message = failed.Fields[0].Message
	return p.submitAgain(c, in, failed)
}

func nameOf(in app.Submission) string {
	if in.Name == "" {
		return "Pasted text"
	}
	return label.Short(in.Name, 80)
}

// submitAgain shows the form again with what was wrong, or gives up where a correction
// would not help.
func (p *pages) submitAgain(c *gin.Context, in submitInput, err error) error {
	if !refused(err) {
		return err
	}
	httpx.Note(c.Request.Context(), err)
	v := p.submitView(c, in, err)
	v.Frame.Title = "Error: new analysis"
	return render(c, httpx.StatusOf(err), page.SubmitPage(v), "")
}

func (p *pages) submitView(c *gin.Context, in submitInput, err error) page.Submit {
	v := page.Submit{Frame: p.frame(c, "New analysis", layout.NavSubmit), Tab: tabOf(c), URL: in.url, Paste: in.paste, Lines: in.lines,
		BadLines: in.bad, Accepted: in.accepted, MaxBytes: p.MaxBytes, MaxUpload: uploadFactor * p.MaxBytes, MaxBatch: p.maxBatch(c),
		Fields: fieldsOf(err), Priorities: priorities(prioritized(in.priority, tabOf(c))), Jurisdictions: jurisdictions(in.jurisdiction), Policy: in.policy}
	v.Problems = problemsOf(err, sourceIDs(v.Tab))
	if len(consent.FieldsOf(err)) == 0 && err != nil {
		v.Problems[0].ID = sourceIDs(v.Tab)["source"]
		v.Fields["source"] = consent.MessageOf(err)
	}
	return v
}

// maxBatch is how many sources may be handed in at once.
func (p *pages) maxBatch(c *gin.Context) int {
	if tabOf(c) == page.TabBatch {
		return consent.MaxBatchSources
	}
	return app.MaxBatch
}

// prioritized lets a batch wait behind single analyses unless somebody chose otherwise.
func prioritized(chosen consent.Priority, tab page.SubmitTab) consent.Priority {
	if chosen == "" && tab == page.TabBatch {
		return consent.PriorityLow
	}
	return chosen
}

// sourceIDs names the control of each field on a tab.
func sourceIDs(tab page.SubmitTab) map[string]string {
	source := map[page.SubmitTab]string{page.TabURL: "url", page.TabUpload: "paste", page.TabText: "paste", page.TabBatch: "lines"}[tab]
	return map[string]string{"source": source, "files": "files", "lines": "lines", "options.jurisdiction": "jurisdiction", "priority": "priority"}
}

func tabOf(c *gin.Context) page.SubmitTab {
	if tab := page.SubmitTab(c.Query("tab")); slices.Contains(page.SubmitTabs(), tab) {
		return tab
	}
	return page.TabURL
}

// maySubmit keeps readers from filling in a form that would be refused.
func maySubmit(c *gin.Context) error {
	if !httpx.Actor(c).Role.AtLeast(consent.RoleAnalyst) {
		return consent.Errorf(consent.Forbidden, "To submit you need the role analyst. Ask an administrator.")
	}
	return nil
}

func priorities(at consent.Priority) []ui.Option {
	if at == "" {
		at = consent.PriorityDefault
	}
	return options(consent.Priorities(), label.Priority, at)
}

func jurisdictions(at consent.Jurisdiction) []ui.Option {
	if at == "" {
		at = consent.JurisdictionEU
	}
	return options(consent.Jurisdictions(), label.Jurisdiction, at)
}

// options are the choices of a select.
func options[T ~string](values []T, text func(T) string, at ...T) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, value := range values {
		out[i] = ui.Option{Value: string(value), Label: text(value), Selected: slices.Contains(at, value)}
	}
	return out
}
