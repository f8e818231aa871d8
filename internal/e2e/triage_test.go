package e2e

import (
	"testing"

	"microconsent/internal/testrig/browser"
)

// A finding is called a false positive in its own form; the verdict follows, and the
// decision can be read on the page: swapped in with a script, after a reload without.
func TestTriage(t *testing.T) {
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
			id, _ := s.submit()
			tab.Open(s.base + "/analyses/" + id)
			const finding = " about: The first layer offers consent but no refusal"
			tab.Click(browser.Element{Name: "Decide" + finding, Roles: []string{"DisclosureTriangle"}})
			tab.Choose(browser.Field("Decision"), "False")
			tab.Fill(browser.Field("Reason"), "Drawn by a script.")
			save := browser.Button("Save the decision" + finding)
			if len(options) == 0 {
				tab.Click(save)
			} else {
				tab.Follow(save)
			}
			tab.See("The decision was saved", "False positive by", "Drawn by a script.")
			tab.MustBeAccessible()
			tab.Open(s.base + "/analyses/" + id)
			tab.See("Drawn by a script.")
		})
	}
}
