package e2e

import (
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

// invented is an instance with a history of two years over many sites.
func invented(t *testing.T) *server {
	t.Helper()
	dir, env := seeded(t)
	cmd := exec.Command(binary, "seed", "--analyses", "600")
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return start(t, dir, env)
}

// firstSite is the address of the site with most analyses on the first page.
func (s *server) firstSite() string {
	s.t.Helper()
	found := regexp.MustCompile(`href="(/sites/[^"?]+)"`).FindStringSubmatch(s.get(s.client(), "/sites", http.StatusOK))
	if found == nil {
		s.t.Fatal("no site")
	}
	return found[1]
}

// The pages over many sites in both themes, at both widths: as in TestEveryPage, with the
// charts drawn.
func TestSitesAndInsights(t *testing.T) {
	t.Parallel()
	s := invented(t)
	pages := map[string]int{"/sites": 0, s.firstSite(): 0, "/insights": 3, "/insights?by=cmp": 3, "/analyses/charts": 8}
	looks := map[string][]browser.Option{"light, 1280": {}, "dark, 1280": {browser.Dark()}, "light, 320": {browser.Size(320, 640)}, "dark, 320": {browser.Dark(), browser.Size(320, 640)}}
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t, look...)
			signIn(tab, s.base)
			for path, charts := range pages {
				tab.Open(s.base + path)
				tab.WaitForAll(drawn, charts)
				tab.MustBeAccessible()
				if wide := tab.Overflow(); wide != 0 {
					t.Errorf("%s is %d px too wide", path, wide)
				}
			}
		})
	}
}

// From the list of sites to one, to what changed, and to the form that analyses it again.
func TestSiteByMouse(t *testing.T) {
	t.Parallel()
	s := invented(t)
	tab := browser.New(t)
	signIn(tab, s.base)
	tab.Follow(browser.Link("Sites"))
	tab.WaitFor(browser.Heading("Sites"))
	tab.Follow(browser.Link("Score"))
	tab.WaitForPath(func(path string) bool { return path == "/sites?sort=score" })
	site := strings.TrimPrefix(s.firstSite(), "/sites/")
	tab.Fill(browser.Field("Search"), site)
	tab.WaitForPath(func(path string) bool { return strings.HasPrefix(path, "/sites?q=") })
	tab.Follow(browser.Link(site))
	tab.WaitFor(browser.Heading(site))
	tab.WaitFor(browser.Heading("Decisions in force"))
	tab.Follow(browser.Link("Analyze again"))
	tab.WaitFor(browser.Heading("New analysis"))
}
