package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

const (
	insightsPath = "/insights"
	keyBy        = "by"
)

// mostParts bounds a breakdown: each part is counted by itself.
const mostParts = 8

// breakdowns are what analyses can be broken down by: key of the filter and words.
func breakdowns() []ui.Link {
	return []ui.Link{{Text: "Language", Href: "language"}, {Text: "Platform", Href: "cmp"}, {Text: "Tag", Href: "tag"}, {Text: "Kind of material", Href: "source"}}
}

// insights shows patterns over all sites that a filter selects.
func (p *pages) insights(c *gin.Context) error {
	f, query, own, tidy, err := filterOf(c, keyBy)
	if tidy != "" {
		return seeOther(c, tidy)
	}
	by := cmp.Or(own.Get(keyBy), "language")
	if err == nil && !slices.ContainsFunc(breakdowns(), func(l ui.Link) bool { return l.Href == by }) {
		err = consent.InvalidField(keyBy, "\"by\" must be language, cmp, tag or source.")
	}
	v := page.Insights{Frame: p.frame(c, "Insights", layout.NavInsights), Partial: wantsFragment(c), Submit: httpx.Actor(c).Role.AtLeast(consent.RoleAnalyst)}
	if err != nil {
		v.Filter, v.Problems = wrongForm(query, insightsPath, "Filter analyses", "insights"), problemsOf(err, page.FilterFields())
		return render(c, httpx.StatusOf(err), page.InsightsPage(v), "insights")
	}
	v.Filter = filterForm(f, insightsPath, "Filter analyses", "insights", own)
	if err := p.fillInsights(c.Request.Context(), httpx.Actor(c), f, by, &v); err != nil {
		return err
	}
	values := f.Values()
	for key := range own {
		values.Set(key, own.Get(key))
	}
	pushed(c, insightsPath, values)
	return render(c, http.StatusOK, page.InsightsPage(v), "insights")
}

func (p *pages) fillInsights(ctx context.Context, actor consent.Actor, f consent.Filter, by string, v *page.Insights) error {
	stats, err := p.App.Stats(ctx, actor, f)
	if err != nil {
		return err
	}
	v.Counted = counted(stats)
	if v.Fresh = stats.Total == 0 && f.IsZero(); stats.Total == 0 {
		return nil
	}
	for _, draw := range []func(consent.Filter, consent.Stats) (page.Chart, error){refusalChart, prevalenceChart, scoreChart, languageChart} {
		c, err := draw(f, stats)
		if err != nil {
			return err
		}
		if len(c.Rows) > 0 {
			v.Charts = append(v.Charts, c)
		}
	}
	facets, err := p.App.Facets(ctx, actor, f)
	if err != nil {
		return err
	}
	v.Domains, v.By = domains(facets.Of("site")), byLinks(f, by)
	v.Parts, err = p.breakdown(ctx, actor, f, facets.Of(by))
	return err
}

func byLinks(f consent.Filter, by string) []ui.Link {
	out := breakdowns()
	for i, l := range out {
		values := f.Values()
		values.Set(keyBy, l.Href)
		out[i].Href, out[i].Current = withQuery(insightsPath, values), l.Href == by
	}
	return out
}

// prevalenceChart is the chart of rules with the share of analyses that each is broken by.
func prevalenceChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	c, err := ruleChart(f, s)
	c.Title = "How common findings are"
	completed := 0
	for _, d := range s.Days {
		completed += d.Scored
	}
	if completed == 0 {
		return c, err
	}
	c.Head = append(c.Head, "Share of analyses with a score")
	for i := range c.Rows {
		c.Rows[i].Cells = append(c.Rows[i].Cells, page.ChartCell{Text: label.Percent(float64(s.Rules[i].Count) / float64(completed))})
	}
	return c, err
}

// breakdown counts each part by itself.
func (p *pages) breakdown(ctx context.Context, actor consent.Actor, f consent.Filter, facet consent.Facet) (page.Chart, error) {
	c := page.Chart{ID: "parts", Title: "Parts compared", Head: []string{"Part", "Analyses", "Mean score", "Grades D to F", "Notices that offer to refuse", "Most common finding"}}
	for _, value := range byCount(facet.Values) {
		if len(c.Rows) == mostParts {
			c.Note = "The " + label.Number(mostParts) + " largest parts are shown, of " + label.Number(len(facet.Values)) + "."
			break
		}
		part, ok := partOf(f, facet.Key, value.Value)
		if !ok {
			continue
		}
		stats, err := p.App.Stats(ctx, actor, part)
		if err != nil {
			return c, err
		}
		if stats.Total > 0 {
			c.Rows = append(c.Rows, partRow(part, facet.Key, value.Value, stats))
		}
	}
	return c, nil
}

// partOf narrows a filter to one value of the breakdown. False: the filter leaves it out.
func partOf(f consent.Filter, key, value string) (consent.Filter, bool) {
	had := f.Values().Get(key)
	switch key {
	case "language":
		f.Language = []string{value}
	case "cmp":
		f.CMP = []string{value}
	case "tag":
		f.Tag = []string{value}
	case "source":
		f.Source = []consent.SourceKind{consent.SourceKind(value)}
	}
	wanted := strings.Split(had, ",")
	excluded := slices.Contains(wanted, "-"+value)
	onlyMinus := !slices.ContainsFunc(wanted, func(s string) bool { return s != "" && !strings.HasPrefix(s, "-") })
	return f, !excluded && (onlyMinus || slices.Contains(wanted, value))
}

func partRow(f consent.Filter, key, value string, s consent.Stats) page.ChartRow {
	scored, sum, bad, offered, notices := 0, 0.0, 0, 0, 0
	for _, d := range s.Days {
		scored += d.Scored
		sum += d.Mean * float64(d.Scored)
		bad += d.Grades["D"] + d.Grades["E"] + d.Grades["F"]
	}
	for _, r := range s.Refusals {
		if key == "cmp" && r.CMP != value { // other platforms of the same pages
			continue
		}
		offered += r.Offered
		notices += r.Offered + r.NotOffered
	}
	row := page.ChartRow{Label: partText(key, value), Href: narrowed(f, func(*consent.Filter) {}),
		Cells: []page.ChartCell{page.CountCell(s.Total, ""), page.MeanCell(sum/float64(max(1, scored)), scored), share(bad, scored), share(offered, notices), {}}}
	if len(s.Rules) > 0 {
		row.Cells[4] = page.ChartCell{Text: s.Rules[0].Value, Href: narrowed(f, func(f *consent.Filter) { f.Rule = []string{s.Rules[0].Value} })}
	}
	return row
}

func partText(key, value string) string {
	switch key {
	case "language":
		return label.Language(value)
	case "source":
		return label.Source(consent.SourceKind(value))
	case "cmp":
		return platform(value)
	}
	return value
}

func share(n, of int) page.ChartCell {
	if of == 0 {
		return page.ChartCell{}
	}
	return page.ChartCell{Text: label.Percent(float64(n) / float64(of))}
}

// domains adds the analyses of sites up by top-level domain.
func domains(sites consent.Facet) page.Chart {
	c := page.Chart{ID: "domains", Title: "By top-level domain", Head: []string{"Domain", "Analyses", "Sites"}}
	byDomain := map[string]consent.FacetValue{}
	for _, s := range sites.Values {
		name := s.Value[strings.LastIndexByte(s.Value, '.')+1:]
		if name == s.Value || strings.Trim(name, "0123456789") == "" {
			name = "none: an address or a local name"
		} else {
			name = "." + name
		}
		v := byDomain[name]
		byDomain[name] = consent.FacetValue{Value: name, Count: v.Count + s.Count, Things: v.Things + 1}
	}
	values := make([]consent.FacetValue, 0, len(byDomain))
	for _, v := range byDomain {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b consent.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	for _, v := range values {
		c.Rows = append(c.Rows, page.ChartRow{Label: v.Value, Cells: []page.ChartCell{page.CountCell(v.Count, ""), page.CountCell(v.Things, "")}})
	}
	if len(sites.Values) >= mostSites {
		c.Note = "Of the " + label.Number(len(sites.Values)) + " sites with most analyses."
	}
	return c
}

// mostSites is how many sites are counted at most.
const mostSites = 50
