package page

import (
	"slices"
	"time"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// History is the list of analyses that a filter selects.
type History struct {
	Frame    layout.Frame
	Filter   HistoryFilter
	Tabs     []ui.Link // by status, with counts
	Rows     []HistoryRow
	Total    int // analyses that the filter selects, over all pages
	Pager    ui.Pager
	Orders   map[string]Order // of the columns, by the base of the sort
	Sizes    []ui.Link        // numbers of rows of a page
	Active   []ui.Link        // values of the filter; the links take them out
	Bulk     *BulkBar         // actions on many; nil for readers who may change nothing
	Views    SavedViews
	Exports  []ui.Link // files of all that the filter selects
	Feed     string    // address that tells how to subscribe to what the filter selects
	Charts   string    // address of the charts of the same filter; "" for none
	Facets   string    // address of the counts by key of the same filter; "" for none
	Problems []ui.Problem
	Fresh    bool // there is no analysis at all
	Submit   bool // the reader may submit one
	Partial  bool // only the fragment is asked for
}

// HistoryFilter holds the values of the filter form.
type HistoryFilter struct {
	Query, Host  string
	Since, Until string // days
	Status       string // kept by the form; chosen by the tabs
	Roles        []ui.Option
	Categories   []ui.Option
	Archived     []ui.Option
	Wrong        bool      // one of the values is
	Others       []ui.Link // filters of the address that the form has no field for: name and value
	Active       bool
	Clear        string // address without any filter
}

// more says whether a field that may be folded holds a value, or may be wrong.
func (f HistoryFilter) more() bool {
	set := func(options []ui.Option) bool {
		return slices.ContainsFunc(options, func(o ui.Option) bool { return o.Selected && o.Value != "" })
	}
	return f.Wrong || f.Host+f.Since+f.Until != "" || set(f.Roles) || set(f.Categories) || set(f.Archived)
}

// HistoryRow is one analysis.
type HistoryRow struct {
	ID       string
	Href     string
	Site     string // host, file name or title
	Detail   string // the rest of the address, or the title
	When     time.Time
	Grade    string
	Change   *int // of the score against the run before of the site; nil without one
	Findings []SeverityCount
	CMPs     string
	Tags     []ui.Link // to the history of the tag
	Status   consent.Status
	Archived bool
	Failure  string
}

// SeverityCount is the number of findings of one severity.
type SeverityCount struct {
	Severity consent.Severity
	Count    int
}

func (v History) announcement() string {
	if len(v.Problems) > 0 {
		return v.Problems[0].Message
	}
	return label.Count(v.Total, "analysis", "analyses")
}

func (r HistoryRow) nothingFound() bool {
	return r.Status == consent.StatusCompleted && len(r.Findings) == 0
}

// change is the change of the score as a sign with a number, its class, and in words.
func (r HistoryRow) change() (short, class, words string) {
	switch n := *r.Change; {
	case n > 0:
		return "▲ " + label.Number(n), "change-up", label.Count(n, "point", "points") + " better than the run before"
	case n < 0:
		return "▼ " + label.Number(-n), "change-down", label.Count(-n, "point", "points") + " worse than the run before"
	}
	return "=", "change-none", "as many points as the run before"
}

// StatusTone colors the status of an analysis.
func StatusTone(s consent.Status) ui.Tone {
	return map[consent.Status]ui.Tone{consent.StatusQueued: ui.ToneNeutral, consent.StatusRunning: ui.ToneBusy,
		consent.StatusCompleted: ui.ToneGood, consent.StatusFailed: ui.ToneBad, consent.StatusCanceled: ui.ToneNeutral}[s]
}

// SeverityTone colors the severity of a finding.
func SeverityTone(s consent.Severity) ui.Tone {
	return map[consent.Severity]ui.Tone{consent.SeverityHigh: ui.ToneBad, consent.SeverityMedium: ui.ToneWarn,
		consent.SeverityLow: ui.ToneNeutral, consent.SeverityInfo: ui.ToneBusy}[s]
}

// Order is what the head of a column leads to.
type Order struct {
	Href  string
	State string // of aria-sort: ascending, descending or ""
}
