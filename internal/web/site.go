package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/chart"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
)

// site shows one site over time.
func (p *pages) site(c *gin.Context) error {
	f, _, _, tidy, err := filterOf(c)
	if tidy != "" {
		return seeOther(c, tidy)
	}
	if err != nil {
		return err
	}
	found, err := p.App.Site(c.Request.Context(), httpx.Actor(c), c.Param("site"), f)
	if err != nil {
		return err
	}
	path := sitePath(found.Site.Site)
	v := page.Site{Frame: p.frame(c, found.Site.Site, layout.NavSites), Row: siteRow(found.Site), Timeline: timeline(found),
		History: historyPath(url.Values{"site": {found.Site.Site}, "status": {string(consent.StatusCompleted)}}), Triage: siteDecisions(found),
		Pager: pagesOf("analyses", f, found.Timeline.Next != nil, func(values url.Values) string { return withQuery(path, values) })}
	if httpx.Actor(c).Role.AtLeast(consent.RoleAnalyst) {
		v.Again = "/analyses/new?" + url.Values{"url": {addressOf(found)}}.Encode()
	}
	if v.Trend, err = siteTrend(found.Site); err != nil {
		return err
	}
	return render(c, http.StatusOK, page.SitePage(v), "")
}

// addressOf is what to analyze again: the address of the newest analysis, else the site.
func addressOf(found app.SitePage) string {
	for _, a := range found.Timeline.Items {
		if a.ID == found.Site.LatestID && a.Source.URL != "" {
			return a.Source.URL
		}
	}
	return "https://" + found.Site.Site + "/"
}

func timeline(found app.SitePage) []page.TimelineRow {
	out := make([]page.TimelineRow, len(found.Timeline.Items))
	for i, a := range found.Timeline.Items {
		row := page.TimelineRow{Href: analysisPath(a.ID), When: a.CreatedAt, Status: a.Status, Detail: label.Short(label.Plain(a.Source.URL), 80)}
		if a.Score != nil {
			row.Grade, row.Score = a.Score.Grade, &a.Score.Value
		}
		if change, ok := found.Changes[a.ID]; ok {
			row.Change, row.Worse = changeText(change), change.New > 0
			row.Compare = "/compare?" + url.Values{"base": {string(change.Base)}, "head": {string(a.ID)}}.Encode()
		} else if a.Status == consent.StatusCompleted {
			row.Change = "the first"
		}
		out[i] = row
	}
	return out
}

func changeText(change app.SiteChange) string {
	var parts []string
	for _, each := range []struct {
		n    int
		word string
	}{{change.New, "new"}, {change.Fixed, "fixed"}, {change.Changed, "changed"}} {
		if each.n > 0 {
			parts = append(parts, label.Number(each.n)+" "+each.word)
		}
	}
	if len(parts) == 0 {
		return "as before"
	}
	return strings.Join(parts, ", ")
}

func siteDecisions(found app.SitePage) []page.SiteDecision {
	out := make([]page.SiteDecision, len(found.Triage))
	for i, t := range found.Triage {
		out[i] = page.SiteDecision{Rule: t.Rule, Status: t.Status, By: t.Decision.By, Reason: t.Decision.Reason, At: t.Decision.At,
			Href: historyPath(url.Values{"site": {found.Site.Site}, "rule": {t.Rule}})}
	}
	return out
}

// siteTrend draws the scores of the last analyses; one point makes no line.
func siteTrend(s consent.SiteSummary) ([]page.Chart, error) {
	if len(s.Points) < 2 {
		return nil, nil
	}
	c := page.Chart{ID: "chart-trend", Title: "Score of the last analyses", Wide: true, Head: []string{"When (UTC)", "Score", "Grade"}}
	drawn := chart.Chart{Max: 100, Series: []chart.Series{{Name: "Score", Color: chart.Accent}}}
	for _, point := range s.Points {
		href, text := analysisPath(point.ID), point.At.UTC().Format(time.DateOnly+" 15:04")
		d, cells := chart.Datum{Href: href, Missing: point.Score == nil}, []page.ChartCell{{}, {Text: point.Grade}}
		if point.Score != nil {
			d.Value, cells[0] = float64(*point.Score), page.CountCell(*point.Score, "")
		}
		drawn.Labels, drawn.Series[0].Data = append(drawn.Labels, text), append(drawn.Series[0].Data, d)
		c.Rows = append(c.Rows, page.ChartRow{Label: text, Href: href, Cells: cells})
	}
	drawn.Description = "Scores of the last " + label.Count(len(s.Points), "analysis", "analyses") + " of " + s.Site + ", from 0 (worst) to 100. The table below has all figures."
	data, err := chart.Lines(drawn)
	c.Data = data
	return []page.Chart{c}, err
}
