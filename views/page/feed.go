package page

import (
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Feed tells how to subscribe to what a filter selects.
type Feed struct {
	Frame    layout.Frame
	Words    []string // the filter, value by value; none for everything
	Address  string
	WithKey  string // the address with a place for the key; "" where there is none
	Keys     bool   // the reader may make keys
	Back     string
	Problems []ui.Problem
}
