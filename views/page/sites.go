package page

import (
	"strconv"
	"time"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Sites is the list of sites, one row each.
type Sites struct {
	Frame    layout.Frame
	Filter   FilterForm
	Heads    []SortHead
	Rows     []SiteRow
	Pager    ui.Pager
	Problems []ui.Problem
	Fresh    bool // there is no site at all
	Submit   bool // the reader may submit one
	Partial  bool
}

// SortHead is the heading of a column. Href sorts by it, "" when it cannot.
type SortHead struct {
	Text string
	Href string
	Sort string // "ascending", "descending" or "": how the list is sorted by it
}

// SiteRow is one site by its newest completed analysis.
type SiteRow struct {
	Site, Href string
	Grade      string
	Before     string // the grade before; "" when there was none
	Score      *int
	Points     []int // scores, the earliest first
	ChangedAt  *time.Time
	When       time.Time
	Latest     string // address of the newest analysis
	Analyses   int
	Open       int
	CMPs       string
}

func (v Sites) announcement() string {
	if len(v.Problems) > 0 {
		return v.Problems[0].Message
	}
	return label.Count(len(v.Rows), "site", "sites") + " on this page"
}

// Site is one site with its analyses.
type Site struct {
	Frame    layout.Frame
	Row      SiteRow
	Trend    []Chart // none or one
	Again    string  // address of the form that analyses it again; "" when the reader may not
	History  string  // address of the list of its analyses
	Timeline []TimelineRow
	Pager    ui.Pager
	Triage   []SiteDecision
	Problems []ui.Problem
}

// TimelineRow is one analysis of a site.
type TimelineRow struct {
	Href    string
	When    time.Time
	Detail  string // path of the address, or the title
	Grade   string
	Score   *int
	Change  string // in words; "" for an analysis without a result
	Worse   bool   // there are new findings
	Compare string // address of the comparison with the one before; "" for none
	Status  consent.Status
}

// SiteDecision is what people decided about a finding on the site.
type SiteDecision struct {
	Rule, Href string
	Status     consent.Triage
	By, Reason string
	At         time.Time
}

func scoreText(score *int) string {
	if score == nil {
		return ""
	}
	return strconv.Itoa(*score)
}
