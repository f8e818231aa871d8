package page

import (
	"time"

	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Retention is how long what is kept, with the forms to change it and to remove a site.
type Retention struct {
	Frame    layout.Frame
	Kinds    []RetentionField
	Own      bool   // the workspace set it; else the settings of the server hold
	Default  string // what the settings say
	Problems []ui.Problem
	Ran      *time.Time
	Outcome  string // of the last run, in words
	Failed   bool
	Due      *time.Time
	Site     string // what was typed into the form of the site
	SiteNote string // what is wrong with it
}

// RetentionField is the age of one kind.
type RetentionField struct {
	Kind, Label, Hint, Age, Error string
}
