// Package layout is the frame that every page stands in: head, navigation, live region,
// footer.
package layout

import (
	"encoding/json"

	"microconsent/static"
)

// Nav names a place of the navigation.
type Nav string

// The places.
const (
	NavHistory  Nav = "history"
	NavSites    Nav = "sites"
	NavInsights Nav = "insights"
	NavSubmit   Nav = "submit"
	NavJobs     Nav = "jobs"
	NavSettings Nav = "settings"
)

// User is who is signed in, as far as the frame shows it.
type User struct {
	Name   string
	Role   string
	Submit bool // may submit
	Manage bool // may manage users and keys
}

// Frame is what the frame needs of a page.
type Frame struct {
	Title string
	Nav   Nav
	User  *User  // nil when nobody is signed in
	Theme string // "light", "dark" or "" for the system's
	Path  string // where the forms of the footer come back to
	Flash string // what the last action did

	Density string // "compact" or "" for comfortable
	KeysOff bool   // keys without Ctrl or Alt do nothing

	// RefreshPath is where browsers without scripts go to at once: the same page, told to
	// reload itself. "" for none.
	RefreshPath string
}

// Brand is the program's name as people read it.
const Brand = "microconsent"

func (f Frame) title() string {
	if f.Title == "" {
		return Brand
	}
	return f.Title + " · " + Brand
}

// themes are the choices of the theme form. Their order is the one on the page.
func themes() [][2]string {
	return [][2]string{{"system", "System"}, {"light", "Light"}, {"dark", "Dark"}}
}

func (f Frame) isTheme(value string) bool {
	return value == f.Theme || value == "system" && f.Theme == ""
}

// densities are the choices of the density form, in order.
func densities() [][2]string {
	return [][2]string{{"comfortable", "Comfortable"}, {"compact", "Compact"}}
}

func (f Frame) isDensity(value string) bool {
	return value == f.Density || value == "comfortable" && f.Density == ""
}

// scripts are the addresses of the scripts that are there. Without htmx the pages are
// plain forms and links, and the parts that build on it are left out.
func (f Frame) scripts() []string {
	var out []string
	if HasHTMX() {
		out = append(out, static.URL(htmxFile))
	}
	return append(out, static.URL("js/app.js"), static.URL("js/charts.js"))
}

// htmxFile is htmx with its extension for event streams. One file, since htmx starts right
// after its own script and would miss an extension that arrives later.
const htmxFile = "vendor/htmx-sse.min.js"

// HasHTMX says whether the pages may rely on htmx and its event streams.
func HasHTMX() bool { return static.URL(htmxFile) != "" }

// htmxConfig keeps htmx from writing a style sheet and lets no other extension in.
func htmxConfig() string {
	text, err := json.Marshal(map[string]any{"includeIndicatorCSS": false, "extensions": "sse", "defaultFocusScroll": false})
	if err != nil {
		return "{}"
	}
	return string(text)
}

// settings is the first page of the settings that the reader may open.
func (f Frame) settings() string {
	if f.User.Manage {
		return "/settings/keys"
	}
	return "/settings/views"
}
