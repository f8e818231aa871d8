package e2e

import (
	"slices"
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

// Somebody narrows the history by a counted value and takes it out again, beside the list or
// without a script on the page of the counts.
func TestRefine(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	for name, options := range map[string][]browser.Option{"with a script": nil, "without a script": {browser.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := user{browser.New(t, options...), len(options) == 0}
			signIn(u.tab, s.base)
			u.countsOf()
			u.tab.Follow(browser.Link("shop"))
			if got := u.tab.Path(); got != "/analyses?tag=shop" {
				t.Errorf("the value leads to %s", got)
			}
			u.countsOf()
			u.tab.MustBeAccessible()
			u.tab.Follow(browser.Link("Remove shop"))
			if got := u.tab.Path(); got != "/analyses" {
				t.Errorf("the value in force leads to %s", got)
			}
			if problems := u.tab.Problems(); len(problems) > 0 {
				t.Error(problems)
			}
		})
	}
}

// countsOf shows the counts of the list on the page.
func (u user) countsOf() {
	if u.script {
		u.tab.WaitFor(browser.Element{Name: "Tag", Roles: []string{"DisclosureTriangle"}})
		return
	}
	u.tab.Click(browser.Element{Name: "Refine", Roles: []string{"DisclosureTriangle"}})
	u.tab.Follow(browser.Link("Counts by grade, platform, tag and more"))
	u.tab.WaitFor(browser.Heading("Refine the list"))
}

// The single keys of the list: through the rows, tick, search, help; and off.
func TestHistoryByKeys(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	signIn(tab, s.base)
	tab.Press("j")
	if at := tab.Focused(); !slices.Contains(at.Roles, "row") {
		t.Fatalf("j leads to %s", at)
	}
	first := tab.Focused().Name
	tab.Press("jk")
	if at := tab.Focused(); at.Name != first {
		t.Errorf("j and k lead to %s, not back to %s", at.Name, first)
	}
	tab.Press("x")
	tab.WaitFor(browser.Button("With those ticked (1)"))
	tab.Press("?")
	tab.See("go to the search")
	tab.MustBeAccessible()
	tab.Press(browser.EnterKey) // on its button
	tab.Press("/")
	if at := tab.Focused(); !slices.Contains(at.Roles, "searchbox") {
		t.Errorf("/ leads to %s", at)
	}
	tab.Type("lamp? j/x")
	tab.WaitForPath(func(path string) bool { return strings.HasPrefix(path, "/analyses?q=lamp%3F+j%2Fx") })
	tab.Open(s.base + "/analyses")
	tab.Press("j")
	tab.Load("open the row", func() { tab.Press(browser.EnterKey) })
	if !strings.HasPrefix(tab.Path(), "/analyses/0") {
		t.Errorf("Enter leads to %s", tab.Path())
	}
	if problems := tab.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestKeysCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	signIn(tab, s.base)
	tab.Open(s.base + "/help")
	tab.Follow(browser.Button("Switch single keys off"))
	tab.See("Single keys are off.")
	tab.Open(s.base + "/analyses")
	tab.Press("j/?")
	if at := tab.Focused(); slices.Contains(at.Roles, "row") || slices.Contains(at.Roles, "searchbox") {
		t.Errorf("the keys still lead to %s", at)
	}
}

// The compact look is as good to use as the other one, also where there is little room.
func TestCompact(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	for name, options := range map[string][]browser.Option{"wide": nil, "narrow, no script": {browser.Size(320, 640), browser.NoScript(), browser.Dark()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t, options...)
			signIn(tab, s.base)
			tab.Follow(browser.Button("Compact"))
			tab.WaitFor(browser.Heading("History"))
			tab.WaitForAll(`[data-density="compact"]`, 1)
			tab.MustBeAccessible()
			if wide := tab.Overflow(); wide != 0 {
				t.Errorf("it is %d px too wide", wide)
			}
		})
	}
}
