package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAddressesChangeWithTheContent(t *testing.T) {
	t.Parallel()
	a := newIndex(fstest.MapFS{"css/app.css": {Data: []byte("a{}")}})
	b := newIndex(fstest.MapFS{"css/app.css": {Data: []byte("b{}")}})
	first, second := a.byName["css/app.css"], b.byName["css/app.css"]
	if first.URL() == second.URL() || !regexp.MustCompile(`^/static/css/app\.[0-9a-f]{12}\.css$`).MatchString(first.URL()) {
		t.Errorf("%s and %s", first.URL(), second.URL())
	}
	if found := a.byPath[first.URL()]; string(found.Body) != "a{}" || found.Type != "text/css; charset=utf-8" {
		t.Errorf("%+v", found)
	}
	if _, ok := a.byPath[second.URL()]; ok {
		t.Error("another content's address is answered")
	}
}

func TestAbsentFilesHaveNoAddress(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"vendor/no-such.js", "vendor/.gitkeep", "", "css"} {
		if url := URL(name); url != "" {
			t.Errorf("%q is at %s", name, url)
		}
	}
	for _, path := range []string{"/static/css/app.css", "/static/../embed.go", "/static/vendor/.gitkeep", ""} {
		if _, ok := Find(path); ok {
			t.Errorf("%s is served", path)
		}
	}
}

func TestOwnFilesAreThere(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"css/app.css": "text/css; charset=utf-8", "js/app.js": "text/javascript; charset=utf-8", "img/logo.svg": "image/svg+xml"} {
		if f, ok := Find(URL(name)); !ok || f.Type != kind || len(f.Body) == 0 {
			t.Errorf("%s: %v, %s", name, ok, f.Type)
		}
	}
}

func TestPackedFilesUnpack(t *testing.T) {
	t.Parallel()
	f := newFile("x.txt", []byte(strings.Repeat("again ", 100)))
	r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, f.Body) {
		t.Errorf("%v: %q", err, body)
	}
	if short := newFile("y.txt", []byte("x")); short.Gzip != nil {
		t.Error("packed though that makes it larger")
	}
}

// Sizes as sent: what a first visit costs.
func TestOwnFilesAreSmall(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"css/app.css": 15_000, "js/app.js": 5_000} {
		f, _ := Find(URL(name))
		if n := len(f.Gzip); n == 0 || n > limit {
			t.Errorf("%s has %d bytes compressed, more than %d", name, n, limit)
		}
	}
}
