package dom

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"github.com/antchfx/htmlquery"
	"golang.org/x/net/html"
)

// find returns the first element with the given tag, id or class.
func find(t *testing.T, d *Doc, what string) int {
	t.Helper()
	for i := range d.Nodes {
		n := &d.Nodes[i]
		if n.Is(Text) {
			continue
		}
		if n.HTML.Data == what || "#"+n.Attr("id") == what || "."+n.Attr("class") == what {
			return i
		}
	}
	t.Fatalf("no %s", what)
	return -1
}

func TestName(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, html, of, want string }{
		{"visible text", `<button> Accept <b>all</b>
			cookies </button>`, "button", "Accept all cookies"},
		{"inline parts of a word", `<a>Ac<b>cept</b></a>`, "a", "Accept"},
		{"blocks are words apart", `<a><div>One</div><div>Two</div></a>`, "a", "One Two"},
		{"line breaks are words apart", `<a>One<br>Two</a>`, "a", "One Two"},
		{"visible text before the label", `<button aria-label="dismiss">OK</button>`, "button", "OK"},
		{"aria-label of an icon", `<button aria-label="Close"><svg></svg></button>`, "button", "Close"},
		{"aria-labelledby", `<p id=x>Close <i>it</i></p><button aria-labelledby="x y">  </button>`, "button", "Close it"},
		{"alternative text", `<a><img alt="Privacy"></a>`, "a", "Privacy"},
		{"title", `<a title="Imprint"></a>`, "a", "Imprint"},
		{"value of a submit", `<input type=submit value="Accept &amp; close" title=x>`, "input", "Accept & close"},
		{"label for", `<input type=checkbox id=a value=1><label for=a>Marketing</label>`, "input", "Marketing"},
		{"label around", `<label><input type=checkbox> Statistics</label>`, "input", "Statistics"},
		{"nearest of repeated ids", `<input id=a><label for=a>One</label><p>-</p><input class=two id=a><label for=a>Two</label>`, ".two", "Two"},
		{"value of a checkbox", `<input type=checkbox value="analytics">`, "input", "analytics"},
		{"aria-label before a token", `<input type=checkbox value="1" aria-label="Ads">`, "input", "Ads"},
		{"hidden parts are silent", `<button>Accept<span hidden>secret</span><span style="display: none">x</span></button>`, "button", "Accept"},
		{"all hidden is still a name", `<button><span style="display:none">Accept</span></button>`, "button", "Accept"},
		{"scripts are silent", `<a>Go<script>x()</script></a>`, "a", "Go"},
		{"soft hyphens", "<a>Ein\u00adwilligung\u200b</a>", "a", "Einwilligung"},
		{"no-break spaces fold", "<a>Accept\u00a0\u00a0 all</a>", "a", "Accept all"},
		{"nothing", `<a></a>`, "a", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := Parse([]byte(c.html), nil)
			if got := d.Name(find(t, d, c.of)); got != c.want {
				t.Errorf("Name = %q, want %q", got, c.want)
			}
		})
	}
}

func TestHidden(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`<p hidden><b>x</b></p>`:                                   true,
		`<p style="color:red; DISPLAY : none !important"><b>x</b>`: true,
		`<p style="visibility:hidden"><b>x</b>`:                    true,
		`<p style="width:0;height:0px"><b>x</b>`:                   true,
		`<p style="height:0"><b>x</b>`:                             false,
		`<p aria-hidden=true><b>x</b>`:                             true,
		`<p hidden=until-found><b>x</b>`:                           false,
		`<p style="display:block"><b>x</b>`:                        false,
		`<p><b>x</b>`:                                              false,
	} {
		d := Parse([]byte(body), nil)
		if got := d.Nodes[find(t, d, "b")].Is(Hidden); got != want {
			t.Errorf("%s: hidden = %v", body, got)
		}
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	d := Parse([]byte(`<div><template shadowrootmode=open><a>shadow</a></template></div><template><button>inert</button></template>`), nil)
	if d.Nodes[find(t, d, "a")].Is(Inert) {
		t.Error("a declarative shadow root is shown")
	}
	if !d.Nodes[find(t, d, "button")].Is(Inert) {
		t.Error("a plain template is not shown")
	}
}

func TestTitleAndLang(t *testing.T) {
	t.Parallel()
	d := Parse([]byte("<html lang=de-AT><title> Guten\n Tag </title><svg><title>no</title></svg>"), nil)
	if d.Title != "Guten Tag" || d.Lang != "de-AT" {
		t.Errorf("title %q, lang %q", d.Title, d.Lang)
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	src := "<!doctype html>\n<!-- <a> -->\n<p>\n<a\n href=x>one</a>\n<script>'<a>'</script>\n<table>\n<a class=fostered>two</a><tr><td>\n<b>three</b>"
	d := Parse([]byte(src), nil)
	for what, want := range map[string]int{"a": 4, ".fostered": 8, "b": 9, "p": 3, "body": 1} {
		if got := d.Line(find(t, d, what)); got != want {
			t.Errorf("line of %s = %d, want %d", what, got, want)
		}
	}
}

// Selectors and paths must each find exactly their element, whatever the page does.
func checkAddresses(t *testing.T, src []byte) {
	t.Helper()
	d := Parse(src, nil)
	if len(d.Nodes) == 0 || len(d.Nodes) > 300 {
		return
	}
	root := d.Nodes[0].HTML
	for root.Parent != nil {
		root = root.Parent
	}
	for i := range d.Nodes {
		if d.Nodes[i].Is(Text) {
			continue
		}
		checkSelector(t, d, i, root)
		if line := d.Line(i); line < 1 || line > 1+strings.Count(string(src), "\n") {
			t.Errorf("line %d of %d", line, i)
		}
	}
}

func checkSelector(t *testing.T, d *Doc, i int, root *html.Node) {
	t.Helper()
	s := d.Selector(i)
	parsed, err := cascadia.Parse(s)
	if err != nil {
		t.Fatalf("selector %q: %v", s, err)
	}
	if got := cascadia.QueryAll(root, parsed); len(got) != 1 || got[0] != d.Nodes[i].HTML {
		t.Errorf("selector %q finds %d elements, or another one", s, len(got))
	}
	if id := d.Nodes[i].Attr("id"); id != "" && !strings.HasSuffix(s, "#"+escape(id)) {
		t.Errorf("selector %q does not end in the id %q", s, id)
	}
}

func TestSelectors(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`<div id=a><p>1</p><p>2<b>x</b></p></div>`,
		`<div id=a><p id=a>1</p><p id=a>2</p></div><span id=a></span>`,
		`<div id="1a"><i></i></div><div id="-"></div><div id="-2"></div><div id="a b"></div><div id="a.b:c#d"></div><div id="ü&quot;\"></div>`,
		`<table><a>f</a><tr><td id=x>1<td>2</table>`,
		`<svg><a id=s></a><foreignObject><p></p></foreignObject></svg>`,
		`<my-banner><slot name=x></slot></my-banner><my-banner></my-banner>`,
	} {
		checkAddresses(t, []byte(src))
	}
}

func TestXPath(t *testing.T) {
	t.Parallel()
	src := `<html><body><div>a</div><div><p>x</p><p>y<b id=b>z</b></p></div><my-tag><i>q</i></my-tag></body></html>`
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	d := Parse([]byte(src), nil)
	if got := d.XPath(find(t, d, "b")); got != "/html/body/div[2]/p[2]/b" {
		t.Errorf("XPath = %s", got)
	}
	for i := range d.Nodes {
		if d.Nodes[i].Is(Text) {
			continue
		}
		found, err := htmlquery.QueryAll(root, d.XPath(i))
		if err != nil || len(found) != 1 || found[0].Data != d.Nodes[i].HTML.Data {
			t.Errorf("%s finds %d elements: %v", d.XPath(i), len(found), err)
		}
	}
}

// Pages that try to exhaust the reader must be read in bounded time and memory.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"deep nesting":        strings.Repeat("<div>", 100_000) + "<button id=x>OK</button>",
		"deep formatting":     strings.Repeat("<b>", 100_000) + "x",
		"reopened formatting": manyFormats() + strings.Repeat("<p>x", 100_000),
		"many bodies":         bodies(),
		"attributes":          "<p " + strings.Repeat(`a="xxxxxxxxxxxxxxxx" `, 500_000) + ">x</p>",
		"long text":           "<p>" + strings.Repeat("lorem ipsum ", 1_000_000) + "</p>",
		"unclosed comment":    "<p>x<!--" + strings.Repeat("<a>", 100_000),
		"unclosed quote":      `<a href="` + strings.Repeat("<p>x</p>", 100_000),
		"many siblings":       strings.Repeat("<a href=x>x</a>", 100_000),
		"open angle brackets": strings.Repeat("<", 1_000_000),
		"end tags":            strings.Repeat("</p>", 200_000),
		"nested tables":       strings.Repeat("<table><tr><td>", 50_000),
		"unclosed script":     "<script>" + strings.Repeat("</scrip", 200_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			d := Parse([]byte(src), nil)
			last := len(d.Nodes) - 1
			for d.Nodes[last].Is(Text) {
				last--
			}
			d.Selector(last)
			d.Line(last)
			d.Text(0, 1000)
			if took := time.Since(begin); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if len(d.Nodes) > 2_000_000 {
				t.Errorf("%d nodes", len(d.Nodes))
			}
		})
	}
}

func manyFormats() string {
	var b strings.Builder
	for i := range 400 {
		b.WriteString("<b a=" + strings.Repeat("x", i) + ">")
	}
	return b.String()
}

func bodies() string {
	var b strings.Builder
	for i := range 20_000 {
		b.WriteString("<body a" + strings.Repeat("x", i%97) + strings.Repeat("y", i/97) + ">")
	}
	return b.String()
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<div id=a><p id=a>1</p><p>2<b>x</b></p></div>`))
	f.Add([]byte("<table><a>f</a><tr><td id=x>1<template><b></template>"))
	f.Add([]byte("<svg><A id='\x00'></A><p>\n<!--<a>--><title></b>"))
	f.Add([]byte("<noscript><p>We use cookies<a id=x>ok</a></noscript>"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 10_000 || !utf8.Valid(src) {
			return
		}
		checkAddresses(t, src)
		for i, d := 0, Parse(src, nil); i < len(d.Nodes); i++ {
			if n := &d.Nodes[i]; int(n.End) <= i || int(n.End) > len(d.Nodes) || int(n.Parent) >= i {
				t.Fatalf("node %d: end %d, parent %d of %d", i, n.End, n.Parent, len(d.Nodes))
			}
			if name := d.Name(i); len(name) > 2*MaxName {
				t.Fatalf("name of %d bytes", len(name))
			}
		}
	})
}
