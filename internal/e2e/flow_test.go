package e2e

import (
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

// bannerPage is what a user pastes: a banner without a way to refuse.
const bannerPage = `<!doctype html>
<html lang="en"><head><title>Lamp shop</title></head><body><h1>Lamps</h1>
<div id="cookie-banner" role="dialog" aria-label="Cookies">
<p>We use cookies for analytics and advertising. You can change your mind at any time.</p>
<button id="yes">Accept all cookies</button> <a href="/privacy">Privacy policy</a></div>
</body></html>`

func TestMainJob(t *testing.T) {
	t.Parallel()
	cases := map[string][]browser.Option{
		"with JavaScript":    nil,
		"without JavaScript": {browser.NoScript()},
	}
	for name, options := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			env := environ(dir)
			first := start(t, dir, env)
			u := user{browser.New(t, options...), len(options) == 0}
			u.setUp(first.setUpLink())
			path := u.submitHTML(first.base)
			u.readsClauses()
			u.findsItInHistory(first.base)
			first.stop()

			second := start(t, dir, env)
			u.tab.Open(second.base + path)
			u.readsClauses()
			if link := second.printed("administrator: "); link != "" {
				t.Errorf("a set-up link again: %s", link)
			}
		})
	}
}

// user is somebody at a browser.
type user struct {
	tab    *browser.Tab
	script bool
}

func (u user) setUp(link string) {
	u.tab.Open(link)
	u.tab.Fill(browser.Field("E-mail address"), adminEmail)
	u.tab.Fill(browser.Field("Password"), adminPassword)
	u.tab.Fill(browser.Field("Password again"), adminPassword)
	u.tab.Follow(browser.Button("Make the administrator"))
	u.tab.WaitFor(browser.Heading("History"))
}

// submitHTML pastes a page, waits for the result and returns its path.
func (u user) submitHTML(base string) string {
	u.tab.Open(base + "/")
	u.tab.Follow(browser.Link("New analysis"))
	u.tab.Follow(browser.Link("HTML: files or paste"))
	u.tab.Fill(browser.Field("Or paste HTML"), bannerPage)
	u.tab.Follow(browser.Button("Analyze"))
	return u.awaitsResult()
}

// awaitsResult follows the progress, which comes by itself: as a stream with a script, by
// reloading without.
func (u user) awaitsResult() string {
	u.tab.WaitFor(browser.Link("See the result"))
	u.tab.Follow(browser.Link("See the result"))
	return u.tab.Path()
}

func (u user) readsClauses() {
	u.tab.WaitFor(browser.Heading("Clauses"))
	u.tab.See("Accept all cookies", "#yes", "Privacy policy")
}

func (u user) findsItInHistory(base string) {
	u.tab.Open(base + "/analyses")
	u.tab.See("Lamp shop")
	for _, search := range []struct{ words, sees string }{{"nothing like it", "No analysis matches"}, {"lamp", "Lamp shop"}} {
		u.tab.Fill(browser.Field("Search"), search.words)
		if !u.script {
			u.tab.Follow(browser.Button("Filter"))
		}
		u.tab.See(search.sees)
	}
	u.tab.WaitForPath(func(path string) bool { return strings.HasPrefix(path, "/analyses?q=lamp") })
	u.tab.WaitFor(browser.Link("Lamp shop"))
}
