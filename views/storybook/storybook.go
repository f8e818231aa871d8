// Package storybook draws every page in every state from canned view models: for tests
// that check what all pages have in common, and for looking at them without a server.
package storybook

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Story is one page in one state.
type Story struct {
	Name     string // "history/no-match"
	View     templ.Component
	Fragment string // the part that htmx asks for; "" for none
}

// Stories are all of them, in the order of the navigation.
func Stories() []Story {
	var out []Story
	for _, group := range [][]Story{account(), submit(), jobs(), history(), facets(), feed(), bulk(), charts(), sites(), insights(), analyses(), compare(), settings(), help(), problems()} {
		out = append(out, group...)
	}
	return out
}

// Hostile is text as a foreign page may hold it: it must come out as text.
const Hostile = `</title></script><script>alert(1)</script><img src=x onerror=alert(2)> "'&amp; <b hx-get="/x">`

// noon is the moment at which the stories happen.
func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func ago(d time.Duration) time.Time { return noon().Add(-d) }

func moment(t time.Time) *time.Time { return &t }

func admin() *layout.User {
	return &layout.User{Name: "Ada", Role: "admin", Submit: true, Manage: true}
}

func viewer() *layout.User { return &layout.User{Name: "Vic", Role: "viewer"} }

func frame(title string, nav layout.Nav) layout.Frame {
	return layout.Frame{Title: title, Nav: nav, User: admin(), Path: "/"}
}

func outside(title string) layout.Frame { return layout.Frame{Title: title, Path: "/login"} }

func choices(selected string, values ...string) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		out[i] = ui.Option{Value: strings.ToLower(v), Label: v, Selected: v == selected}
	}
	return out
}

func id(n string) string { return "0197a000-0000-7000-8000-0000000000" + n }
