package page

import (
	"time"

	"microconsent/views/layout"
	"microconsent/views/ui"
)

// ComparePick is where two analyses are chosen for a comparison.
type ComparePick struct {
	Frame      layout.Frame
	Query      string // searched for
	Base, Head string // ids chosen already; "" for none
	Rows       []PickRow
	Problems   []ui.Problem
}

// PickRow is an analysis on offer.
type PickRow struct {
	ID, Title, Detail, Grade string
	When                     time.Time
	Base, Head               bool // chosen
}

func (r PickRow) name() string { return r.Title + ", " + r.When.UTC().Format("2 January 2006 15:04") }
