package e2e

import (
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

const drawn = "[data-drawn] svg"

// Charts are drawn in both themes without a console error or a policy violation (which fail
// the test by themselves), and a click on a bar shows what it counts.
func TestChartsAreDrawn(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	for name, look := range map[string][]browser.Option{"light": nil, "dark": {browser.Dark()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t, look...)
			signIn(tab, s.base)
			tab.WaitForAll(drawn, 3) // beside the list, which brings them by itself
			tab.Open(s.base + "/analyses/charts")
			tab.WaitForAll(drawn, 8)
			tab.MustBeAccessible()
			tab.ClickIn("[data-chart=chart-rules] .plot", 0.5, 0.06)
			tab.WaitForPath(func(path string) bool { return strings.HasPrefix(path, "/analyses?rule=") })
			tab.WaitForAll("#results tbody tr", 1)
		})
	}
}

// What is drawn follows the theme of the system and the filter of the page.
func TestChartsFollow(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	signIn(tab, s.base)
	tab.Open(s.base + "/analyses/charts")
	tab.WaitForAll(drawn, 8)
	// --chart-accent, as the browser computes it
	tab.WaitForAll("[data-chart=chart-rules] path[fill^='rgb(11,']", 1)
	tab.Restyle(browser.Dark())
	tab.WaitForAll("[data-chart=chart-rules] path[fill^='rgb(98,']", 1)
	tab.Fill(browser.Field("Search"), "nothing like it")
	tab.See("There is nothing to draw")
	tab.Fill(browser.Field("Search"), "")
	tab.WaitForAll(drawn, 8)
	tab.Open(s.base + "/insights")
	tab.WaitForAll(drawn, 3)
}

// Without a script the tables stand there, and their rows lead to the same lists.
func TestChartsWithoutScripts(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t, browser.NoScript())
	signIn(tab, s.base)
	tab.Click(browser.Element{Name: "Charts", Roles: []string{"DisclosureTriangle"}})
	tab.Follow(browser.Link("Charts of these analyses"))
	tab.WaitFor(browser.Heading("Findings by rule"))
	tab.MustBeAccessible()
	rule := "no-reject-on-first-layer"
	tab.Follow(browser.Link(rule))
	if want := "/analyses?rule=" + rule; tab.Path() != want {
		t.Errorf("leads to %s, not %s", tab.Path(), want)
	}
	tab.WaitFor(browser.Heading("History"))
}
