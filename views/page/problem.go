package page

import (
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Problem is the page of a failed request.
type Problem struct {
	Frame     layout.Frame
	Status    int
	Message   string
	Problems  []ui.Problem
	RequestID string // shown where the fault is ours
	Again     string // address to try again, "" where that is useless
}

// Confirm asks before something is done that cannot be undone.
type Confirm struct {
	Frame   layout.Frame
	Title   string
	Text    string
	Action  string // where the form is sent
	Do      string // the words of its button
	Back    string // where "no" leads
	Dialog  bool   // shown inside a dialog
	Retreat string // the words of "no"
}

// heading is the title of a failed request.
func (p Problem) heading() string {
	switch p.Status {
	case 401:
		return "Sign in first"
	case 403:
		return "Not allowed"
	case 404:
		return "Not found"
	case 405:
		return "Not possible here"
	case 409:
		return "Not possible any more"
	case 413:
		return "Too large"
	case 415:
		return "This kind of file cannot be read"
	case 408:
		return "That took too long"
	case 422, 400:
		return "Something in the request is wrong"
	case 429:
		return "Too many requests"
	case 503:
		return "Not available right now"
	}
	return "Something went wrong"
}
