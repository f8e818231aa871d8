package web

import (
	"net/http"
	"net/url"
	"strconv"
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

const (
	bulkPath = "/analyses/bulk"
	// bulkTime is added to what a request may take when it changes many analyses.
	bulkTime = 10 * time.Minute
)

// A bulk action takes two steps. The first form names what to do to which analyses and
// changes nothing; its answer names the number and holds the form that does it. Both are
// sent by POST, since a page's worth of ids is too long for an address.
func (p *pages) registerBulk(g *gin.RouterGroup) {
	post(g, bulkPath, p.askBulk)
	post(g, bulkPath+"/run", p.runBulk)
}

// bulkBar is the form below the list, nil for readers who may not change anything.
func bulkBar(c *gin.Context, f consent.Filter, total int) *page.BulkBar {
	if maySubmit(c) != nil {
		return nil
	}
	return &page.BulkBar{Action: bulkPath, Filter: bare(f).Values().Encode(), Total: total, Actions: bulkActions(c, "")}
}

// bare is a filter without what only says which page of it is shown.
func bare(f consent.Filter) consent.Filter {
	f.Cursor, f.Page, f.Limit, f.Sort = nil, 0, 0, ""
	return f
}

func bulkActions(c *gin.Context, at app.BulkAction) []ui.Option {
	var out []ui.Option
	for _, each := range app.BulkActions() {
		if each != app.BulkDelete || httpx.Actor(c).Role.AtLeast(consent.RoleAdmin) {
			out = append(out, ui.Option{Value: string(each), Label: label.Bulk(string(each)), Selected: each == at})
		}
	}
	return out
}

// bulkOf reads either form.
func bulkOf(form url.Values) (app.Bulk, error) {
	in := app.Bulk{Action: app.BulkAction(form.Get("action")), Tags: tagsOf(form.Get("tags"))}
	query, err := url.ParseQuery(form.Get("filter"))
	if err == nil {
		in.Filter, err = consent.ParseFilter(query)
	}
	if err != nil {
		return in, consent.InvalidField("filter", "The filter of this form cannot be read. Open the history again.")
	}
	if form.Get("all") != "" {
		in.Expected, err = strconv.Atoi(form.Get("expected"))
		if err != nil && form.Has("expected") {
			return in, consent.InvalidField("expected", "The number of this form cannot be read. Open the history again.")
		}
		return in, nil
	}
	for _, each := range form["id"] {
		id, err := consent.ParseID(each)
		if err != nil {
			return in, err
		}
		in.IDs = append(in.IDs, id)
	}
	if len(in.IDs) == 0 {
		return in, consent.InvalidField("id", "No analysis is selected. Tick some in the list, or choose all that match.")
	}
	return in, nil
}

// askBulk says what would be done to how many.
func (p *pages) askBulk(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in, err := bulkOf(form)
	if err != nil {
		return p.askAgain(c, in, 0, err)
	}
	in.Dry = true // refuses what the second step would refuse
	out, err := p.App.Bulk(c.Request.Context(), httpx.Actor(c), in)
	return p.askAgain(c, in, out.Count, err)
}

// askAgain shows the confirmation, with what is wrong, if anything.
func (p *pages) askAgain(c *gin.Context, in app.Bulk, count int, wrong error) error {
	if wrong != nil && !refused(wrong) {
		return wrong
	}
	v := page.Bulk{Frame: p.frame(c, "Change many analyses", layout.NavHistory), Action: bulkPath + "/run", What: string(in.Action),
		Back: historyPath(in.Filter.Values()), Filter: in.Filter.Values().Encode(), Tags: commas(in.Tags), All: len(in.IDs) == 0, Count: count}
	for _, id := range in.IDs {
		v.IDs = append(v.IDs, string(id))
	}
	if v.All {
		for _, each := range activeFilters(in.Filter) {
			v.Words = append(v.Words, each.Text)
		}
	}
	status := http.StatusOK
	if wrong != nil {
		httpx.Note(c.Request.Context(), wrong)
		status = httpx.StatusOf(wrong)
		v.Wrong(fieldsOf(wrong), problemsOf(wrong, map[string]string{"tags": "tags", "tag": "tags"}))
	}
	return render(c, status, page.BulkPage(v), "")
}

// runBulk does it and tells what became of each.
func (p *pages) runBulk(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in, err := bulkOf(form)
	if err != nil {
		return p.askAgain(c, in, 0, err)
	}
	httpx.Extend(c, bulkTime)
	out, err := p.App.Bulk(c.Request.Context(), httpx.Actor(c), in)
	if err != nil {
		return p.askAgain(c, in, out.Count, err)
	}
	v := page.BulkDone{Frame: p.frame(c, label.Bulk(string(in.Action)), layout.NavHistory), What: string(in.Action), Count: out.Count, Done: out.Done,
		Unchanged: out.Unchanged, Failed: out.Failed, Back: historyPath(in.Filter.Values())}
	for _, f := range out.Failures {
		v.Failures = append(v.Failures, page.BulkFailure{Href: analysisPath(f.ID), ID: string(f.ID), Why: consent.MessageOf(f.Err)})
	}
	return render(c, http.StatusOK, page.BulkDonePage(v), "")
}
