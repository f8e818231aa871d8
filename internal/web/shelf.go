package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
)

func (p *pages) registerShelf(g *gin.RouterGroup) {
	post(g, "/analyses/:id/archive", p.shelve(app.BulkArchive, "archived"))
	post(g, "/analyses/:id/unarchive", p.shelve(app.BulkUnarchive, "unarchived"))
	get(g, "/analyses/:id/delete", p.askDelete)
	post(g, "/analyses/:id/delete", p.shelve(app.BulkDelete, "deleted"))
}

// shelfOf is what the reader may do to an analysis as a whole: archive it first, then bring
// it back or delete it.
func shelfOf(c *gin.Context, a consent.Analysis) page.Shelf {
	v := page.Shelf{Archived: a.ArchivedAt != nil}
	if maySubmit(c) != nil {
		return v
	}
	switch {
	case a.ArchivedAt == nil && a.Done():
		v.Archive = analysisPath(a.ID) + "/archive"
	case a.ArchivedAt != nil:
		v.Unarchive = analysisPath(a.ID) + "/unarchive"
		if httpx.Actor(c).Role.AtLeast(consent.RoleAdmin) {
			v.Delete = analysisPath(a.ID) + "/delete"
		}
	}
	return v
}

// shelve does an action to one analysis.
func (p *pages) shelve(action app.BulkAction, done string) httpx.Handler {
	return func(c *gin.Context) error {
		id, err := idOf(c)
		if err != nil {
			return err
		}
		out, err := p.App.Bulk(c.Request.Context(), httpx.Actor(c), app.Bulk{Action: action, IDs: []consent.ID{id}})
		if err == nil && len(out.Failures) > 0 {
			err = out.Failures[0].Err
		}
		if err != nil {
			return err
		}
		p.flash(c, done, 1)
		if action == app.BulkDelete {
			return seeOther(c, "/analyses")
		}
		return seeOther(c, analysisPath(id))
	}
}

func (p *pages) askDelete(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	found, err := p.App.Analysis(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	site, _ := siteOf(found)
	v := page.Confirm{Frame: p.frame(c, "Delete an analysis", layout.NavHistory), Title: "Delete this analysis of " + site + "?",
		Text: "Its clauses, findings, tags and notes go, and its stored source where nothing else needs it. This cannot be undone.",
		Do:   "Delete it", Retreat: "Keep it", Action: analysisPath(id) + "/delete", Back: analysisPath(id), Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}
