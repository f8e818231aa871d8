package httpx

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// Pages are compressed for who asks for it; nothing else is.
func TestPagesAreCompressed(t *testing.T) {
	t.Parallel()
	long := "<p>" + strings.Repeat("Consent banner ", 400) + "</p>"
	r := newRig(t)
	for path, kind := range map[string]string{"/long": "text/html; charset=utf-8", "/csv": "text/csv", "/json": "application/json"} {
		r.Open().GET(path, func(c *gin.Context) { c.Data(http.StatusOK, kind, []byte(long)) })
	}
	r.Open().GET("/short", func(c *gin.Context) { c.Data(http.StatusOK, "text/html; charset=utf-8", []byte("<p>none</p>")) })
	const browser, packs = "Accept: text/html,*/*;q=0.8", "Accept-Encoding: gzip, br"
	for _, c := range []struct {
		path   string
		header []string
		packed bool
	}{
		{"/long", []string{browser, packs}, true}, {"/long", []string{browser}, false}, {"/long", []string{"Accept: application/json", packs}, false},
		{"/short", []string{browser, packs}, false}, {"/csv", []string{browser, packs}, false}, {"/json", []string{browser, packs}, false},
	} {
		w := r.do(http.MethodGet, c.path, "", c.header...)
		size := w.Body.Len()
		body, want := io.Reader(w.Body), long
		if c.path == "/short" {
			want = "<p>none</p>"
		}
		if packed := w.Header().Get("Content-Encoding") == "gzip"; packed != c.packed {
			t.Fatalf("%s %q: compressed %t", c.path, c.header, packed)
		}
		if c.packed {
			unpacked, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = unpacked
			if size > len(long)/10 || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%d of %d bytes, Vary %q", size, len(long), w.Header().Values("Vary"))
			}
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != want {
			t.Errorf("%s %q: %d bytes, %v", c.path, c.header, len(got), err)
		}
	}
}
