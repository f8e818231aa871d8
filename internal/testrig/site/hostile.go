package site

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// Gzip packs body.
func Gzip(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body)
	_ = w.Close()
	return out.Bytes()
}

// Bomb is a gzip file that unpacks to size bytes of white space.
func Bomb(size int) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	piece := bytes.Repeat([]byte(" "), 1<<20)
	for ; size > 0; size -= len(piece) {
		_, _ = w.Write(piece[:min(size, len(piece))])
	}
	_ = w.Close()
	return out.Bytes()
}

func packed(body []byte, w http.ResponseWriter) {
	Page{Type: "text/html", Header: map[string]string{"Content-Encoding": "gzip"}, Body: body}.write(w)
}

// wait holds a request until the client leaves or the site ends.
func (s *Site) wait(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.gone:
	}
}

func (s *Site) slow(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write([]byte("<"))
	_ = http.NewResponseController(w).Flush()
	s.wait(r)
}

func (s *Site) endless(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	piece := []byte(strings.Repeat("<p>more</p>", 4096))
	for r.Context().Err() == nil {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte("<p>the rest is missing"))
}

func hugeHeader(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("X-Huge", strings.Repeat("x", 1<<20))
	HTML(Banner).write(w)
}
