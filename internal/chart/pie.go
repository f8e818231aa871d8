package chart

import (
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Pie draws the shares of the first series as a ring beside its labels.
func Pie(c Chart) (Payload, error) {
	pie, aria := charts.NewPie(), c.aria()
	aria.Decal.Show = opts.Bool(true) // its slices are told apart as series are
	pie.SetGlobalOptions(charts.WithAriaOpts(aria),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Type: "scroll", Orient: "vertical", Left: "0", Top: "middle"}))
	colors := palette()
	c = c.joined(len(colors))
	for _, s := range c.Series {
		data := make([]opts.PieData, len(s.Data))
		for j, d := range s.Data {
			data[j] = opts.PieData{Name: Plain(c.Labels[j]), Value: value(d), ItemStyle: &opts.ItemStyle{Color: string(colors[j%len(colors)])}}
		}
		pie.AddSeries(Plain(s.Name), data, charts.WithPieChartOpts(opts.PieChart{Radius: []string{"42%", "72%"}, Center: []string{"72%", "50%"}}),
			charts.WithLabelOpts(opts.Label{Show: opts.Bool(false)}))
	}
	return c.payload(pie, "item")
}

// joined keeps the first labels, as many as there are colors, and adds the rest up to one.
func (c Chart) joined(most int) Chart {
	if len(c.Labels) <= most {
		return c
	}
	labels := append(slices.Clone(c.Labels[:most-1]), "Others")
	series := make([]Series, len(c.Series))
	for i, s := range c.Series {
		rest := Datum{}
		for _, d := range s.Data[most-1:] {
			rest.Value += d.Value
		}
		series[i] = s
		series[i].Data = append(slices.Clone(s.Data[:most-1]), rest)
	}
	c.Labels, c.Series = labels, series
	return c
}
