package page

import (
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// SavedViews are the views above the history. May says that the filter in force can be
// saved as a new one.
type SavedViews struct {
	Links         []ui.Link
	Query         string // the filter in force
	May, MayShare bool
}

// Views is the page that manages them. Name, Query and Shared are what a form held that was
// refused; Changed is the id of the view that it was about, "" for a new one.
type Views struct {
	Frame         layout.Frame
	Rows          []ViewRow
	May, MayShare bool
	Name, Query   string
	Shared        bool
	Changed       string
	Problems      []ui.Problem
}

// ViewRow is one view.
type ViewRow struct {
	ID, Name, Href string
	Words          []string // the filter, value by value
	Owner          string
	Shared         bool
	Default        bool
	Mine           bool
	May            bool   // the reader may change it
	Typed, Query   string // in the form
	Open           bool   // the form was refused
}

func (v Views) newName() string {
	if v.Changed != "" {
		return ""
	}
	return v.Name
}

func (v Views) newQuery() string {
	if v.Changed != "" {
		return ""
	}
	return v.Query
}

// errorOf is what is wrong with a field.
func (v Views) errorOf(id string) string {
	for _, p := range v.Problems {
		if p.ID == id {
			return p.Message
		}
	}
	return ""
}

func (r ViewRow) whose() string {
	switch {
	case r.Shared && r.Mine:
		return "Everybody's, made by you"
	case r.Shared:
		return "Everybody's, made by " + r.Owner
	}
	return "Yours"
}
