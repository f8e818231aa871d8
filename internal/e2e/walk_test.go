package e2e

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

const walkFinding = " about: The first layer offers consent but no refusal"

// The whole way of an analysis: submit, progress, detail, triage, the history filtered,
// comparison, export; with a mouse, and without a script.
func TestWalk(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	cases := map[string][]browser.Option{
		"with a mouse":     nil,
		"without a script": {browser.NoScript()},
	}
	for name, options := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := user{browser.New(t, options...), len(options) == 0}
			signIn(u.tab, s.base)
			path := u.submitHTML(s.base)
			u.readsClauses()
			u.decides()
			u.findsItInHistory(s.base)
			u.tab.Open(s.base + path)
			u.compares()
			u.exports(s, path)
			if problems := u.tab.Problems(); len(problems) > 0 {
				t.Error(problems)
			}
		})
	}
}

func (u user) decides() {
	u.tab.Click(browser.Element{Name: "Decide" + walkFinding, Roles: []string{"DisclosureTriangle"}})
	u.tab.Choose(browser.Field("Decision"), "Accepted")
	u.tab.Fill(browser.Field("Reason"), "Known; the shop is being rebuilt.")
	save := browser.Button("Save the decision" + walkFinding)
	if u.script {
		u.tab.Click(save)
	} else {
		u.tab.Follow(save)
	}
	u.tab.See("Accepted by", "Known; the shop is being rebuilt.")
}

// compares chooses another analysis to compare the one on the page with.
func (u user) compares() {
	u.tab.Follow(browser.Link("Compare with another one"))
	u.tab.WaitFor(browser.Heading("Compare two analyses"))
	u.tab.Fill(browser.Field("Site, title or words"), "bakery")
	u.tab.Follow(browser.Button("Find"))
	u.tab.See("bakery-accept-only.html")
	u.tab.Click(browser.Radio(u.radio("After: bakery")))
	u.tab.Follow(browser.Button("Compare"))
	u.tab.WaitFor(browser.Heading("What changed"))
	u.tab.See("Where the two come from", "differs")
	u.tab.MustBeAccessible()
}

// radio is the whole name of the radio button whose name begins so.
func (u user) radio(prefix string) string {
	name := regexp.MustCompile(regexp.QuoteMeta(prefix) + "[^<]*").FindString(u.tab.HTML())
	return html.UnescapeString(name)
}

// exports gets the files that the page of an analysis and the history link to.
func (u user) exports(s *server, path string) {
	client := s.client()
	for page, link := range map[string]string{path: `href="(/api/v1/analyses/[^"]+/report\.html)"`, "/analyses?q=lamp": `href="(/api/v1/export\.csv[^"]*)"`} {
		u.tab.Open(s.base + page)
		found := regexp.MustCompile(link).FindStringSubmatch(u.tab.HTML())
		if found == nil {
			s.t.Fatalf("%s does not link to %s", page, link)
		}
		if text := s.get(client, html.UnescapeString(found[1]), http.StatusOK); !strings.Contains(text, "Lamp shop") {
			s.t.Errorf("%s is not about the analysis", found[1])
		}
	}
}

// The same way with the keyboard alone.
func TestWalkByKeyboard(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	id, _ := s.submit()
	tab := browser.New(t)
	signIn(tab, s.base)
	k := keyboard{t, tab}
	k.decides(s.base + "/analyses/" + id)
	k.filters(s.base)
	k.compares(s.base + "/analyses/" + id)
	tab.Open(s.base + "/analyses/" + id)
	tab.TabTo(browser.Link("Report"), 200)
	if problems := tab.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

// keyboard is somebody without a mouse.
type keyboard struct {
	t   *testing.T
	tab *browser.Tab
}

// decides walks through the findings by n and p, and decides about the first.
func (k keyboard) decides(page string) {
	k.tab.Open(page)
	k.tab.TabTo(browser.Element{Name: "List of findings", Roles: []string{"group"}}, 60)
	k.tab.Press("n")
	if at := k.tab.Focused(); !slices.Contains(at.Roles, "listitem") {
		k.t.Errorf("n leads to %s", at)
	}
	k.tab.Press("n")
	k.tab.Press("p")
	k.tab.TabTo(browser.Element{Name: "Decide" + walkFinding, Roles: []string{"DisclosureTriangle"}}, 60)
	k.tab.Press(browser.EnterKey)
	k.tab.TabTo(browser.Field("Decision"), 2)
	k.tab.Press("Acc")
	k.tab.TabTo(browser.Field("Reason"), 2)
	k.tab.Type("Known")
	k.tab.TabTo(browser.Button("Save the decision"+walkFinding), 2)
	k.tab.Press(browser.EnterKey)
	k.tab.See("The decision was saved")
}

func (k keyboard) filters(base string) {
	k.tab.Open(base + "/analyses")
	k.tab.TabTo(browser.Field("Search"), 80)
	k.tab.Type("lamp shop")
	k.tab.WaitForPath(func(path string) bool { return strings.HasPrefix(path, "/analyses?q=lamp") })
	k.tab.WaitFor(browser.Link("Lamp shop"))
}

func (k keyboard) compares(page string) {
	k.tab.Open(page)
	k.tab.TabTo(browser.Link("Compare with another one"), 200)
	k.tab.Load("choose", func() { k.tab.Press(browser.EnterKey) })
	k.tab.TabTo(browser.Field("Site, title or words"), 20)
	k.tab.Type("bakery")
	k.tab.Load("find", func() { k.tab.Press(browser.EnterKey) })
	after := user{tab: k.tab}.radio("After: bakery")
	k.tab.TabTo(browser.Radio(user{tab: k.tab}.radio("Before: ")), 40)
	k.tab.TabTo(browser.Radio(user{tab: k.tab}.radio("After: ")), 2)
	for range 40 {
		if k.tab.Focused().Name == after {
			break
		}
		k.tab.Press(browser.Down)
	}
	k.tab.Press(browser.Space)
	k.tab.TabTo(browser.Button("Compare"), 80)
	k.tab.Load("compare", func() { k.tab.Press(browser.EnterKey) })
	k.tab.WaitFor(browser.Heading("What changed"))
}
