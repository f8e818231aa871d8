package dom

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// whole is the tree of a source with nothing left out.
func whole(t *testing.T, src []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(src))
	if err != nil {
		t.Skip("the parser refuses this source")
	}
	d, _ := newDoc(src, scan(src, readAll), root, nil)
	return rendered(t, root) + words(d)
}

// words is everything that a document says.
func words(d *Doc) string {
	if len(d.Nodes) == 0 {
		return ""
	}
	return d.TextWithout(0, 1<<20, func(int) bool { return false })
}

func rendered(t *testing.T, root *html.Node) string {
	t.Helper()
	var out strings.Builder
	for n := root; n != nil; n = after(n, root) {
		if silent(n) {
			continue
		}
		out.WriteString(strings.Repeat(" ", depth(n)))
		out.WriteString(asText(n))
		for _, a := range n.Attr {
			out.WriteString(" " + a.Namespace + ":" + a.Key + "=" + a.Val)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// silent tells what says nothing and may be left out: comments and white space.
func silent(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && isBlank([]byte(n.Data)) && !holdsBody(n.Parent)
}

// asText is a text with each run of white space as one blank and none at its ends, where
// words tells whether it mattered.
func asText(n *html.Node) string {
	if n.Type != html.TextNode || holdsBody(n.Parent) {
		return n.Data
	}
	return strings.Trim(whiteSpace.ReplaceAllString(n.Data, " "), " ")
}

var whiteSpace = regexp.MustCompile(`[ \t\r\n]+`)

func depth(n *html.Node) int {
	d := 0
	for ; n.Parent != nil; n = n.Parent {
		d++
	}
	return d
}

// shortened is the tree of a source with every script and style sheet left out and put
// back; false when that was given up.
func shortened(t *testing.T, src []byte) (string, bool) {
	t.Helper()
	look := scan(src, 1)
	short := cut(nil, src, look.gaps, 1)
	if short == nil {
		return "", false
	}
	root, err := html.Parse(bytes.NewReader(short))
	if err != nil {
		return "", false
	}
	d, back := newDoc(src, look, root, nil)
	return rendered(t, root) + words(d), back
}

// TestLeavingBlanksOutChangesNothing: white space and comments go only where neither an
// element nor a word becomes another.
func TestLeavingBlanksOutChangesNothing(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"<p>a</p> <p>b</p>":                            "<p>a</p><p>b</p>",
		"<div> <b>a</b> <i>b</i></div>":                "<div><b>a</b> <i>b</i></div>",
		"<head> <meta a> <title>x</title> <body> <p>":  "<head><meta a><title>x</title> <body><p>",
		"<b>a</b> <link a>b":                           "<b>a</b> <link a>b",
		"<p><b>x</p> <p>y":                             "<p><b>x</p> <p>y",
		"<p><b><i>x</b></i></p> <p>y":                  "<p><b><i>x</b></i></p> <p>y",
		"<div><a><table></a></table></div> <div>x":     "<div><a><table></a></table></div> <div>x",
		"<select> <option>a</option> <div>b":           "<select><option>a</option> <div>b",
		"<select><option>a</option> <option>b":         "<select><option>a</option><option>b",
		"a < <p>b":                                     "a < <p>b",
		"<i>a</i> <tr>b":                               "<i>a</i> <tr>b",
		"<p>a</p> <!-- x --> <p>b</p>":                 "<p>a</p> <p>b</p>",
		"<p>a<!-- x -->b</p>":                          "<p>a<!-- x -->b</p>",
		"<i>a</i><!-- x -->b":                          "<i>a</i><!-- x -->b",
		"<i>a</i><!-- x --!> <p>b</p> --> <p>c":        "<i>a</i><p>b</p> --> <p>c",
		"<!-- x --><!-- y --><p>a":                     "<!-- x --><p>a",
		"<ul>    </ul>    <i>a</i>":                    "<ul></ul> <i>a</i>",
		"<!---><p>a</p> <!----!> <p>b":                 "<p>a</p> <p>b",
		"<i>a</i><!--!> <p>b</p> --><p>c":              "<i>a</i><p>c",
		"<pre>\n<p>a":                                  "<pre><p>a",
		"<template> <p>a</p> </template> <section>a":   "<template><p>a</p> </template><section>a",
		"<!--[if IE]> <p>old</p> <![endif]--><p>a</p>": "<p>a</p>",
	} {
		if got := cut(nil, []byte(src), scan([]byte(src), 1).gaps, 0); string(got) != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
		if got, _ := shortened(t, []byte(src)); got != "" && got != whole(t, []byte(src)) {
			t.Errorf("%q: got\n%swant\n%s", src, got, whole(t, []byte(src)))
		}
	}
}

// after is the node that follows in document order, nil after the last one.
func after(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

func TestLeavingScriptsOutChangesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src  string
		kept bool // the short way is taken
	}{
		"script":            {"<p>a</p><script>let a = '<p>';</script><p>b</p>", true},
		"style":             {"<style>p > b { color: red }</style><p>b", true},
		"both":              {"<style>a{}</style><script>b()</script>", true},
		"line ends":         {"<script>a\r\nb\rc</script>", true},
		"upper case":        {"<SCRIPT>x()</SCRIPT >", true},
		"attribute":         {`<script src="x.js" async>late()</script>`, true},
		"in svg":            {"<svg><script>x()</script></svg>", true},
		"in a template":     {"<template><script>x()</script></template>", true},
		"escaped":           {"<script><!-- <script> </script> --></script>", false},
		"empty":             {"<script></script>", false},
		"never closed":      {"<script>x()", false},
		"another end":       {"<script>a </scripted> b</script>", true},
		"in a comment":      {"<!-- <script>x()</script> -->", false},
		"in an attribute":   {`<p title="<script>x()</script>">b`, false},
		"comment cut short": {"<!--> <script>x()</script>", true},
		"markup in svg":     {"<svg><script><g>x</g></script></svg>", true},
	} {
		got, kept := shortened(t, []byte(c.src))
		if kept != c.kept {
			t.Errorf("%s: short way taken: %v", name, kept)
		}
		if kept && name != "markup in svg" && got != whole(t, []byte(c.src)) {
			t.Errorf("%s: got\n%swant\n%s", name, got, whole(t, []byte(c.src)))
		}
	}
}

func TestAMarkInTheSourceIsNotMistaken(t *testing.T) {
	t.Parallel()
	src := []byte("<p>" + mark + "0</p><script>x()</script>")
	if cut(nil, src, scan(src, 1).gaps, 1) != nil {
		t.Error("a source that holds a mark was shortened")
	}
}

func FuzzCut(f *testing.F) {
	for _, seed := range []string{"<p>a<script>b</script><style>c</style>", "<!--><script>x</script>", "<a b='<script>'>x</script>",
		"<select><script>x</script>", "<table><script>x</script><style>y</style>", "<noscript><style>x</style></noscript>",
		"<title><script>x</script></title>", "<math><style>x</style></math>", "<frameset><script>x</script>",
		"<p>a</p> <p>b", "<p><b>x</p> <p>y", "<div><a><table></a></table></div> <div>x", "<select> <option>a</option> <div>b", "<i>a</i> <tr>b",
		"<p>a</p> <!-- x --> <p>b</p>", "<i>a</i><!-- x --> b", "<head> <meta a> <title>x</title> <link> <body> <p>", "<ul> </ul> <i>a</i>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 10_000 || bytes.IndexByte(src, 0) >= 0 || foreign(src) {
			return
		}
		if got, kept := shortened(t, src); kept && got != whole(t, src) {
			t.Errorf("got\n%swant\n%s", got, whole(t, src))
		}
	})
}

// foreign tells sources with SVG or MathML, in which the content of a script is markup to
// the parser; leaving it out is what the engine wants.
func foreign(src []byte) bool {
	lower := bytes.ToLower(src)
	return bytes.Contains(lower, []byte("<svg")) || bytes.Contains(lower, []byte("<math"))
}
