package storybook

import (
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// draw renders a story as the server does.
func draw(t *testing.T, s Story) string {
	t.Helper()
	var out strings.Builder
	var err error
	switch s.Fragment {
	case "", "*":
		err = s.View.Render(t.Context(), &out)
	default:
		err = templ.RenderFragments(t.Context(), &out, s.View, s.Fragment)
	}
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	if strings.TrimSpace(out.String()) == "" {
		t.Fatalf("%s is empty", s.Name)
	}
	return out.String()
}

func parse(t *testing.T, s Story) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(draw(t, s)))
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return root
}

// each runs a check on every story by itself.
func each(t *testing.T, check func(t *testing.T, s Story, root *html.Node)) {
	t.Helper()
	for _, s := range Stories() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			check(t, s, parse(t, s))
		})
	}
}

func elements(root *html.Node, names ...string) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func words(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func ids(root *html.Node) map[string]*html.Node {
	out := map[string]*html.Node{}
	for _, n := range elements(root) {
		if id := attr(n, "id"); id != "" {
			out[id] = n
		}
	}
	return out
}

func inside(n *html.Node, name string) bool {
	for a := range n.Ancestors() {
		if a.Data == name {
			return true
		}
	}
	return false
}
