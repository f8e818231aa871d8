package web

import (
	"fmt"
	"slices"
	"strconv"

	"microconsent/internal/app"
	"microconsent/internal/chart"
	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/page"
)

// mostBars is how many labels a chart draws; its table has them all.
const mostBars = 12

// narrowed is the address of the list of what a filter selects and a change of it leaves.
func narrowed(f consent.Filter, change func(*consent.Filter)) string {
	f.Cursor, f.Page, f.Limit, f.Sort = nil, 0, 0, ""
	change(&f)
	return historyPath(f.Values())
}

// chartSet draws what a filter selects, the most telling first.
func chartSet(f consent.Filter, s consent.Stats) ([]page.Chart, error) {
	if s.Total == 0 {
		return nil, nil
	}
	var out []page.Chart
	for _, draw := range []func(consent.Filter, consent.Stats) (page.Chart, error){dayChart, scoreChart, ruleChart, cmpChart, refusalChart,
		categoryChart, roleChart, languageChart, confidenceChart, timeChart} {
		c, err := draw(f, s)
		if err != nil {
			return nil, err
		}
		if len(c.Rows) > 0 {
			out = append(out, c)
		}
	}
	return out, nil
}

// counted says what figures are taken from.
func counted(s consent.Stats) string {
	least := ""
	if !s.Exact {
		least = "at least "
	}
	all := least + label.Count(s.Total, "analysis", "analyses")
	if s.Newest > 0 && (s.Newest < s.Total || !s.Exact) {
		return "From the newest " + label.Number(s.Newest) + " of " + all + "."
	}
	return "From " + all + "."
}

// bars is a chart of values of one key of the filter.
type bars struct {
	id, title, what, things string
	text                    func(string) string
	link                    func(f *consent.Filter, value string)
	draw                    func(chart.Chart) (chart.Payload, error)
}

// of draws how many analyses have each value. The table tells how many things that makes.
func (b bars) of(f consent.Filter, values []consent.FacetValue) (page.Chart, error) {
	c := page.Chart{ID: "chart-" + b.id, Title: b.title, Head: []string{b.what, "Analyses"}, Tall: len(values) > 7 && b.id != "cmps"}
	if b.things != "" {
		c.Head = append(c.Head, b.things)
	}
	drawn := chart.Chart{Series: []chart.Series{{Name: "Analyses", Color: chart.Accent}}}
	for i, v := range values {
		text, href := b.text(v.Value), ""
		if v.Value != consent.NoCMP || b.id != "cmps" {
			href = narrowed(f, func(f *consent.Filter) { b.link(f, v.Value) })
		}
		row := page.ChartRow{Label: text, Href: href, Cells: []page.ChartCell{page.CountCell(v.Count, "")}}
		if b.things != "" {
			row.Cells = append(row.Cells, page.CountCell(v.Things, ""))
		}
		c.Rows = append(c.Rows, row)
		if i < mostBars {
			drawn.Labels = append(drawn.Labels, text)
			drawn.Series[0].Data = append(drawn.Series[0].Data, chart.Datum{Value: float64(v.Count), Href: href})
		}
	}
	drawn.Description = describe(b.title, drawn)
	if len(values) > mostBars {
		c.Note = fmt.Sprintf("The %d most frequent are drawn; the table has %d.", mostBars, len(values))
	}
	data, err := b.draw(drawn)
	c.Data = data
	return c, err
}

// describe says in words what is drawn: its title and the first figures.
func describe(title string, c chart.Chart) string {
	out := title + "."
	for i, l := range c.Labels {
		if i == 3 {
			out += " Then " + label.Count(len(c.Labels)-3, "other.", "others.")
			break
		}
		out += " " + l + ": " + strconv.FormatFloat(c.Series[0].Data[i].Value, 'f', -1, 64) + "."
	}
	return out + " The table below has all figures."
}

func same(s string) string { return s }

func ruleChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	return bars{"rules", "Findings by rule", "Rule", "Findings", same, func(f *consent.Filter, v string) { f.Rule = []string{v} }, chart.Bars}.of(f, s.Rules)
}

func cmpChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	return bars{"cmps", "Share of consent platforms", "Platform", "", platform, func(f *consent.Filter, v string) { f.CMP = []string{v} }, chart.Pie}.of(f, s.CMPs)
}

func languageChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	return bars{"languages", "Languages", "Language", "", label.Language, func(f *consent.Filter, v string) { f.Language = []string{v} }, chart.Bars}.of(f, s.Languages)
}

func categoryChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	return bars{"categories", "Purposes", "Purpose", "Clauses", func(v string) string { return label.Category(consent.Category(v)) },
		func(f *consent.Filter, v string) { f.Category = []consent.Category{consent.Category(v)} }, chart.Bars}.of(f, byCount(s.Categories))
}

func roleChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	return bars{"roles", "Controls", "Control", "Clauses", func(v string) string { return label.Role(consent.ClauseRole(v)) },
		func(f *consent.Filter, v string) { f.Role = []consent.ClauseRole{consent.ClauseRole(v)} }, chart.Bars}.of(f, byCount(s.Roles))
}

// byCount puts the most frequent first.
func byCount(in []consent.FacetValue) []consent.FacetValue {
	out := slices.Clone(in)
	slices.SortStableFunc(out, func(a, b consent.FacetValue) int { return b.Count - a.Count })
	return out
}

// platform is the name of a consent platform.
func platform(id string) string {
	if id == consent.NoCMP {
		return "No known platform"
	}
	return app.PlatformName(id)
}
