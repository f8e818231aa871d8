package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

const viewsPath = "/settings/views"

func (p *pages) registerViews(g *gin.RouterGroup) {
	get(g, viewsPath, p.views)
	post(g, viewsPath, p.saveView)
	post(g, viewsPath+"/default", p.setDefaultView)
	post(g, viewsPath+"/:id", p.changeView)
	get(g, viewsPath+"/:id/delete", p.askDeleteView)
	post(g, viewsPath+"/:id/delete", p.deleteView)
}

// home opens the history, with the reader's default view.
func (p *pages) home(c *gin.Context) error {
	query, err := p.defaultQuery(c)
	if err != nil {
		return err
	}
	if query != "" {
		query = "?" + query
	}
	c.Redirect(http.StatusSeeOther, "/analyses"+query)
	return nil
}

func (p *pages) defaultQuery(c *gin.Context) (string, error) {
	found, err := p.App.Views(c.Request.Context(), httpx.Actor(c))
	for _, each := range found {
		if each.Default {
			return each.Query, err
		}
	}
	return "", err
}

// settingsHome is the first page of the settings that the reader may open.
func (p *pages) settingsHome(c *gin.Context) error {
	to := viewsPath
	if httpx.Actor(c).Role.AtLeast(consent.RoleAdmin) {
		to = "/settings/keys"
	}
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

func (p *pages) views(c *gin.Context) error {
	return p.showViews(c, page.Views{}, nil)
}

// showViews lists the views below what a form held that was refused.
func (p *pages) showViews(c *gin.Context, v page.Views, wrong error) error {
	found, err := p.App.Views(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return err
	}
	v.Frame = p.frame(c, "Saved views", layout.NavSettings)
	v.May, v.MayShare = maySubmit(c) == nil, httpx.Actor(c).Role.AtLeast(consent.RoleAdmin)
	for _, each := range found {
		v.Rows = append(v.Rows, viewRow(c, each, v))
	}
	status := http.StatusOK
	if wrong != nil {
		httpx.Note(c.Request.Context(), wrong)
		status = httpx.StatusOf(wrong)
		v.Frame.Title = "Error: " + v.Frame.Title
		suffix := ""
		if v.Changed != "" {
			suffix = "-" + v.Changed
		}
		v.Problems = problemsOf(wrong, map[string]string{"name": "name" + suffix, "query": "query" + suffix})
		if consent.CodeOf(wrong) == consent.Conflict {
			v.Problems = []ui.Problem{{ID: "name" + suffix, Message: consent.MessageOf(wrong)}}
		}
	}
	return render(c, status, page.ViewsPage(v), "")
}

func viewRow(c *gin.Context, view consent.View, typed page.Views) page.ViewRow {
	out := page.ViewRow{ID: string(view.ID), Name: view.Name, Href: historyPath(parsed(view.Query)), Shared: view.Shared, Owner: view.OwnerName,
		Default: view.Default, Typed: view.Name, Query: view.Query}
	out.Mine = view.Owner == httpx.Actor(c).Owner()
	out.May = typed.May && (out.Mine && !view.Shared || typed.MayShare && view.Shared)
	if f, err := consent.ParseFilter(parsed(view.Query)); err == nil {
		for _, each := range activeFilters(f) {
			out.Words = append(out.Words, each.Text)
		}
	}
	if typed.Changed == out.ID {
		out.Typed, out.Query, out.Open = typed.Name, typed.Query, true
	}
	return out
}

func parsed(query string) url.Values {
	values, _ := url.ParseQuery(query) // it was canonical when it was saved
	return values
}

func (p *pages) saveView(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := app.NewView{Name: form.Get("name"), Query: form.Get("query"), Shared: form.Get("shared") != ""}
	view, err := p.App.CreateView(c.Request.Context(), httpx.Actor(c), in)
	if refused(err) {
		return p.showViews(c, page.Views{Name: in.Name, Query: in.Query, Shared: in.Shared}, err)
	}
	if err != nil {
		return err
	}
	p.flash(c, "viewed", 0)
	return seeOther(c, historyPath(parsed(view.Query)))
}

func (p *pages) changeView(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	name, query := form.Get("name"), form.Get("query")
	in := app.ViewChange{Name: &name, Query: &query}
	if httpx.Actor(c).Role.AtLeast(consent.RoleAdmin) {
		shared := form.Get("shared") != ""
		in.Shared = &shared
	}
	_, err = p.App.UpdateView(c.Request.Context(), httpx.Actor(c), id, in)
	if refused(err) {
		return p.showViews(c, page.Views{Name: name, Query: query, Changed: string(id)}, err)
	}
	if err != nil {
		return err
	}
	p.flash(c, "viewed", 0)
	return seeOther(c, viewsPath)
}

func (p *pages) setDefaultView(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	id := consent.ID("")
	if form.Get("view") != "" {
		if id, err = consent.ParseID(form.Get("view")); err != nil {
			return err
		}
	}
	if err := p.App.SetDefaultView(c.Request.Context(), httpx.Actor(c), id); err != nil {
		return err
	}
	p.flash(c, "opens", 0)
	return seeOther(c, viewsPath)
}

func (p *pages) askDeleteView(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	found, err := p.App.Views(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return err
	}
	for _, each := range found {
		if each.ID == id {
			v := page.Confirm{Frame: p.frame(c, "Delete a view", layout.NavSettings), Title: "Delete the view “" + each.Name + "”?",
				Text: "The analyses that it shows stay.", Do: "Delete the view", Retreat: "Keep it", Action: viewsPath + "/" + string(id) + "/delete",
				Back: viewsPath, Dialog: wantsFragment(c)}
			return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
		}
	}
	return consent.Errorf(consent.NotFound, "There is no such view.")
}

func (p *pages) deleteView(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	if err := p.App.DeleteView(c.Request.Context(), httpx.Actor(c), id); err != nil {
		return err
	}
	p.flash(c, "unviewed", 0)
	return seeOther(c, viewsPath)
}

// savedViews are the links to the views above the list, and the form that saves its filter.
func (p *pages) savedViews(c *gin.Context, f consent.Filter) (page.SavedViews, error) {
	found, err := p.App.Views(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return page.SavedViews{}, err
	}
	f.Cursor, f.Page = nil, 0
	v := page.SavedViews{Query: f.Values().Encode()}
	known := false
	for _, each := range found {
		current := each.Query == v.Query
		known = known || current
		v.Links = append(v.Links, ui.Link{Text: each.Name, Href: historyPath(parsed(each.Query)), Current: current})
	}
	v.May = maySubmit(c) == nil && !known && v.Query != ""
	v.MayShare = httpx.Actor(c).Role.AtLeast(consent.RoleAdmin)
	return v, nil
}
