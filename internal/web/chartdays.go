package web

import (
	"time"

	"microconsent/internal/chart"
	"microconsent/internal/consent"
	"microconsent/views/page"
)

// span is some days that are drawn as one bar: a day, a week from Monday, or a month.
type span struct {
	label       string
	from, until time.Time // until is the first moment after
	analyses    int
	scored      int
	sum         float64
	grades      map[string]int
}

// mostDays is how many days, or else weeks, are drawn one by one.
const mostDays = 62

// spans puts days into bars without gaps between the first and the last.
func spans(days []consent.DayStats) []span {
	if len(days) == 0 {
		return nil
	}
	first, err := time.Parse(time.DateOnly, days[0].Day)
	last, wrong := time.Parse(time.DateOnly, days[len(days)-1].Day)
	if err != nil || wrong != nil {
		return nil
	}
	length := int(last.Sub(first).Hours()/24) + 1
	var out []span
	for at := begin(first, length); !at.After(last); {
		next := after(at, length)
		out = append(out, span{label: spanName(at, length), from: at, until: next, grades: map[string]int{}})
		at = next
	}
	fill(out, days)
	return out
}

func fill(out []span, days []consent.DayStats) {
	at := 0
	for _, d := range days {
		day, err := time.Parse(time.DateOnly, d.Day)
		if err != nil {
			continue
		}
		for at < len(out)-1 && !day.Before(out[at].until) {
			at++
		}
		s := &out[at]
		s.analyses += d.Analyses
		s.scored += d.Scored
		s.sum += d.Mean * float64(d.Scored)
		for grade, n := range d.Grades {
			s.grades[grade] += n
		}
	}
}

func begin(day time.Time, length int) time.Time {
	switch {
	case length <= mostDays:
		return day
	case length <= 7*mostDays:
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	}
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func after(at time.Time, length int) time.Time {
	switch {
	case length <= mostDays:
		return at.AddDate(0, 0, 1)
	case length <= 7*mostDays:
		return at.AddDate(0, 0, 7)
	}
	return at.AddDate(0, 1, 0)
}

func spanName(at time.Time, length int) string {
	if length > 7*mostDays {
		return at.Format("2006-01")
	}
	return at.Format(time.DateOnly)
}

// per names the length of spans.
func per(list []span) string {
	switch days := list[0].until.Sub(list[0].from).Hours() / 24; {
	case days <= 1:
		return "day"
	case days <= 7:
		return "week"
	}
	return "month"
}

// within narrows a filter to the span, or to what the filter asks of it.
func (s span) within(f *consent.Filter) {
	from, until := s.from, s.until
	if f.Since != nil && f.Since.After(from) {
		from = *f.Since
	}
	if f.Until != nil && f.Until.Before(until) {
		until = *f.Until
	}
	f.Since, f.Until = &from, &until
}

// dayChart stacks the analyses of each span by grade.
func dayChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	list := spans(s.Days)
	if len(list) == 0 {
		return page.Chart{}, nil
	}
	grades := []string{"A", "B", "C", "D", "E", "F"}
	c := page.Chart{ID: "chart-days", Title: "Analyses per " + per(list), Wide: true, Head: []string{"From", "All"}}
	drawn := chart.Chart{}
	for _, grade := range grades {
		c.Head = append(c.Head, "Grade "+grade)
		drawn.Series = append(drawn.Series, chart.Series{Name: "Grade " + grade, Color: chart.Grade(grade)})
	}
	c.Head = append(c.Head, "No grade")
	drawn.Series = append(drawn.Series, chart.Series{Name: "No grade", Color: chart.Grade("")})
	for _, each := range list {
		day := narrowed(f, each.within)
		row := page.ChartRow{Label: each.label, Href: day, Cells: []page.ChartCell{page.CountCell(each.analyses, "")}}
		drawn.Labels = append(drawn.Labels, each.label)
		for i, n := range append(each.byGrade(grades), each.analyses-each.graded()) {
			href := ""
			switch {
			case n == 0:
			case i < len(grades):
				href = narrowed(f, func(f *consent.Filter) { each.within(f); f.Grade = grades[i : i+1] })
			default:
				href = narrowed(f, func(f *consent.Filter) { each.within(f); f.Not.Grade = grades })
			}
			row.Cells = append(row.Cells, page.CountCell(n, href))
			drawn.Series[i].Data = append(drawn.Series[i].Data, chart.Datum{Value: float64(n), Href: href})
		}
		c.Rows = append(c.Rows, row)
	}
	drawn.Description = c.Title + " by grade, from " + list[0].label + " to " + list[len(list)-1].label + ". The table below has all figures."
	data, err := chart.Columns(drawn)
	c.Data = data
	return c, err
}

func (s span) byGrade(grades []string) []int {
	out := make([]int, len(grades))
	for i, grade := range grades {
		out[i] = s.grades[grade]
	}
	return out
}

func (s span) graded() int {
	sum := 0
	for _, n := range s.grades {
		sum += n
	}
	return sum
}

// scoreChart draws the mean score of each span.
func scoreChart(f consent.Filter, s consent.Stats) (page.Chart, error) {
	c := page.Chart{ID: "chart-scores", Title: "Mean score", Head: []string{"From", "Mean score", "Analyses with a score"}}
	drawn := chart.Chart{Max: 100, Series: []chart.Series{{Name: "Mean score", Color: chart.Accent}}}
	scored := 0
	for _, each := range spans(s.Days) {
		scored += each.scored
		href, mean := "", 0.0
		if each.scored > 0 {
			href, mean = narrowed(f, each.within), each.sum/float64(each.scored)
		}
		c.Rows = append(c.Rows, page.ChartRow{Label: each.label, Href: href, Cells: []page.ChartCell{page.MeanCell(mean, each.scored), page.CountCell(each.scored, "")}})
		drawn.Labels = append(drawn.Labels, each.label)
		drawn.Series[0].Data = append(drawn.Series[0].Data, chart.Datum{Value: rounded(mean), Href: href, Missing: each.scored == 0})
	}
	if scored == 0 {
		return page.Chart{}, nil
	}
	drawn.Description = "Mean score over time, from 0 (worst) to 100. The table below has all figures."
	data, err := chart.Lines(drawn)
	c.Data = data
	return c, err
}

func rounded(x float64) float64 { return float64(int(x*10+0.5)) / 10 }
