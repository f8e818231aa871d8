// Package page holds the pages and their view models.
package page

import (
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Login is the page that asks who somebody is.
type Login struct {
	Frame    layout.Frame
	Next     string // where to go afterwards
	Email    string
	NoUser   bool // nobody can sign in before the set-up
	Problems []ui.Problem
}

// Setup is the page behind the one-time link: it makes the first administrator.
type Setup struct {
	Frame    layout.Frame
	Token    string
	Email    string
	Fields   map[string]string // rejected values: field → why
	Problems []ui.Problem
	Minimum  int // characters of a password
}
