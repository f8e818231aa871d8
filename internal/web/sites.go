package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

const sitesPath = "/sites"

func sitePath(site string) string { return sitesPath + "/" + url.PathEscape(site) }

// sites lists sites by what the filter says about their newest analysis.
func (p *pages) sites(c *gin.Context) error {
	f, query, _, tidy, err := filterOf(c)
	if tidy != "" {
		return seeOther(c, tidy)
	}
	v := page.Sites{Frame: p.frame(c, "Sites", layout.NavSites), Partial: wantsFragment(c), Submit: httpx.Actor(c).Role.AtLeast(consent.RoleAnalyst)}
	if err == nil {
		err = p.siteList(c, f, &v)
	}
	if err != nil && consent.CodeOf(err) != consent.Invalid {
		return err
	}
	if err != nil {
		v.Filter, v.Problems = wrongForm(query, sitesPath, "Filter sites", "sites"), problemsOf(err, page.FilterFields())
		return render(c, httpx.StatusOf(err), page.SitesPage(v), "sites")
	}
	pushed(c, sitesPath, paged(f, f.Page))
	return render(c, http.StatusOK, page.SitesPage(v), "sites")
}

func (p *pages) siteList(c *gin.Context, f consent.Filter, v *page.Sites) error {
	found, err := p.App.Sites(c.Request.Context(), httpx.Actor(c), f)
	if err != nil {
		return err
	}
	v.Filter, v.Heads = filterForm(f, sitesPath, "Filter sites", "sites", nil), siteHeads(f)
	for _, s := range found.Items {
		v.Rows = append(v.Rows, siteRow(s))
	}
	v.Pager = pagesOf("sites", f, found.Next != nil, func(values url.Values) string { return withQuery(sitesPath, values) })
	v.Fresh = f.IsZero() && f.Page <= 1 && len(found.Items) == 0
	return nil
}

// paged is the query of a page of a list by number.
func paged(f consent.Filter, number int) url.Values {
	values := f.Values()
	if number > 1 {
		values.Set("page", strconv.Itoa(number))
	}
	return values
}

// pagesOf links to the pages before and after one that is known by its number.
func pagesOf(what string, f consent.Filter, more bool, at func(url.Values) string) ui.Pager {
	p, here := ui.Pager{Label: what, Ordered: f.Sort.Base() != consent.SortOldest, Number: max(1, f.Page)}, max(1, f.Page)
	if here > 1 {
		p.First, p.Newer = at(paged(f, 1)), at(paged(f, here-1))
	}
	if more {
		p.Older = at(paged(f, here+1))
	}
	return p
}

// siteHeads are the columns. A sorted one turns round.
func siteHeads(f consent.Filter) []page.SortHead {
	head := func(text string, first consent.Sort) page.SortHead {
		now := f.Sort
		if now == "" {
			now = consent.SortNewest
		}
		h, next := page.SortHead{Text: text}, first
		if now.Base() == first.Base() {
			next = now.Turned()
			h.Sort = "ascending"
			if strings.HasPrefix(string(now), "-") {
				h.Sort = "descending"
			}
		}
		g := f
		g.Sort, g.Page, g.Cursor = next, 0, nil
		h.Href = withQuery(sitesPath, g.Values())
		return h
	}
	return []page.SortHead{head("Site", consent.SortSite), {Text: "Grade"}, head("Score", consent.SortScore), {Text: "Scores over time"}, {Text: "Grade changed (UTC)"},
		head("Last analyzed (UTC)", consent.SortNewest), {Text: "Analyses"}, {Text: "Open findings"}, {Text: "Consent platform"}}
}

func siteRow(s consent.SiteSummary) page.SiteRow {
	r := page.SiteRow{Site: s.Site, Href: sitePath(s.Site), Grade: s.Grade, Before: s.PreviousGrade, Score: s.Score, ChangedAt: s.ChangedAt,
		When: s.LatestAt, Latest: analysisPath(s.LatestID), Analyses: s.Analyses, Open: s.OpenFindings, CMPs: platforms(s.CMPs)}
	for _, point := range s.Points {
		if point.Score != nil {
			r.Points = append(r.Points, *point.Score)
		}
	}
	return r
}

func platforms(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = platform(id)
	}
	return strings.Join(names, ", ")
}
