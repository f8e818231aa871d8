package capture_test

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"microconsent/internal/capture"
	"microconsent/internal/consent"
	"microconsent/internal/testrig/site"
)

func TestReadKinds(t *testing.T) {
	t.Parallel()
	c := capture.New(capture.Options{})
	const html, text, json = consent.SourceHTML, consent.SourceText, consent.SourceJSON
	cases := []struct {
		label, name, contentType string
		kind                     consent.SourceKind
		body                     string
		want                     consent.SourceKind
	}{
		{"pasted page", "", "", "", "<!doctype html><p>x", html},
		{"pasted snippet", "", "", "", "Hello <button>Accept</button>", html},
		{"pasted words", "", "", "", "We use cookies. 3 < 4 and <you@example.com> agrees.", text},
		{"pasted object", "", "", "", ` {"a": [1, 2]}`, json},
		{"braces only", "", "", "", "{not json} but words", text},
		{"page by name", "a.HTML", "application/octet-stream", "", "words only", html},
		{"json by name", "a.json", "", "", `"x"`, json},
		{"words by name", "a.txt", "", "", "<p>as it is</p>", text},
		{"page by type", "a.txt", "text/html", "", "words", html},
		{"xhtml by type", "", "application/xhtml+xml", "", "words", html},
		{"json by type", "", "application/ld+json; charset=utf-8", "", "[]", json},
		{"words by type", "", "text/plain", "", "<p>x</p>", text},
		{"page by name over plain", "a.html", "text/plain", "", "<p>x</p>", html},
		{"said to be text", "a.html", "text/html", text, "<p>x</p>", text},
		{"said to be html", "a.json", "application/json", html, "x", html},
		{"a fetched address", "", "", consent.SourceURL, "<p>x</p>", html},
		{"image type on words", "", "image/png", "", "words", text},
	}
	for _, test := range cases {
		t.Run(test.label, func(t *testing.T) {
			t.Parallel()
			got, err := c.Read(test.name, test.contentType, test.kind, []byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if got.Kind != test.want || string(got.Text) != test.body || string(got.Body) != test.body || got.URL != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	c := capture.New(capture.Options{MaxBytes: 1 << 20})
	cases := map[string]struct {
		contentType string
		kind        consent.SourceKind
		body        string
		code        consent.Code
		says        string
	}{
		"empty":            {"", "", "", consent.Invalid, "empty"},
		"blank":            {"text/html", "", " \t\r\n\u00a0", consent.Invalid, "empty"},
		"only a mark":      {"", "", "\ufeff", consent.Invalid, "empty"},
		"only NUL":         {"", "", "\x00\x00", consent.Invalid, "empty"},
		"empty gzip":       {"", "", string(site.Gzip(nil)), consent.Invalid, "empty"},
		"PNG":              {"text/html", consent.SourceHTML, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01", consent.Invalid, "image/png"},
		"PNG with words":   {"", "", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + strings.Repeat("words ", 100), consent.Invalid, "image/png"},
		"ZIP":              {"", "", "PK\x03\x04\x14\x00\x00\x00\x08\x00", consent.Invalid, "application/zip"},
		"ELF":              {"", consent.SourceText, "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", consent.Invalid, "binary"},
		"controls":         {"", "", "\x00\x01\x02\x03\x04abc", consent.Invalid, "binary"},
		"noise":            {"text/plain", "", noise(200), consent.Invalid, "binary"},
		"noise as UTF-8":   {"text/html; charset=utf-8", "", noise(200), consent.Invalid, "binary"},
		"gzip in gzip":     {"", "", string(site.Gzip(site.Gzip([]byte(site.Banner)))), consent.Invalid, "binary"},
		"PDF":              {"", "", "%PDF-1.7\n%\xe2\xe3", consent.Unsupported, "PDF"},
		"packed PDF":       {"", "", string(site.Gzip([]byte("%PDF-1.7"))), consent.Unsupported, "PDF"},
		"said to be PDF":   {"", consent.SourcePDF, "words", consent.Unsupported, "PDF"},
		"unknown kind":     {"", "film", "words", consent.Invalid, "film"},
		"broken JSON":      {"application/json", "", `{"a":}`, consent.Invalid, "near byte 6"},
		"JSON and more":    {"", consent.SourceJSON, `{} {}`, consent.Invalid, "JSON"},
		"deep JSON":        {"", consent.SourceJSON, strings.Repeat("[", 100_000), consent.Invalid, "JSON"},
		"dead charset":     {"text/html; charset=iso-2022-kr", "", "words", consent.Unsupported, "charset"},
		"gzip head only":   {"", "", "\x1f\x8b", consent.Invalid, "unpacked"},
		"gzip cut":         {"", "", string(site.Gzip([]byte(site.Banner))[:60]), consent.Invalid, "cut off"},
		"gzip wrong sum":   {"", "", corrupt(site.Gzip([]byte(site.Banner))), consent.Invalid, "unpacked"},
		"too large":        {"", "", strings.Repeat("x", 1<<20+1), consent.TooLarge, "1048576"},
		"too large inside": {"", "", string(site.Bomb(32 << 20)), consent.TooLarge, "1048576"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.Read("a.bin", test.contentType, test.kind, []byte(test.body))
			if consent.CodeOf(err) != test.code || !strings.Contains(consent.MessageOf(err), test.says) {
				t.Errorf("got %v, want %s %q", err, test.code, test.says)
			}
		})
	}
}

// noise looks random and is the same in every run.
func noise(blocks int) string {
	var out []byte
	for i := range blocks {
		sum := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		out = append(out, sum[:]...)
	}
	return string(out)
}

func corrupt(packed []byte) string {
	packed[len(packed)-8] ^= 1
	return string(packed)
}

func TestReadCharsets(t *testing.T) {
	t.Parallel()
	c := capture.New(capture.Options{})
	filler := strings.Repeat("<!-- plain -->", 100)
	cases := map[string]struct{ contentType, body, charset, text string }{
		"mark over type":     {"text/html; charset=windows-1252", "\ufeff<p>ä", "utf-8", "<p>ä"},
		"type over meta":     {"text/html; charset=utf-8", `<meta charset="latin1"><p>ä`, "utf-8", "<p>ä"},
		"latin 1 is 1252":    {"text/html; charset=ISO-8859-1", "<p>\xe4\x84", "windows-1252", "<p>ä„"},
		"late UTF-8":         {"", filler + "<p>ä", "utf-8", "<p>ä"},
		"meta is outdated":   {"", `<meta charset="iso-8859-1">` + filler + "<p>ä", "utf-8", "<p>ä"},
		"undeclared latin 1": {"", "<p>\xe4", "windows-1252", "<p>ä"},
		"plain ASCII":        {"", "<p>a", "utf-8", "<p>a"},
		"unknown charset":    {"text/html; charset=klingon", "<p>ä", "utf-8", "<p>ä"},
		"escapes":            {"", "<meta charset=iso-2022-jp><p>\x1b$B$\"\x1b(B", "iso-2022-jp", "<p>あ"},
		"broken UTF-8":       {"text/html; charset=utf-8", "<p>a\xffb", "utf-8", "<p>a\ufffdb"},
		"stray NUL":          {"text/html", "<p>a\x00b</p>", "utf-8", "<p>ab</p>"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.Read("", test.contentType, consent.SourceHTML, []byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if got.ContentType != "text/html; charset="+test.charset || !strings.HasSuffix(string(got.Text), test.text) {
				t.Errorf("got %s: %q", got.ContentType, got.Text)
			}
			if string(got.Body) != test.body {
				t.Error("the body was changed")
			}
		})
	}
}

func TestReadNames(t *testing.T) {
	t.Parallel()
	c := capture.New(capture.Options{})
	long := strings.Repeat("ä", 300)
	for name, want := range map[string]string{
		"": "", ".": "", "..": "", "/": "", "a/..": "", "page.html": "page.html", "page.html.gz": "page.html", "PAGE.GZ": "PAGE",
		"../../etc/passwd": "passwd", `C:\docs\page.htm`: "page.htm", "a\x00b\r\n.html": "ab.html", "a\u202egpj.html": "agpj.html",
		"a\xff.txt": "a.txt", ".gz": "", long: strings.Repeat("ä", 100), " a.html ": "a.html",
	} {
		got, err := c.Read(name, "", "", []byte("words"))
		if err != nil || got.Name != want {
			t.Errorf("Read(%q): name %q, %v; want %q", name, got.Name, err, want)
		}
	}
}

func TestReadUnpacks(t *testing.T) {
	t.Parallel()
	c := capture.New(capture.Options{MaxBytes: int64(len(site.Banner))})
	for _, name := range []string{"page.html.gz", "page.html", "page"} { // known by its bytes, whatever its name
		got, err := c.Read(name, "application/gzip", "", site.Gzip([]byte(site.Banner)))
		if err != nil || string(got.Body) != site.Banner || got.Kind != consent.SourceHTML {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	got, err := c.Read("page.html.gz", "", "", []byte("<p>not packed"))
	if err != nil || got.Name != "page.html" || got.Kind != consent.SourceHTML {
		t.Errorf("%+v %v", got, err)
	}
}

// FuzzRead holds that material is text in UTF-8 without NUL, of a kind that the engine
// knows, within the cap, and that stored bytes decode to the same text again.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"shift_jis", "utf-16le", "windows-1251", "gbk"} {
		for _, by := range []string{"header", "meta", "bom", "none"} {
			if by != "bom" || strings.HasPrefix(name, "utf") {
				page := site.CharsetPage(name, by)
				f.Add("a.html", page.Type, "", page.Body)
			}
		}
	}
	f.Add("a.gz", "", "", site.Gzip([]byte(site.Banner)))
	f.Add("a.json", "application/json", "json", []byte(`{"a":[1]}`))
	f.Add("a", "text/html; charset=\"x", "text", []byte("\x1b$B\x00\xff"))
	f.Add("a", "", "", bytes.Repeat([]byte{0, 'a'}, 40))
	c := capture.New(capture.Options{MaxBytes: 1 << 16})
	f.Fuzz(func(t *testing.T, name, contentType, kind string, body []byte) {
		got, err := c.Read(name, contentType, consent.SourceKind(kind), body)
		if err != nil {
			if code := consent.CodeOf(err); code != consent.Invalid && code != consent.TooLarge && code != consent.Unsupported {
				t.Fatalf("code %s: %v", code, err)
			}
			return
		}
		if !utf8.Valid(got.Text) || bytes.IndexByte(got.Text, 0) >= 0 || len(bytes.TrimSpace(got.Text)) == 0 {
			t.Fatalf("not a text: %q", got.Text)
		}
		if len(got.Body) > 1<<16 || len(got.Name) > 200 || strings.ContainsAny(got.Name, "/\\\x00\n") {
			t.Fatalf("out of bounds: %d bytes, name %q", len(got.Body), got.Name)
		}
		switch got.Kind {
		case consent.SourceHTML, consent.SourceText, consent.SourceJSON:
		default:
			t.Fatalf("kind %q", got.Kind)
		}
		again, err := c.Read(got.Name, got.ContentType, got.Kind, got.Body)
		if err != nil || !bytes.Equal(again.Text, got.Text) || again.Kind != got.Kind || again.ContentType != got.ContentType {
			t.Fatalf("read again: %+v, %v; first %+v", again, err, got)
		}
	})
}

// The pages that a new instance starts with are all readable.
func TestReadSamplePages(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../sample/pages/*.html")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sample pages: %v", err)
	}
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := capture.New(capture.Options{}).Read(path, "", "", body)
		if err != nil || got.Kind != consent.SourceHTML || got.Name != filepath.Base(path) {
			t.Errorf("%s: %+v %v", path, got.Kind, err)
		}
	}
}
