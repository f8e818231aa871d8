package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
)

// pickShown is how many analyses are offered for a comparison.
const pickShown = 20

// pickSides offers analyses to compare: those that a search finds, the newest first. What
// the address names already is kept chosen, and stands first.
func (p *pages) pickSides(c *gin.Context, query url.Values) error {
	v := page.ComparePick{Frame: p.frame(c, "Compare two analyses", layout.NavHistory), Query: query.Get("q"), Base: query.Get("base"), Head: query.Get("head")}
	f, err := consent.ParseFilter(url.Values{"q": query["q"], "status": {string(consent.StatusCompleted)}})
	if err != nil {
		httpx.Note(c.Request.Context(), err)
		v.Problems = problemsOf(err, map[string]string{"q": "q"})
		return render(c, httpx.StatusOf(err), page.ComparePickPage(v), "")
	}
	f.Limit = pickShown
	found, err := p.App.Analyses(c.Request.Context(), httpx.Actor(c), f)
	if err != nil {
		return err
	}
	if err := p.keepPicked(c, &v, found.Items); err != nil {
		return err
	}
	v.Rows = append(v.Rows, pickRows(found.Items, v)...)
	return render(c, http.StatusOK, page.ComparePickPage(v), "")
}

// keepPicked lists first what is chosen already and not among the found.
func (p *pages) keepPicked(c *gin.Context, v *page.ComparePick, found []consent.Analysis) error {
	for _, raw := range []string{v.Base, v.Head} {
		if raw == "" || offers(found, raw) {
			continue
		}
		id, err := consent.ParseID(raw)
		if err != nil {
			return err
		}
		a, err := p.App.Analysis(c.Request.Context(), httpx.Actor(c), id)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, pickRows([]consent.Analysis{a}, *v)...)
	}
	return nil
}

func offers(list []consent.Analysis, id string) bool {
	return slices.ContainsFunc(list, func(a consent.Analysis) bool { return string(a.ID) == id })
}

func pickRows(list []consent.Analysis, v page.ComparePick) []page.PickRow {
	out := make([]page.PickRow, len(list))
	for i, a := range list {
		title, detail := siteOf(a)
		out[i] = page.PickRow{ID: string(a.ID), Title: title, Detail: detail, When: a.CreatedAt, Base: string(a.ID) == v.Base, Head: string(a.ID) == v.Head}
		if a.Score != nil {
			out[i].Grade = a.Score.Grade
		}
	}
	return out
}
