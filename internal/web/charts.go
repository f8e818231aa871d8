package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
)

const chartsPath = "/analyses/charts"

// briefCharts is how many charts stand beside a list.
const briefCharts = 3

// chartsOf is the address of the charts of what a list shows, in whichever order and page.
func chartsOf(f consent.Filter) string {
	f.Sort, f.Limit = "", 0
	return withQuery(chartsPath, f.Values())
}

// charts draws what a filter selects: as a page, or as the first charts for a list.
func (p *pages) charts(c *gin.Context) error {
	f, query, own, tidy, err := filterOf(c, page.BriefKey)
	if tidy != "" {
		return seeOther(c, tidy)
	}
	v := page.Charts{Frame: p.frame(c, "Charts", layout.NavHistory), Partial: wantsFragment(c)}
	if err != nil {
		v.Filter, v.Back, v.Problems = wrongForm(query, chartsPath, "Filter analyses", "charts"), historyPath(nil), problemsOf(err, page.FilterFields())
		return render(c, httpx.StatusOf(err), page.ChartsPage(v), "charts")
	}
	stats, err := p.App.Stats(c.Request.Context(), httpx.Actor(c), f)
	if err != nil {
		return err
	}
	if v.Charts, err = chartSet(f, stats); err != nil {
		return err
	}
	v.Filter, v.Back, v.Counted = filterForm(f, chartsPath, "Filter analyses", "charts", nil), narrowed(f, func(*consent.Filter) {}), counted(stats)
	if len(own) > 0 && v.Partial {
		v.Charts, v.All = smaller(v.Charts), chartsOf(f)
	} else {
		pushed(c, chartsPath, f.Values())
	}
	return render(c, http.StatusOK, page.ChartsPage(v), "charts")
}

// smaller are the first charts, in one row.
func smaller(all []page.Chart) []page.Chart {
	out := slices.Clone(all[:min(briefCharts, len(all))])
	for i := range out {
		out[i].Wide, out[i].Tall = false, false
	}
	return out
}
