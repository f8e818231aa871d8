package e2e

import (
	"testing"

	"microconsent/internal/testrig/browser"
)

// press uses a button: with a script the page stays, without one another is loaded.
func (u user) press(name string) {
	if u.script {
		u.tab.Click(browser.Button(name))
	} else {
		u.tab.Follow(browser.Button(name))
	}
}

// What people put on analyses: a tag and a note on one, an action on several, a saved view.
func TestMarks(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	for name, options := range map[string][]browser.Option{"with a mouse": nil, "without a script": {browser.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, env := dir, env
			if len(options) > 0 { // what one changes must not be in the way of the other
				dir, env = seeded(t)
			}
			s := start(t, dir, env)
			u := user{browser.New(t, options...), len(options) == 0}
			signIn(u.tab, s.base)
			u.submitHTML(s.base)
			u.marks()
			u.changesMany(s.base)
			u.savesView(s.base)
			if problems := u.tab.Problems(); len(problems) > 0 {
				t.Error(problems)
			}
		})
	}
}

func (u user) marks() {
	u.tab.Fill(browser.Field("Add tags"), "client a, relaunch")
	u.press("Add")
	u.tab.WaitFor(browser.Link("client a"))
	u.tab.Fill(browser.Field("New note"), "Asked the publisher.")
	u.press("Save the note")
	u.tab.See("Asked the publisher.")
	u.press("Remove tag relaunch")
	u.tab.See("The tag was removed.")
	u.tab.MustBeAccessible()
}

func (u user) changesMany(base string) {
	u.tab.Open(base + "/analyses?tag=client+a")
	if u.script {
		u.tab.Click(browser.Checkbox("Tick all on this page"))
		u.tab.WaitFor(browser.Button("With those ticked (1)"))
	}
	u.tab.Choose(browser.Field("Do"), "Add tags")
	u.tab.Fill(browser.Field("Tags, to add or remove"), "checked")
	u.tab.Follow(browser.Button("With all 1 that match"))
	u.tab.WaitFor(browser.Heading("Add tags: 1 analysis"))
	u.tab.See("Tag: client a")
	u.tab.MustBeAccessible()
	u.tab.Follow(browser.Button("Add tags (1)"))
	u.tab.WaitFor(browser.Heading("Add tags: done"))
	u.tab.MustBeAccessible()
	u.tab.Follow(browser.Link("Back to the list"))
	u.tab.WaitFor(browser.Link("Tag checked"))
}

func (u user) savesView(base string) {
	u.tab.Open(base + "/analyses?tag=checked")
	u.tab.Click(browser.Element{Name: "Save this view", Roles: []string{"DisclosureTriangle"}})
	u.tab.Fill(browser.Field("Name"), "Checked ones")
	u.tab.Follow(browser.Button("Save"))
	u.tab.WaitFor(browser.Link("Checked ones"))
	u.tab.Open(base + "/settings/views")
	u.tab.Follow(browser.Button("Open first Checked ones"))
	u.tab.See("Opens first")
	u.tab.MustBeAccessible()
	u.tab.Open(base + "/")
	u.tab.WaitFor(browser.Link("Tag checked"))
}

// The same by keyboard alone.
func TestMarksByKeyboard(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t)
	signIn(tab, s.base)
	tab.Open(s.base + "/analyses?q=bakery-accept-only")
	tab.TabTo(browser.Checkbox("Tick all on this page"), 60)
	tab.Press(" ")
	tab.TabTo(browser.Field("Tags, to add or remove"), 30)
	tab.Type("by keys")
	tab.TabTo(browser.Button("With those ticked (1)"), 3)
	tab.Load("ask", func() { tab.Press(browser.EnterKey) })
	tab.TabTo(browser.Button("Add tags (1)"), 20)
	tab.Load("add", func() { tab.Press(browser.EnterKey) })
	tab.TabTo(browser.Link("Back to the list"), 20)
	tab.Load("back", func() { tab.Press(browser.EnterKey) })
	tab.WaitFor(browser.Link("Tag by keys"))
}
