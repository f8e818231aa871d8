package page

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Triage is the form that decides about a finding. Action "" leaves it out: the reader may
// not decide.
type Triage struct {
	Action   string
	Statuses []ui.Option
	Reason   string
	Fields   map[string]string // rejected values: field → why
}

// Judged is the part of a page that a decision changes.
type Judged struct {
	Partial  bool // the part alone is drawn
	Problems []ui.Problem
	Says     string // for the live region
}

// status and reason are the ids of the form's controls.
func (f Finding) status() string { return "status-" + f.Anchor }
func (f Finding) reason() string { return "reason-" + f.Anchor }

// decided says who decided what, "" while the finding is open.
func (f Finding) decided() string {
	if f.Decision == nil {
		return ""
	}
	text := label.Triage(f.Status) + " by " + f.Decision.By + ", " + label.Time(f.Decision.At) + " UTC"
	if f.Decision.Reason != "" {
		text += ": " + f.Decision.Reason
	}
	return text
}

func (f Finding) class() string {
	class := "finding finding-" + string(f.Severity)
	if f.Status.Suppresses() {
		class += " finding-aside"
	}
	return class
}

func htmx() bool { return layout.HasHTMX() }

func partPoints(p consent.ScorePart) string {
	if !p.Observed {
		return "Not observed"
	}
	return label.Number(p.Value) + " of " + label.Number(p.Max)
}

func partWhy(p consent.ScorePart) string {
	if len(p.Why) == 0 {
		return "Nothing was deducted."
	}
	return strings.Join(p.Why, "; ")
}

func needsText(needs []consent.Need) string {
	var out []string
	for _, n := range needs {
		out = append(out, label.Need(n))
	}
	return strings.Join(out, ", ")
}
