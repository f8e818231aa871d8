package page

import (
	"time"

	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Keys is the list of API keys with the form for a new one.
type Keys struct {
	Frame    layout.Frame
	Rows     []KeyRow
	Name     string
	Expires  string // day, "" for never
	Roles    []ui.Option
	Fields   map[string]string
	Problems []ui.Problem
	Secret   string // of the key that was made just now, never shown again
	Made     string // its name
}

// KeyRow is one API key.
type KeyRow struct {
	Name, Role, Hint string // Hint: prefix and last characters
	Created          time.Time
	Expires, Used    *time.Time
	State            string
	Tone             ui.Tone
	Revoke           string // address of the question; "" when it is useless already
}

// Users is the list of users with the form for a new one.
type Users struct {
	Frame       layout.Frame
	Rows        []UserRow
	Email, Name string
	Roles       []ui.Option
	Fields      map[string]string
	Problems    []ui.Problem
	Minimum     int // characters of a password
}

// UserRow is one user.
type UserRow struct {
	Email, Name, Role string
	Created           time.Time
	Seen              *time.Time
	Disabled          bool
}

func settingsTabs(at string, reader *layout.User) []ui.Link {
	tabs := []ui.Link{{Text: "Saved views", Href: "/settings/views"}}
	if reader == nil || reader.Manage {
		tabs = append(tabs, ui.Link{Text: "API keys", Href: "/settings/keys"}, ui.Link{Text: "Users", Href: "/settings/users"},
			ui.Link{Text: "Retention", Href: "/settings/retention"}, ui.Link{Text: "Audit log", Href: "/settings/audit"})
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == at
	}
	return tabs
}
