package page

import (
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Facets count what a filter selects by its keys; each value is a link that puts it into the
// filter or takes it out.
type Facets struct {
	Frame    layout.Frame
	Groups   []FacetGroup
	Active   []ui.Link // values in force; the links take them out
	Counted  string    // what is counted
	Back     string    // address of the list of the same filter
	Problems []ui.Problem
	Partial  bool
}

// FacetGroup is the values of one key.
type FacetGroup struct {
	Key, Title string
	Open       bool
	Least      bool // there may be more of each: only the newest were counted
	First      []FacetLink
	Rest       []FacetLink // folded
}

// FacetLink is one value.
type FacetLink struct {
	Text, Href string
	Hint       string // what the value means
	Count      int
	Counted    bool
	On         bool // in force; the link takes it out
}

func (l FacetLink) count(least bool) string {
	if least {
		return label.Number(l.Count) + "+"
	}
	return label.Number(l.Count)
}
