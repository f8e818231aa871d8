package page

import (
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// BulkBar is the form below a list that chooses an action on what is ticked, or on all that
// the filter selects.
type BulkBar struct {
	Action  string // where it is sent
	Filter  string // query of the filter
	Total   int    // analyses that it selects
	Actions []ui.Option
}

// Bulk asks whether to do an action to many analyses.
type Bulk struct {
	Frame    layout.Frame
	Action   string // where the answer is sent
	What     string // the action
	Count    int
	All      bool     // all that the filter selects, not the ids
	Words    []string // the filter, value by value; none for everything
	IDs      []string
	Filter   string // query
	Tags     string
	Back     string
	Fields   map[string]string
	Problems []ui.Problem
	Blocked  bool // there is nothing to confirm
}

// Wrong says what is wrong with the request. What the reader cannot mend here blocks.
func (v *Bulk) Wrong(fields map[string]string, problems []ui.Problem) {
	v.Frame.Title, v.Fields, v.Problems = "Error: "+v.Frame.Title, fields, problems
	v.Blocked = fields["id"] != "" || fields["ids"] != "" || fields["filter"] != "" || fields["action"] != ""
	if message := fields["tag"]; message != "" {
		v.Fields["tags"] = message
	}
}

func (v Bulk) tagged() bool { return v.What == "tag" || v.What == "untag" }

// title names the action and the number.
func (v Bulk) title() string {
	if v.Blocked {
		return label.Bulk(v.What)
	}
	return label.Bulk(v.What) + ": " + label.Count(v.Count, "analysis", "analyses")
}

// selection says which analyses those are.
func (v Bulk) selection() string {
	switch {
	case !v.All:
		return "Those that you ticked."
	case len(v.Words) == 0:
		return "All that the lists show, without any filter."
	}
	return "All that match:"
}

// consequence says what happens to them.
func (v Bulk) consequence() string {
	return map[string]string{
		"rejudge":   "Each stored source is queued and judged by the rules of today. The analyses of now stay as they are.",
		"retry":     "Only what failed or was canceled is queued again.",
		"archive":   "They leave lists, counts and charts, and can be brought back. What still waits or runs stays.",
		"unarchive": "They are in lists, counts and charts again.",
		"delete":    "Only what is archived goes: with clauses, findings, tags, notes, and stored sources that nothing else needs. This cannot be undone.",
	}[v.What]
}

// BulkDone is what became of a bulk action.
type BulkDone struct {
	Frame                          layout.Frame
	What                           string
	Count, Done, Unchanged, Failed int
	Failures                       []BulkFailure // the first of them
	Back                           string
}

// BulkFailure is an analysis that the action was not done to.
type BulkFailure struct{ Href, ID, Why string }
