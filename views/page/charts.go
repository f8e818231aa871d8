package page

import (
	"strconv"
	"strings"

	"microconsent/static"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Chart is a drawing with the table of the same figures. The table is all there is without a
// script, or when Data is nil.
type Chart struct {
	ID    string // on the page: "chart-days"
	Title string
	Note  string // what the figures leave out
	Data  any    // option and links for the browser script, written as JSON
	Tall  bool
	Wide  bool
	Head  []string // the heading of each column, that of the labels first
	Rows  []ChartRow
}

// ChartRow is one label with its figures. Href leads to what they count, "" nowhere.
type ChartRow struct {
	Label string
	Href  string
	Cells []ChartCell
}

// ChartCell is one figure.
type ChartCell struct {
	Text string
	Href string
}

// Charts are the charts of what a filter selects.
type Charts struct {
	Frame    layout.Frame
	Filter   FilterForm
	Charts   []Chart
	Counted  string // what they are drawn from
	All      string // address of the page with all charts; "" on that page
	Back     string // address of the list of the same filter
	Problems []ui.Problem
	Partial  bool
}

// BriefKey is the parameter that asks for the first charts only.
const BriefKey = "brief"

func brief(href string) string {
	mark := "?"
	if strings.Contains(href, "?") {
		mark = "&"
	}
	return href + mark + BriefKey + "=1"
}

func (v Charts) announcement() string {
	if len(v.Problems) > 0 {
		return v.Problems[0].Message
	}
	return v.Counted
}

// library is the address of ECharts, "" where it was not there at build time.
func library() string { return static.URL("vendor/echarts.min.js") }

func (c Chart) drawn() bool { return c.Data != nil && library() != "" }

func (c Chart) class() string {
	class := "chart"
	if c.Wide {
		class += " chart-wide"
	}
	if c.Tall {
		class += " chart-tall"
	}
	return class
}

// pairs says whether rows of two fit better than rows of three, which would leave one chart
// alone in the last.
func pairs(charts []Chart) bool {
	n := 0
	for _, c := range charts {
		if !c.Wide {
			n++
		}
	}
	return n%3 == 1
}

// FilterForm is the form of a page over many analyses. Fields of the grammar that it has
// none for stay in the address.
type FilterForm struct {
	Action       string // address that it is sent to
	Name         string // what is filtered, for assistive technology
	Target       string // id of what htmx replaces
	Query        string
	CMP          string
	Tag          string
	Language     string
	Since, Until string // days
	Grades       []ui.Option
	Others       []ui.Link // name and value of the rest
	Active       bool
}

// fieldIDs are the keys of the form, which are the ids of its controls too.
func fieldIDs() []string {
	return []string{"q", "cmp", "tag", "language", "grade", "since", "until"}
}

// FilterFields maps the keys that the form has a field for to the ids of its controls.
func FilterFields() map[string]string {
	out := map[string]string{}
	for _, id := range fieldIDs() {
		out[id] = id
	}
	return out
}

func cellText(n int) ChartCell { return ChartCell{Text: label.Number(n)} }

// CountCell is a number that may be a link.
func CountCell(n int, href string) ChartCell {
	cell := cellText(n)
	cell.Href = href
	return cell
}

// decimal is a mean for people.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// MeanCell is a mean of so many, nothing for none.
func MeanCell(mean float64, of int) ChartCell {
	if of == 0 {
		return ChartCell{}
	}
	return ChartCell{Text: decimal(mean)}
}
