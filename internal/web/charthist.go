package web

import (
	"fmt"

	"microconsent/internal/chart"
	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/page"
)

// refusalChart shows for each platform on how many notices the first layer offers to refuse.
func refusalChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	c := page.Chart{ID: "chart-refusals", Title: "Is refusing offered on the first layer?", Tall: len(s.Refusals) > 5,
		Head: []string{"Platform", "Offered", "Not offered", "Share that offers it"}}
	drawn := chart.Chart{Series: []chart.Series{{Name: "Offered", Color: chart.Good}, {Name: "Not offered", Color: chart.Bad}}}
	for i, r := range s.Refusals {
		href := ""
		if r.CMP != consent.NoCMP {
			href = narrowed(f, func(f *consent.Filter) { f.CMP = []string{r.CMP} })
		}
		share := float64(r.Offered) / float64(max(1, r.Offered+r.NotOffered))
		c.Rows = append(c.Rows, page.ChartRow{Label: platform(r.CMP), Href: href,
			Cells: []page.ChartCell{page.CountCell(r.Offered, ""), page.CountCell(r.NotOffered, ""), {Text: label.Percent(share)}}})
		if i < mostBars {
			drawn.Labels = append(drawn.Labels, platform(r.CMP))
			drawn.Series[0].Data = append(drawn.Series[0].Data, chart.Datum{Value: float64(r.Offered), Href: href})
			drawn.Series[1].Data = append(drawn.Series[1].Data, chart.Datum{Value: float64(r.NotOffered), Href: href})
		}
	}
	drawn.Description = describe(c.Title, drawn)
	data, err := chart.Grouped(drawn)
	c.Data = data
	return c, err
}

// confidenceChart counts clauses by tenth of confidence.
func confidenceChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	c := page.Chart{ID: "chart-confidence", Title: "Confidence of clauses", Head: []string{"Confidence", "Clauses"},
		Note: "Links lead to analyses that have a clause of at least this confidence."}
	return histogram(c, s.Confidence, func(i int) (string, string) {
		least := float64(i) / 10
		return fmt.Sprintf("%.1f to %.1f", least, least+0.1), narrowed(f, func(f *consent.Filter) { f.MinConfidence = least })
	})
}

// timeChart counts analyses by how long they took.
func timeChart(_ consent.Filter, s consent.Stats) (page.Chart, error) {
	c := page.Chart{ID: "chart-times", Title: "Processing time", Head: []string{"Time", "Analyses"}}
	bounds := consent.TimeBins()
	return histogram(c, s.Times, func(i int) (string, string) {
		switch {
		case i == 0:
			return "under " + label.Milliseconds(bounds[0]), ""
		case i >= len(bounds):
			return label.Milliseconds(bounds[len(bounds)-1]) + " or more", ""
		}
		return label.Milliseconds(bounds[i-1]) + " to " + label.Milliseconds(bounds[i]), ""
	})
}

// histogram draws bins; without anything in them it has no rows.
func histogram(c page.Chart, bins []int, bin func(i int) (text, href string)) (page.Chart, error) {
	drawn := chart.Chart{Series: []chart.Series{{Name: c.Head[1], Color: chart.Accent}}}
	sum := 0
	for i, n := range bins {
		text, href := bin(i)
		if n == 0 {
			href = ""
		}
		sum += n
		c.Rows = append(c.Rows, page.ChartRow{Label: text, Href: href, Cells: []page.ChartCell{page.CountCell(n, "")}})
		drawn.Labels = append(drawn.Labels, text)
		drawn.Series[0].Data = append(drawn.Series[0].Data, chart.Datum{Value: float64(n), Href: href})
	}
	if sum == 0 {
		c.Rows = nil
		return c, nil
	}
	drawn.Description = c.Title + ". The table below has all figures."
	data, err := chart.Columns(drawn)
	c.Data = data
	return c, err
}
