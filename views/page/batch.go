package page

import (
	"time"

	"microconsent/internal/consent"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// BatchRow is a batch in a list.
type BatchRow struct {
	Href, Name, By           string
	Created                  time.Time
	State                    string
	Broken                   bool
	Total, Accepted, Refused int
}

func (r BatchRow) tone() ui.Tone {
	if r.Broken {
		return ui.ToneBad
	}
	return ui.ToneNeutral
}

// Batches lists batches.
type Batches struct {
	Frame layout.Frame
	Rows  []BatchRow
	Pager ui.Pager
}

// Batch is one batch with its progress.
type Batch struct {
	Frame    layout.Frame
	Row      BatchRow
	Path     string
	Queue    consent.Priority
	Failure  string // why the reading ended early
	Done     int
	Percent  int
	Rate     string // "" when unknown
	Left     string // time; "" when unknown
	Ended    bool   // nothing more happens by itself
	Statuses []ui.Link
	Analyses string // address of the history of the batch
	Exports  []ui.Link
	Errors   []BadLine // the first ones
	Download string    // address of all of them
	Cancel   string    // address of the question; "" where that is not possible
}
