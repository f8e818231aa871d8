package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Columns draws upright bars, the series stacked.
func Columns(c Chart) (Payload, error) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(c.rect(c.category(), c.values())...)
	bar.SetXAxis(c.labels())
	c.addBars(bar, "all")
	return c.payload(bar, "axis")
}

// Bars draws lying bars, the first label on top, the series stacked.
func Bars(c Chart) (Payload, error) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(c.rect(c.valuesBelow(), c.categoryBeside())...)
	bar.SetXAxis(c.labels())
	c.addBars(bar, "all")
	bar.XYReversal()
	return c.payload(bar, "axis")
}

// Grouped draws lying bars, the series beside each other.
func Grouped(c Chart) (Payload, error) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(c.rect(c.valuesBelow(), c.categoryBeside())...)
	bar.SetXAxis(c.labels())
	c.addBars(bar, "")
	bar.XYReversal()
	return c.payload(bar, "axis")
}

// Lines draws values over time. Missing ones are bridged.
func Lines(c Chart) (Payload, error) {
	line := charts.NewLine()
	line.SetGlobalOptions(c.rect(c.category(), c.values())...)
	line.SetXAxis(c.labels())
	for i, s := range c.Series {
		data := make([]opts.LineData, len(s.Data))
		for j, d := range s.Data {
			data[j].Value = value(d)
		}
		line.AddSeries(Plain(s.Name), data, charts.WithLineChartOpts(opts.LineChart{ConnectNulls: opts.Bool(true), ShowSymbol: opts.Bool(true), Symbol: "circle", SymbolSize: 7}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: c.colorOf(i)}), charts.WithLineStyleOpts(opts.LineStyle{Color: c.colorOf(i), Width: 2}))
	}
	return c.payload(line, "axis")
}

func (c Chart) addBars(bar *charts.Bar, stack string) {
	for i, s := range c.Series {
		data := make([]opts.BarData, len(s.Data))
		for j, d := range s.Data {
			data[j].Value = value(d)
		}
		bar.AddSeries(Plain(s.Name), data, charts.WithBarChartOpts(opts.BarChart{Stack: stack}), charts.WithSeriesOpts(slim), charts.WithItemStyleOpts(opts.ItemStyle{Color: c.colorOf(i)}))
	}
}

// slim keeps a few bars from filling the drawing.
func slim(s *charts.SingleSeries) { s.BarMaxWidth = "40" }

// value is ECharts' sign for a gap where there is none.
func value(d Datum) any {
	if d.Missing {
		return "-"
	}
	return d.Value
}

func (c Chart) rect(x opts.XAxis, y opts.YAxis) []charts.GlobalOpts {
	return []charts.GlobalOpts{charts.WithXAxisOpts(x), charts.WithYAxisOpts(y), charts.WithAriaOpts(c.aria()), charts.WithLegendOpts(c.legend())}
}

func (c Chart) legend() opts.Legend {
	return opts.Legend{Show: opts.Bool(len(c.Series) > 1), Type: "scroll", Top: "0", Left: "0"}
}

func (c Chart) category() opts.XAxis {
	return opts.XAxis{Type: "category", AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
}

func (c Chart) values() opts.YAxis {
	y := opts.YAxis{Type: "value", MinInterval: 1}
	if c.Max > 0 {
		y.Min, y.Max = 0, c.Max
	}
	return y
}

func (c Chart) valuesBelow() opts.XAxis {
	x := opts.XAxis{Type: "value", MinInterval: 1, AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
	if c.Max > 0 {
		x.Min, x.Max = 0, c.Max
	}
	return x
}

func (c Chart) categoryBeside() opts.YAxis {
	return opts.YAxis{Type: "category", Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Width: 160, Overflow: "truncate"}}
}
