package e2e

import (
	"testing"

	"microconsent/internal/testrig/browser"
)

// Somebody without a mouse signs in, submits a page and opens the result.
func TestSubmitByKeyboard(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	tab.Open(s.base + "/analyses/new?tab=upload")
	tab.TabTo(browser.Field("E-mail address"), 10)
	tab.Type(adminEmail)
	tab.TabTo(browser.Field("Password"), 2)
	tab.Type(adminPassword)
	tab.Load("sign in", func() { tab.Press(browser.EnterKey) })
	tab.WaitFor(browser.Heading("New analysis"))
	tab.TabTo(browser.Field("Or paste HTML"), 30)
	tab.Type(bannerPage)
	tab.TabTo(browser.Button("Analyze"), 10)
	tab.Load("submit", func() { tab.Press(browser.EnterKey) })
	tab.WaitFor(browser.Link("See the result"))
	tab.TabTo(browser.Link("See the result"), 20)
	tab.Load("open the result", func() { tab.Press(browser.EnterKey) })
	tab.See("Accept all cookies")
}

// The first stop of the Tab key leads past the navigation.
func TestSkipLink(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	tab.Open(s.base + "/login")
	tab.TabTo(browser.Link("Skip to the content"), 1)
	tab.Press(browser.EnterKey)
	tab.TabTo(browser.Field("E-mail address"), 1)
}
