package e2e

import (
	"testing"

	"microconsent/internal/testrig/browser"
)

// A key is made, shown once, and revoked after a question: in a dialog with a script, on a
// page without.
func TestAPIKeys(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	cases := map[string][]browser.Option{
		"with JavaScript":    nil,
		"without JavaScript": {browser.NoScript()},
	}
	for name, options := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t, options...)
			signIn(tab, s.base)
			key := "Key " + name
			tab.Open(s.base + "/settings/keys")
			tab.Fill(browser.Field("Name"), key)
			tab.Follow(browser.Button("Make the key"))
			tab.See("It is not shown again.", "mc_")
			tab.MustBeAccessible()
			tab.Open(s.base + "/settings/keys")
			if tab.Has(browser.Heading("Key " + key)) {
				t.Error("the key is shown twice")
			}
			u := user{tab, len(options) == 0}
			u.revokes(key)
			tab.WaitFor(browser.Heading("API keys"))
			tab.See("Revoked")
		})
	}
}

// revokes asks for the end of a key, looks at the question, and confirms it.
func (u user) revokes(key string) {
	ask := browser.Link("Revoke " + key)
	if u.script {
		u.tab.Click(ask)
	} else {
		u.tab.Follow(ask)
	}
	u.tab.WaitFor(browser.Button("Revoke the key"))
	u.tab.MustBeAccessible()
	u.tab.Follow(browser.Button("Revoke the key"))
}

// A dialog is left with Escape, and the focus goes back to what opened it.
func TestDialogByKeyboard(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	signIn(tab, s.base)
	tab.Open(s.base + "/settings/keys")
	tab.Fill(browser.Field("Name"), "lamp")
	tab.Follow(browser.Button("Make the key"))
	ask := browser.Link("Revoke lamp")
	tab.TabTo(ask, 40)
	tab.Press(browser.EnterKey)
	tab.WaitFor(browser.Button("Revoke the key"))
	tab.Press(browser.Escape)
	tab.WaitFor(browser.Heading("New key"))
	if got := tab.Focused(); got.Name != ask.Name {
		t.Errorf("the focus is on %s", got)
	}
}

// The chosen theme outweighs that of the system, on every page from then on.
func TestThemeIsKept(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	tab.Open(s.base + "/login")
	tab.Follow(browser.Button("Dark"))
	tab.MustBeAccessible()
	signIn(tab, s.base)
	tab.MustBeAccessible()
	if got := tab.Background(); got != "dark" {
		t.Errorf("the page is %s", got)
	}
}

// A private address is refused beside its field, and what was typed stays.
func TestPrivateAddressIsRefused(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	for name, options := range map[string][]browser.Option{"with JavaScript": nil, "without JavaScript": {browser.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t, options...)
			tab.Allow("status of 422")
			signIn(tab, s.base)
			tab.Open(s.base + "/analyses/new")
			tab.Fill(browser.Field("Address of the page"), "http://127.0.0.1:8080/private")
			tab.Follow(browser.Button("Analyze"))
			tab.See("There is a problem", "This address is not fetched")
			if got := tab.Value(browser.Field("Address of the page")); got != "http://127.0.0.1:8080/private" {
				t.Errorf("the field holds %q", got)
			}
			tab.MustBeAccessible()
		})
	}
}
