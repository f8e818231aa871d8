package page

import (
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Insights are patterns over all sites that a filter selects.
type Insights struct {
	Frame    layout.Frame
	Filter   FilterForm
	Counted  string    // what the figures are taken from
	Charts   []Chart   // patterns with a drawing
	By       []ui.Link // what the breakdown is by
	Parts    Chart     // the breakdown, as a table
	Domains  Chart     // analyses by top-level domain, as a table
	Problems []ui.Problem
	Fresh    bool // there is no analysis at all
	Submit   bool
	Partial  bool
}

func (v Insights) announcement() string {
	if len(v.Problems) > 0 {
		return v.Problems[0].Message
	}
	return v.Counted
}
