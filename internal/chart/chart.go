// Package chart turns series into the options of Apache ECharts, as JSON that a page carries
// as data. Colors are names of tokens of the style sheet ("--good-ink"), which the browser
// script resolves for the theme in force. The same series always give the same bytes.
package chart

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// Color names a token of the style sheet.
type Color string

// The colors. Those of a series without one are taken in turn.
const (
	Good    Color = "--chart-good"
	Fair    Color = "--chart-fair"
	Warn    Color = "--chart-warn"
	Poor    Color = "--chart-poor"
	Bad     Color = "--chart-bad"
	Worst   Color = "--chart-worst"
	Neutral Color = "--chart-neutral"
	Accent  Color = "--chart-accent"
)

// palette colors what has no meaning of its own: platforms, languages.
func palette() []Color {
	return []Color{Accent, Warn, "--chart-violet", "--chart-blue", Good, "--chart-pink", Poor, Neutral}
}

// Grade is the color of a grade, A to F; Neutral for none.
func Grade(grade string) Color {
	if c, ok := map[string]Color{"A": Good, "B": Fair, "C": Warn, "D": Poor, "E": Bad, "F": Worst}[grade]; ok {
		return c
	}
	return Neutral
}

// Datum is one value. Href leads to what it counts, "" nowhere. A missing one is a gap.
type Datum struct {
	Value   float64
	Href    string
	Missing bool
}

// Series is one row of values, one for each label of its chart.
type Series struct {
	Name  string
	Color Color
	Data  []Datum
}

// Chart is what is drawn. Description is read aloud in the place of the drawing.
type Chart struct {
	Description string
	Labels      []string
	Series      []Series
	Max         float64 // end of the axis of values; 0 leaves it open
}

// Payload is what the browser script reads. Links holds, by series and value, where a click
// leads.
type Payload struct {
	Option json.RawMessage `json:"option"`
	Links  [][]string      `json:"links"`
}

// base is what go-echarts makes of a chart.
type base interface {
	Validate()
	JSON() map[string]any
}

// payload adds what go-echarts has no field for. Validate comes first: it puts the labels
// onto the axis.
func (c Chart) payload(drawn base, trigger string) (Payload, error) {
	drawn.Validate()
	option := drawn.JSON()
	for _, unused := range []string{"title", "toolbox", "color"} {
		delete(option, unused)
	}
	// The default tooltip is an element with inline styles, which the policy of the pages
	// forbids; this one is drawn.
	option["tooltip"] = map[string]any{"renderMode": "richText", "trigger": trigger, "confine": true}
	if _, ok := option["xAxis"]; ok {
		option["grid"] = c.grid()
	}
	text, err := json.Marshal(option)
	return Payload{Option: text, Links: c.links()}, err
}

// grid keeps the labels of the axes inside the drawing (since ECharts 6, of which go-echarts
// does not know).
func (c Chart) grid() map[string]any {
	top := 12
	if len(c.Series) > 1 {
		top = 40 // below the legend
	}
	return map[string]any{"left": 8, "right": 20, "top": top, "bottom": 8, "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}
}

func (c Chart) links() [][]string {
	out := make([][]string, len(c.Series))
	for i, s := range c.Series {
		out[i] = make([]string, len(s.Data))
		for j, d := range s.Data {
			out[i][j] = d.Href
		}
	}
	return out
}

// aria gives the drawing a description and patterns beside the colors.
func (c Chart) aria() *opts.Aria {
	return &opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: Plain(c.Description)},
		Decal: &opts.AriaDecal{Show: opts.Bool(len(c.Series) > 1)}}
}

func (c Chart) labels() []string {
	out := make([]string, len(c.Labels))
	for i, l := range c.Labels {
		out[i] = Plain(l)
	}
	return out
}

func (c Chart) colorOf(i int) string {
	if s := c.Series[i].Color; s != "" {
		return string(s)
	}
	return string(palette()[i%len(palette())])
}

// Plain is foreign text as a label: one line without the marks that turn the direction
// of what stands beside it, and without the braces of ECharts' rich text.
func Plain(s string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r == '{':
			return '('
		case r == '}':
			return ')'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(kept), " ")
}
