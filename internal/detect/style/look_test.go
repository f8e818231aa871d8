package style

import (
	"math"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parsed is a page with its style elements and its elements by id.
func parsed(t *testing.T, page string) (sheets []string, byID map[string]*html.Node) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	byID = map[string]*html.Node{}
	for n := range root.Descendants() {
		if n.DataAtom == atom.Style && n.FirstChild != nil {
			sheets = append(sheets, n.FirstChild.Data)
		}
		if id := attr(n, "id"); n.Type == html.ElementNode && id != "" {
			byID[id] = n
		}
	}
	return sheets, byID
}

func readerFor(t *testing.T, page, id string) (*Reader, Node) {
	t.Helper()
	sheets, byID := parsed(t, page)
	n := Of(byID[id])
	return NewReader(sheets, []Node{n}), n
}

func TestTheCascade(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ css, attrs, want string }{
		"later wins":               {".b{color:red} .b{color:green}", "", "green"},
		"id over class":            {"#x{color:green} .b{color:red}", "", "green"},
		"inline over id":           {"#x{color:red}", `style="color:green"`, "green"},
		"important over inline":    {".b{color:green!important}", `style="color:red"`, "green"},
		"descendant":               {".box .b{color:green} .other .b{color:red}", "", "green"},
		"states are left out":      {".b{color:green} .b:hover{color:red}", "", "green"},
		"media is left out":        {".b{color:green} @media print{.b{color:red}}", "", "green"},
		"comments":                 {"/* .b{color:red} */ .b{/*x*/color:green}", "", "green"},
		"variable":                 {":root{--c:red} .box{--c:green} .b{color:var(--c)}", "", "green"},
		"fallback of a variable":   {".b{color:var(--none, green)}", "", "green"},
		"import before the rule":   {"@import url(a.css); .b{color:green}", "", "green"},
		"list of selectors":        {"a, .b , p{color:green}", "", "green"},
		"selector that is no such": {".b{color:green} .b[{color:red}", "", "green"},
	} {
		page := "<style>" + c.css + `</style><div class="box"><button id="x" class="b" ` + c.attrs + ">No</button></div>"
		r, n := readerFor(t, page, "x")
		if got := r.of(n.Element)["color"]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLook(t *testing.T) {
	t.Parallel()
	page := `<style>.box{background:#fff;color:#333} .yes{background:#000;color:#fff;padding:10px 20px;font-size:20px} .no{background:none;border:0}
		.line{border:2px solid #000} .glass{background:rgba(0,0,0,.5);color:#000}</style>
		<div class="box"><button id="yes" class="yes">Y</button><button id="no" class="no">N</button><span id="word" class="no">W</span>
		<button id="line" class="no line">L</button><button id="glass" class="glass">G</button><button id="bare">B</button>
		<button id="image" style="background:url(x.png)">I</button></div>`
	for id, want := range map[string]Look{
		"yes":   {Contrast: 21, Standing: 21, Declared: true, Height: 44},
		"no":    {Standing: 1, Declared: true},
		"word":  {Contrast: 12.63, Standing: 1, Declared: true},
		"line":  {Standing: 1, Declared: true, Bordered: true},
		"glass": {Contrast: 5.32, Standing: 3.95, Declared: true},
		"bare":  {},
		"image": {Declared: true},
	} {
		r, n := readerFor(t, page, id)
		got := r.Look(n)
		if math.Abs(got.Contrast-want.Contrast) > 0.02 || math.Abs(got.Standing-want.Standing) > 0.02 || got.Declared != want.Declared ||
			got.Bordered != want.Bordered || want.Height > 0 && got.Height != want.Height {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
}

func TestUnseen(t *testing.T) {
	t.Parallel()
	for _, style := range []string{"display:none", "DISPLAY: none !important", "visibility:hidden", "opacity:0", "opacity: 0.01", "font-size:0", "font-size:1px",
		"width:0;height:0", "height:0;overflow:hidden", "max-height:0;overflow:hidden", "position:absolute;left:-9999px", "position:fixed;top:-1000px",
		"text-indent:-9999px", "clip:rect(0,0,0,0);position:absolute", "clip-path:inset(50%)", "transform:scale(0)", "color:transparent"} {
		r, n := readerFor(t, `<button id="x" style="`+style+`">No</button>`, "x")
		if r.Unseen(n.Element) == "" {
			t.Errorf("%q is seen", style)
		}
	}
	for _, style := range []string{"", "display:block", "opacity:0.8", "font-size:12px", "height:0", "position:absolute;left:-20px", "left:-9999px",
		"transform:scale(0.9)", "width:100%", "overflow:hidden", "visibility:visible", "margin-left:-10px"} {
		r, n := readerFor(t, `<button id="x" style="`+style+`">No</button>`, "x")
		if why := r.Unseen(n.Element); why != "" {
			t.Errorf("%q is unseen: %s", style, why)
		}
	}
}

func TestUnseenByAttribute(t *testing.T) {
	t.Parallel()
	for _, attrs := range []string{"hidden", `aria-hidden="true"`, "inert"} {
		r, n := readerFor(t, `<div id="x" `+attrs+`>No</div>`, "x")
		if r.Unseen(n.Element) == "" {
			t.Errorf("%s is seen", attrs)
		}
	}
	for _, attrs := range []string{`hidden="until-found"`, `aria-hidden="false"`} {
		r, n := readerFor(t, `<div id="x" `+attrs+`>No</div>`, "x")
		if why := r.Unseen(n.Element); why != "" {
			t.Errorf("%s is unseen: %s", attrs, why)
		}
	}
}

// A hostile sheet costs a bounded number of rules and no endless resolving.
func TestHostileSheets(t *testing.T) {
	t.Parallel()
	css := strings.Repeat(".b{color:red}", 3*maxKept) + ".b{--a:var(--b);--b:var(--a);color:var(--a)}"
	r, n := readerFor(t, "<style>"+css+`</style><p id="x" class="b">`, "x")
	if len(r.sheet.rules) > maxKept {
		t.Errorf("%d rules kept", len(r.sheet.rules))
	}
	r.Look(n)
	r, n = readerFor(t, `<style>.b{--a:var(--b);--b:var(--a);color:var(--a)}</style><p id="x" class="b">`, "x")
	r.Look(n)
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{".b{color:red}", "@media x{.b{}}", ".b{", "}{}{", "/*", ".b{background:url(", "a:var(--x)", ".b{width:1e999px}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, css string) {
		r, n := readerFor(t, `<p id="x" class="b">`, "x")
		r.sheet = Read([]string{css}, []Node{n})
		look := r.Look(n)
		r.Unseen(n.Element)
		if look.Contrast != 0 && (look.Contrast < 1 || look.Contrast > 21.01) {
			t.Errorf("%q: contrast %v", css, look.Contrast)
		}
	})
}
