package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"

// pages is a small site: a good page, one that breaks rules of each kind, and a form.
func pages() map[string]string {
	return map[string]string{
		"/good": page("Good", `<p id="js">no script ran</p><noscript><p>plain mode</p></noscript>
<p><a href="/form">To the form</a></p><script src="/good.js"></script>`),
		"/restless": page("Restless", `<p><a href="/form">To the form</a></p><script src="/restless.js"></script>`),
		"/inline":   page("Inline", `<p style="color:red">Red</p>`),
		"/throws":   page("Throws", `<script src="/throws.js"></script>`),
		"/missing":  page("Missing", `<img src="/none.png" alt="Nothing">`),
		"/image":    page("Image", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">`),
		"/wide":     page("Wide", `<p>`+strings.Repeat("x", 400)+`</p>`),
		"/outside":  page("Outside", `<script src="/outside.js"></script>`),
		"/form": page("Form", `<form method="post" action="/sent"><p><label for="t">Text</label> <input id="t" name="text" value="old"></p>
<p><input type="checkbox" id="c" name="check"> <label for="c">Agree</label></p>
<p><label for="f">File</label> <input type="file" id="f" name="file"></p><p><button type="submit">Send</button></p></form>`),
	}
}

func page(title, body string) string {
	return fmt.Sprintf("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%[1]s</title><link rel=\"icon\" href=\"data:,\">"+
		"<link rel=\"stylesheet\" href=\"/page.css\"></head>\n<body><main><h1>%[1]s</h1>%[2]s</main></body></html>\n", title, body)
}

func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	serve := func(path, kind, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, body)
		})
	}
	for path, body := range pages() {
		serve(path, "text/html; charset=utf-8", body)
	}
	serve("/good.js", "text/javascript", `document.getElementById("js").textContent = "a script ran"`)
	serve("/restless.js", "text/javascript", `setInterval(() => history.replaceState(null, ""), 20)`)
	serve("/throws.js", "text/javascript", `console.error("told", {}); throw new Error("thrown")`)
	serve("/outside.js", "text/javascript", `fetch("http://elsewhere.test/").catch(() => {})`)
	serve("/page.css", "text/css", `body { color: #111; background: #fff } @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } a { color: #9cf } }`)
	mux.HandleFunc("POST /sent", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, page("Sent", fmt.Sprintf("<p>text=%s check=%s</p>", r.FormValue("text"), r.FormValue("check"))))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestGoodPageHasNoProblem(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	if status := tab.Open(site(t) + "/good"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	tab.See("a script ran")
	tab.MustBeAccessible()
	if got := tab.Problems(); got != nil {
		t.Errorf("problems %q", got)
	}
	if tab.Path() != "/good" || !tab.Has(browser.Heading("Good")) || tab.Has(browser.Heading("Bad")) {
		t.Errorf("at %s: %s", tab.Path(), tab.HTML())
	}
}

func TestProblemsAreSeen(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		path string
		want []string
	}{
		"inline style":        {"/inline", []string{"policy violation: style-src"}},
		"console and throw":   {"/throws", []string{"console.error: \"told\"", "exception: Uncaught Error: thrown"}},
		"missing resource":    {"/missing", []string{"network error", "404", "/none.png"}},
		"outside, by policy":  {"/outside", []string{"policy violation: connect-src"}},
		"page that is absent": {"/absent", []string{"status of 404"}},
	}
	base := site(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t)
			tab.Open(base + c.path)
			got := strings.Join(tab.Problems(), "\n")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in:\n%s", want, got)
				}
			}
		})
	}
}

func TestAllowedProblemsAreLeftOut(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Allow("status of 404")
	if status := tab.Open(site(t) + "/absent"); status != http.StatusNotFound {
		t.Errorf("status %d", status)
	}
	if got := tab.Problems(); len(got) > 0 {
		t.Errorf("problems %q", got)
	}
}

func TestPagesWithoutScript(t *testing.T) {
	t.Parallel()
	tab := browser.New(t, browser.NoScript())
	tab.Open(site(t) + "/good")
	tab.See("no script ran", "plain mode")
	tab.MustBeAccessible()
	tab.Follow(browser.Link("To the form"))
	tab.Fill(browser.Field("Text"), "new")
	tab.Click(browser.Checkbox("Agree"))
	tab.Follow(browser.Button("Send"))
	tab.See("text=new check=on")
}

// A page that is left may write its address anew before the next one is there.
func TestOpenWaitsForTheNextDocument(t *testing.T) {
	t.Parallel()
	tab, base := browser.New(t), site(t)
	for range 5 {
		tab.Open(base + "/restless")
		if status := tab.Open(base + "/form"); status != http.StatusOK || tab.Path() != "/form" {
			t.Fatalf("status %d at %s", status, tab.Path())
		}
		tab.Open(base + "/restless")
		if status := tab.Follow(browser.Link("To the form")); status != http.StatusOK || tab.Path() != "/form" {
			t.Fatalf("status %d at %s", status, tab.Path())
		}
	}
}

func TestFormByKeyboard(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Open(site(t) + "/form")
	tab.TabTo(browser.Field("Text"), 5)
	tab.Type("typed")
	tab.TabTo(browser.Checkbox("Agree"), 5)
	tab.Press(browser.Space)
	tab.TabTo(browser.Button("Send"), 5)
	tab.Load("send", func() { tab.Press(browser.EnterKey) })
	tab.See("text=typed check=on")
}

func TestUpload(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.html")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tab := browser.New(t)
	tab.Open(site(t) + "/form")
	tab.Upload(browser.FileField("File"), file)
	tab.Follow(browser.Button("Send"))
	tab.WaitFor(browser.Heading("Sent"))
}

func TestAxeFindsViolations(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Open(site(t) + "/image")
	found := tab.Axe()
	if !slices.ContainsFunc(found, func(v browser.Violation) bool { return v.Rule == "image-alt" }) {
		t.Errorf("found %v", found)
	}
}

// The name does not exist anywhere, and the browser's resolver must not even ask.
func TestOtherHostsAreNotFound(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	if err := tab.Try("http://elsewhere.test/"); err == nil || !strings.Contains(err.Error(), "ERR_NAME_NOT_RESOLVED") {
		t.Errorf("error %v", err)
	}
	tab.Problems()
}

func TestThemeAndSize(t *testing.T) {
	t.Parallel()
	tab := browser.New(t, browser.Size(320, 640))
	base := site(t)
	tab.Open(base + "/good")
	shots := t.TempDir()
	light, dark := filepath.Join(shots, "light.png"), filepath.Join(shots, "deep", "dark.png")
	tab.Screenshot(light)
	if tab.Overflow() != 0 {
		t.Errorf("overflow %d", tab.Overflow())
	}
	tab.Restyle(browser.Dark())
	tab.Screenshot(dark)
	if a, b := mustRead(t, light), mustRead(t, dark); a == b {
		t.Error("light and dark look the same")
	}
	tab.Open(base + "/wide")
	if tab.Overflow() <= 0 {
		t.Error("no overflow of a wide page")
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestInvalidHTML(t *testing.T) {
	t.Parallel()
	found := browser.InvalidHTML(t, map[string]string{"good": pages()["/good"], "bad": page("Bad", "<p><div>x</div></p><a href=>")})
	if len(found) == 0 {
		t.Error("nothing found")
	}
	for _, f := range found {
		if !strings.HasPrefix(f, "bad:") {
			t.Error(f)
		}
	}
}
