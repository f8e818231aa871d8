package dom

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// withoutShapes is the tree of a source in which svg elements that hold nothing but shapes
// are empty.
func withoutShapes(t *testing.T, src []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(src))
	if err != nil {
		t.Skip("the parser refuses this source")
	}
	return emptied(t, root)
}

func emptied(t *testing.T, root *html.Node) string {
	t.Helper()
	for n := root; n != nil; n = after(n, root) {
		if n.DataAtom == atom.Svg && onlyShapes(n) {
			for n.FirstChild != nil {
				n.RemoveChild(n.FirstChild)
			}
		}
	}
	return rendered(t, root)
}

func onlyShapes(svg *html.Node) bool {
	for n := after(svg, svg); n != nil; n = after(n, svg) {
		if n.Type == html.ElementNode && !isShape([]byte(n.Data)) || n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" || n.Type == html.CommentNode {
			return false
		}
	}
	return true
}

// shapeless is the same tree from what is left of a source; false when nothing is left out.
func shapeless(t *testing.T, src []byte) (string, bool) {
	t.Helper()
	look := scan(src, minBody)
	short := cut(nil, src, look.gaps, 1)
	if short == nil || look.bodies > 0 {
		return "", false
	}
	root, err := html.Parse(bytes.NewReader(short))
	if err != nil {
		return "", false
	}
	return emptied(t, root), true
}

const shape = `<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z" fill="none"/>`

func TestDrawingsAreLeftOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src string
		cut bool
	}{
		"shapes":          {"<svg viewBox='0 0 1 1'>" + shape + "<g> <circle cx='1' cy='1' r='40' class='a'/></g></svg>", true},
		"single quotes":   {"<svg><path d='M0 0l10 10 20 20 30 30 40 40 50 50'></path></svg>", true},
		"short":           {"<svg><path d='M0 0'/></svg>", false},
		"title":           {"<svg><title>Close</title>" + shape + "</svg>", false},
		"text":            {"<svg>" + shape + "<text>Accept all</text></svg>", false},
		"loose text":      {"<svg>" + shape + "Accept all</svg>", false},
		"id":              {"<svg><path id='close' d='M0 0l10 10 20 20 30 30 40 40'/></svg>", false},
		"link":            {"<svg>" + shape + "<a href='/x'>" + shape + "</a></svg>", false},
		"address":         {"<svg><use href='https://cdn.example/icons.svg#close-the-notice'/></svg>", false},
		"handler":         {"<svg><path onclick='accept()' d='M0 0l10 10 20 20 30 30 40 40'/></svg>", false},
		"no quotes":       {"<svg><path d=M0,0l10,10,20,20,30,30,40,40,50,50,60,60 /></svg>", false},
		"end in a value":  {"<svg><path d='</svg>' fill='none' stroke='currentColor' opacity='1'/></svg>", false},
		"other end":       {"<svg>" + shape + "</svgx><a href='/x'>y</a></svg>", false},
		"never closed":    {"<svg>" + shape, false},
		"inner svg":       {"<svg><svg>" + shape + "</svg><title>x</title></svg>", true},
		"closes itself":   {"<svg/><p>" + shape + "</p>", false},
		"closes another":  {"<g><svg></g>" + shape + "</svg>", false},
		"crossed":         {"<svg><g><path d='M0 0l10 10 20 20 30 30 40 40'></g></path></svg>", false},
		"in a comment":    {"<!-- <svg>" + shape + "</svg> -->", false},
		"in a text field": {"<textarea><svg>" + shape + "</svg></textarea>", false},
	} {
		got, cut := shapeless(t, []byte(c.src))
		if cut != c.cut {
			t.Errorf("%s: left out: %v", name, cut)
		}
		if cut && got != withoutShapes(t, []byte(c.src)) {
			t.Errorf("%s: got\n%swant\n%s", name, got, withoutShapes(t, []byte(c.src)))
		}
	}
}

// TestPlacesBehindDrawings: what stands behind a drawing is found where it stands, whether
// or not the drawing was read.
func TestPlacesBehindDrawings(t *testing.T) {
	t.Parallel()
	drawing := "<svg>" + strings.Repeat(shape, 40) + "</svg>"
	long := "<body><button>" + drawing + "</button>\n<p><img srcset='" + strings.Repeat("/a.png 1x, ", 20) + "' alt=x>\n<a href='/x'>Privacy</a>"
	for name, src := range map[string]string{"short way": long, "whole": long + "<!-- " + mark + "0 -->"} {
		d := Parse([]byte(src), nil)
		for i := range d.Nodes {
			if d.Nodes[i].Atom() != atom.A {
				continue
			}
			if got := d.Selector(i); got != "html > body > p > a" || d.Line(i) != 3 || src[d.Offset(i):][:2] != "<a" {
				t.Errorf("%s: %s, line %d, offset %d", name, got, d.Line(i), d.Offset(i))
			}
		}
	}
}

func FuzzDrawing(f *testing.F) {
	for _, seed := range []string{"<svg>" + shape + "</svg><p>x", "<select><svg>" + shape + "</svg>", "<table><svg>" + shape + "</svg><tr>",
		"<p><svg>" + shape + "<g></svg><b>", "<math><svg>" + shape + "</svg>", "<svg><svg>" + shape + "</svg><title>x</svg>", "<svg a=b/>" + shape + "</svg>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 10_000 || bytes.IndexByte(src, 0) >= 0 || bytes.Contains(src, []byte("srcset")) {
			return
		}
		if got, cut := shapeless(t, src); cut && got != withoutShapes(t, src) {
			t.Errorf("got\n%swant\n%s", got, withoutShapes(t, src))
		}
	})
}
