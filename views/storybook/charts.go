package storybook

import (
	"encoding/json"

	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// storyForm is the form of a page over many analyses, as it comes without a filter.
func storyForm(action, name, target string) page.FilterForm {
	return page.FilterForm{Action: action, Name: name, Target: target, Grades: choices("Any", "Any", "A", "B")}
}

// chartOf is a chart with what foreign text may stand in.
func chartOf(id, title string) page.Chart {
	data := map[string]any{"option": map[string]any{"series": []any{map[string]any{"name": Hostile}}}, "links": [][]string{{"/analyses?rule=x"}}}
	text, err := json.Marshal(data)
	if err != nil {
		text = []byte("{}")
	}
	return page.Chart{ID: id, Title: title, Data: json.RawMessage(text), Head: []string{"Rule", "Analyses", "Findings"}, Rows: []page.ChartRow{
		{Label: "no-reject-on-first-layer", Href: "/analyses?rule=no-reject-on-first-layer", Cells: []page.ChartCell{page.CountCell(1234, "/analyses?rule=no-reject-on-first-layer&grade=F"), page.CountCell(1300, "")}},
		{Label: Hostile, Cells: []page.ChartCell{page.CountCell(2, ""), page.MeanCell(0, 0)}},
	}}
}

func charts() []Story {
	full := page.Charts{Frame: frame("Charts", layout.NavHistory), Filter: storyForm("/analyses/charts", "Filter analyses", "charts"), Back: "/analyses",
		Counted: "From the newest 2,000 of at least 5,000 analyses.", Charts: []page.Chart{chartOf("chart-rules", "Findings by rule"), chartOf("chart-days", "Analyses per day")}}
	full.Charts[1].Wide, full.Charts[1].Note = true, "The 12 most frequent are drawn; the table has 40."
	table, none, wrong, part, brief := full, full, full, full, full
	table.Charts = []page.Chart{chartOf("chart-rules", "Findings by rule")}
	table.Charts[0].Data = nil
	none.Charts, none.Filter.Query, none.Filter.Others = nil, Hostile, []ui.Link{{Text: "rule", Href: "x"}}
	wrong.Charts, wrong.Problems = nil, []ui.Problem{{ID: "since", Message: "\"since\" must be a date such as 2026-11-23."}}
	part.Partial, brief.Partial, brief.All = true, true, "/analyses/charts"
	empty := brief
	empty.Charts = nil
	return []Story{{Name: "charts", View: page.ChartsPage(full)}, {Name: "charts/table", View: page.ChartsPage(table)}, {Name: "charts/no-match", View: page.ChartsPage(none)},
		{Name: "charts/wrong", View: page.ChartsPage(wrong)}, {Name: "charts/fragment", View: page.ChartsPage(part), Fragment: "charts"},
		{Name: "charts/brief", View: page.ChartsPage(brief), Fragment: "charts"}, {Name: "charts/brief-none", View: page.ChartsPage(empty), Fragment: "charts"}}
}

func insights() []Story {
	parts := page.Chart{ID: "parts", Title: "Parts compared", Head: []string{"Part", "Analyses", "Most common finding"}, Note: "The 8 largest parts are shown, of 12.",
		Rows: []page.ChartRow{{Label: "German", Href: "/analyses?language=de", Cells: []page.ChartCell{page.CountCell(12, ""), {Text: Hostile, Href: "/analyses?rule=x"}}}}}
	domains := page.Chart{ID: "domains", Title: "By top-level domain", Head: []string{"Domain", "Analyses"}, Rows: []page.ChartRow{{Label: ".example", Cells: []page.ChartCell{page.CountCell(3, "")}}}}
	full := page.Insights{Frame: frame("Insights", layout.NavInsights), Filter: storyForm("/insights", "Filter analyses", "insights"), Submit: true, Counted: "From 12 analyses.",
		Charts: []page.Chart{chartOf("chart-refusals", "Is refusing offered on the first layer?")}, Parts: parts, Domains: domains,
		By: []ui.Link{{Text: "Language", Href: "/insights?by=language", Current: true}, {Text: "Tag", Href: "/insights?by=tag"}}}
	bare, none, wrong, fresh, viewers, part := full, full, full, full, full, full
	bare.Parts.Rows, bare.Domains.Rows = nil, nil
	none.Charts = nil
	wrong.Charts, wrong.Problems = nil, []ui.Problem{{Message: "\"by\" must be language, cmp, tag or source."}}
	fresh.Fresh, viewers.Fresh, part.Partial = true, true, true
	viewers.Submit, viewers.Frame.User = false, viewer()
	return []Story{{Name: "insights", View: page.InsightsPage(full)}, {Name: "insights/bare", View: page.InsightsPage(bare)}, {Name: "insights/no-match", View: page.InsightsPage(none)},
		{Name: "insights/wrong", View: page.InsightsPage(wrong)}, {Name: "insights/fresh", View: page.InsightsPage(fresh)}, {Name: "insights/fresh-viewer", View: page.InsightsPage(viewers)},
		{Name: "insights/fragment", View: page.InsightsPage(part), Fragment: "insights"}}
}
