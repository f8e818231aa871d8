package storybook

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestStoryNamesAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range Stories() {
		if seen[s.Name] {
			t.Errorf("two stories %s", s.Name)
		}
		seen[s.Name] = true
	}
	if len(seen) < 60 {
		t.Errorf("only %d stories", len(seen))
	}
}

func TestIDsAreUniqueAndFound(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s Story, root *html.Node) {
		t.Helper()
		known := ids(root)
		for _, n := range elements(root) {
			if id := attr(n, "id"); id != "" && known[id] != n {
				t.Errorf("id %s twice", id)
			}
			for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
				for ref := range strings.FieldsSeq(attr(n, name)) {
					if known[ref] == nil {
						t.Errorf("<%s> %s=%q leads nowhere", n.Data, name, ref)
					}
				}
			}
			if href := attr(n, "href"); s.Fragment == "" && len(href) > 1 && href[0] == '#' && known[href[1:]] == nil {
				t.Errorf("link %s leads nowhere", href)
			}
		}
	})
}

func TestControlsHaveNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Story, root *html.Node) {
		t.Helper()
		labels := map[string]string{}
		for _, n := range elements(root, "label") {
			labels[attr(n, "for")] = words(n)
		}
		for _, n := range elements(root, "input", "select", "textarea") {
			if kind := attr(n, "type"); kind != "hidden" && labels[attr(n, "id")] == "" && attr(n, "aria-label") == "" {
				t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
			}
			if _, ticks := lookup(n, "data-check-all"); attr(n, "name") == "" && !ticks {
				t.Errorf("<%s id=%q> sends nothing", n.Data, attr(n, "id"))
			}
		}
		for _, n := range elements(root, "a", "button", "summary", "h1", "h2", "h3", "th") {
			if words(n) == "" && len(elements(n, "img")) == 0 {
				t.Errorf("<%s> %v has no text", n.Data, n.Attr)
			}
		}
		for _, n := range elements(root, "img") {
			if _, ok := lookup(n, "alt"); !ok {
				t.Error("an image without alt")
			}
		}
	})
}

// The frame: one title, one h1 that can take the focus, one main, one live region, levels
// of headings without a gap.
func TestFrame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s Story, root *html.Node) {
		t.Helper()
		if s.Fragment != "" {
			return
		}
		one := func(name string) *html.Node {
			found := elements(root, name)
			if len(found) != 1 {
				t.Fatalf("%d <%s>", len(found), name)
			}
			return found[0]
		}
		if title := words(one("title")); !strings.HasSuffix(title, " · microconsent") {
			t.Errorf("title %q", title)
		}
		if attr(one("h1"), "tabindex") != "-1" || attr(one("main"), "id") != "main" || attr(one("html"), "lang") != "en" {
			t.Error("h1, main or html lack an attribute")
		}
		live := 0
		for _, n := range elements(root) {
			if attr(n, "role") == "status" || attr(n, "aria-live") != "" {
				live++
			}
		}
		if live != 1 {
			t.Errorf("%d live regions", live)
		}
		level := 0
		for _, n := range elements(root, "h1", "h2", "h3", "h4") {
			if here := int(n.Data[1] - '0'); here > level+1 {
				t.Errorf("h%d %q follows h%d", here, words(n), level)
			} else {
				level = here
			}
		}
	})
}

func TestLandmarksHaveUniqueNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Story, root *html.Node) {
		t.Helper()
		known, seen := ids(root), map[string]bool{}
		for _, n := range elements(root, "nav", "section", "form", "div") {
			role := attr(n, "role")
			if n.Data == "nav" || n.Data == "section" {
				role = n.Data
			}
			if role == "section" {
				role = "region"
			}
			name := attr(n, "aria-label")
			if by := known[attr(n, "aria-labelledby")]; by != nil {
				name = words(by)
			}
			if !slices.Contains([]string{"nav", "region", "search"}, role) {
				continue
			}
			if key := role + " " + name; name == "" || seen[key] {
				t.Errorf("landmark %q is not told apart", key)
			} else {
				seen[key] = true
			}
		}
	})
}

func TestTablesCanBeScrolledAndRead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Story, root *html.Node) {
		t.Helper()
		for _, table := range elements(root, "table") {
			if box := table.Parent; attr(box, "tabindex") != "0" || attr(box, "role") != "region" || attr(box, "aria-label") == "" {
				t.Error("a table that cannot be scrolled by keyboard")
			}
			for _, th := range elements(table, "th") {
				if scope := attr(th, "scope"); scope != "col" && scope != "row" {
					t.Errorf("header %q without scope", words(th))
				}
			}
		}
	})
}

// Without a script every form can be sent and every link followed.
func TestWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Story, root *html.Node) {
		t.Helper()
		for _, n := range elements(root, "form") {
			switch method := attr(n, "method"); {
			case method == "dialog":
			case method != "get" && method != "post", !strings.HasPrefix(attr(n, "action"), "/"):
				t.Errorf("form %v", n.Attr)
			}
		}
		for _, n := range elements(root, "a") {
			if href := attr(n, "href"); href == "" || href == "#" {
				t.Errorf("link %q leads nowhere", words(n))
			}
		}
		for _, n := range elements(root, "button") {
			if attr(n, "type") == "button" {
				if _, hidden := lookup(n, "hidden"); !hidden {
					t.Errorf("button %q does nothing without a script and is shown", words(n))
				}
			} else if !inside(n, "form") {
				t.Errorf("button %q sends nothing", words(n))
			}
		}
	})
}

// Foreign text comes out as text, and nothing on a page runs or loads what is not ours.
func TestForeignTextStaysText(t *testing.T) {
	t.Parallel()
	hostile := 0
	for _, s := range Stories() {
		text := draw(t, s)
		if strings.Contains(text, "alert(1)") {
			hostile++
		}
		root := parse(t, s)
		for _, n := range elements(root) {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(a.Key, "hx-on") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%s: <%s %s=%q>", s.Name, n.Data, a.Key, a.Val)
				}
				if a.Key == "src" || a.Key == "href" || a.Key == "action" {
					if u, err := url.Parse(a.Val); err != nil || u.Host != "" || u.Scheme != "" {
						t.Errorf("%s: <%s %s=%q> leads elsewhere", s.Name, n.Data, a.Key, a.Val)
					}
				}
			}
			if _, ok := lookup(n, "src"); n.Data == "script" && !ok && attr(n, "type") != "application/json" || n.Data == "style" || n.Data == "b" {
				t.Errorf("%s: <%s>", s.Name, n.Data)
			}
		}
	}
	if hostile < 20 {
		t.Errorf("foreign text stands in %d stories only", hostile)
	}
}

// A change of the score is told in words, too: a reader may not see the arrow.
func TestHistoryTellsTheChange(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(Stories(), func(s Story) bool { return s.Name == "history" })
	var got []string
	for _, n := range elements(parse(t, Stories()[i]), "span") {
		if strings.HasPrefix(attr(n, "class"), "change ") {
			got = append(got, words(n))
		}
	}
	want := []string{"▼ 2121 points worse than the run before", "▲ 11 point better than the run before", "=as many points as the run before"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
