package page

import (
	"time"

	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Audit is the log of what was changed by whom.
type Audit struct {
	Frame    layout.Frame
	Filter   AuditFilter
	Problems []ui.Problem
	Chain    AuditChain
	Rows     []AuditRow
	Exports  []ui.Link // files of all that the filter selects
	Pager    ui.Pager
}

// AuditFilter holds the values of the filter form.
type AuditFilter struct {
	Actor, Target string
	Since, Until  string // days
	Actions       []ui.Option
	Request       string // kept by the form; it has no field
	Active        bool
}

// AuditChain is what is known of the chain of the log.
type AuditChain struct {
	Verified bool // the whole chain was checked for this page
	Broken   string
	Events   int64 // checked
	Redacted int64
	Last     int64
	Hash     string
	Removed  int64 // number of the last event that retention removed, 0 for none
}

// AuditRow is one event.
type AuditRow struct {
	Seq                   int64
	When                  time.Time
	Who, Action           string
	Target, Href          string // Href "" where there is no page
	Detail, From, Request string // Request: its id
	Changes               []AuditChange
	Redacted              bool
}

// AuditChange is one fact that a mutation changed; "" for one that was not there.
type AuditChange struct{ Name, Before, After string }
