package web

import (
	"slices"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/page"
)

// runsOf are the analyses of the same site before and after this one, and where all of them
// are. A page is worth more than these links: what cannot be told right now is left out.
func (p *pages) runsOf(c *gin.Context, a consent.Analysis) page.Runs {
	out := page.Runs{}
	if a.Site == "" {
		return out
	}
	out.Site, out.All = a.Site, historyPath(consent.Filter{Site: []string{a.Site}}.Values())
	before := consent.Filter{Site: []string{a.Site}, Until: &a.CreatedAt, Limit: 1}
	after := consent.Filter{Site: []string{a.Site}, Since: &a.CreatedAt, Sort: consent.SortOldest, Limit: 2}
	out.Earlier, out.Later = p.runIn(c, before, a.ID), p.runIn(c, after, a.ID)
	return out
}

// runIn is the first analysis of the filter that is another one; nil for none.
func (p *pages) runIn(c *gin.Context, f consent.Filter, not consent.ID) *page.Run {
	found, err := p.App.Analyses(c.Request.Context(), httpx.Actor(c), f)
	if err != nil {
		httpx.Note(c.Request.Context(), err)
		return nil
	}
	i := slices.IndexFunc(found.Items, func(a consent.Analysis) bool { return a.ID != not })
	if i < 0 {
		return nil
	}
	run := &page.Run{Href: analysisPath(found.Items[i].ID), When: found.Items[i].CreatedAt}
	if score := found.Items[i].Score; score != nil {
		run.Grade = score.Grade
	}
	return run
}
