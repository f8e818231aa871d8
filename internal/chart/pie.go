package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Pie draws the shares of the first series as a ring.
func Pie(c Chart) (Payload, error) {
	pie := charts.NewPie()
	pie.SetGlobalOptions(charts.WithAriaOpts(c.aria()), charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}))
	colors := palette()
	for _, s := range c.Series {
		data := make([]opts.PieData, len(s.Data))
		for j, d := range s.Data {
			data[j] = opts.PieData{Name: Plain(c.Labels[j]), Value: value(d), ItemStyle: &opts.ItemStyle{Color: string(colors[j%len(colors)])}}
		}
		pie.AddSeries(Plain(s.Name), data, charts.WithPieChartOpts(opts.PieChart{Radius: []string{"42%", "68%"}}))
	}
	return c.payload(pie, "item")
}
