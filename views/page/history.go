package page

import (
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
	Exports  []ui.Link        // files of all that the filter selects
	Charts   string    // address of the charts of the same filter; "" for none
