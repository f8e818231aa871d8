// Package site is a fake web site on loopback for tests: pages, and every way of a site to
// misbehave.
package site

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Banner is a small page with a consent banner in English.
const Banner = `<!DOCTYPE html><html lang="en"><head><title>A shop</title></head><body>
<div id="cookie-banner" role="dialog"><p>We use cookies to measure visits and to show advertising.</p>
<button id="accept">Accept all</button> <button id="reject">Reject all</button>
<a href="/privacy">Privacy policy</a></div><main><h1>A shop</h1></main></body></html>`

// Page is one answer of the site.
type Page struct {
	Status int // 0 means 200
	Type   string
	Header map[string]string
	Body   []byte
}

// HTML is a page of HTML in UTF-8.
func HTML(body string) Page { return Page{Type: "text/html; charset=utf-8", Body: []byte(body)} }

// Site is a running site. It serves the pages that a test gives it and, under fixed paths:
//
//	/banner            Banner
//	/redirect/N        N redirects, then Banner
//	/circle            /circle → /circle/back → /circle
//	/to?url=U          a redirect to U
//	/status/N          status N with a small page
//	/type?t=T          text under the content type T ("" sends none)
//	/charset/NAME      the text Text in a charset, declared as /charset/NAME?by=header|meta|bom|none
//	/silent            no answer until the client leaves
//	/slow              a head, a first byte and no more until the client leaves
//	/endless           a body without end
//	/bomb              a gzip encoded body that unpacks to 32 MiB
//	/packed            Banner, gzip encoded
//	/cut               a body shorter than announced
//	/empty             no body
//	/huge-header       a head of 1 MiB
type Site struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]Page
	seen  []*http.Request
	gone  chan struct{}
}

// New starts a site that ends with the test.
func New(tb testing.TB, pages map[string]Page) *Site {
	tb.Helper()
	s := prepare(pages)
	s.Start()
	tb.Cleanup(s.stop)
	return s
}

// NewTLS is New over TLS (and HTTP/2) with httptest's own certificate (for example.com and loopback).
func NewTLS(tb testing.TB, pages map[string]Page) *Site {
	tb.Helper()
	s := prepare(pages)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // tests refuse its certificate on purpose
	s.EnableHTTP2 = true
	s.StartTLS()
	tb.Cleanup(s.stop)
	return s
}

func prepare(pages map[string]Page) *Site {
	s := &Site{pages: map[string]Page{}, gone: make(chan struct{})}
	for path, page := range pages {
		s.pages[path] = page
	}
	s.Server = httptest.NewUnstartedServer(s.routes())
	return s
}

func (s *Site) stop() {
	close(s.gone)
	s.CloseClientConnections()
	s.Close()
}

// Set adds a page or replaces it.
func (s *Site) Set(path string, page Page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = page
}

// Requests returns what was asked for so far, in order.
func (s *Site) Requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*http.Request(nil), s.seen...)
}

// Address is host and port of the site, for dialers.
func (s *Site) Address() string { return s.Listener.Addr().String() }

func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.page)
	mux.HandleFunc("/banner", func(w http.ResponseWriter, _ *http.Request) { HTML(Banner).write(w) })
	mux.HandleFunc("/redirect/{n}", redirectTimes)
	mux.HandleFunc("/circle", redirectTo("/circle/back"))
	mux.HandleFunc("/circle/back", redirectTo("/circle"))
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.FormValue("url"))
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/status/{n}", status)
	mux.HandleFunc("/type", contentType)
	mux.HandleFunc("/charset/{name}", charsetPage)
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) { s.wait(r) })
	mux.HandleFunc("/slow", s.slow)
	mux.HandleFunc("/endless", s.endless)
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) { packed(Bomb(32<<20), w) })
	mux.HandleFunc("/packed", func(w http.ResponseWriter, _ *http.Request) { packed(Gzip([]byte(Banner)), w) })
	mux.HandleFunc("/cut", cut)
	mux.HandleFunc("/empty", func(w http.ResponseWriter, _ *http.Request) { HTML("").write(w) })
	mux.HandleFunc("/huge-header", hugeHeader)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.note(r)
		mux.ServeHTTP(w, r)
	})
}

func (s *Site) note(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, r)
}

func (s *Site) page(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	page, ok := s.pages[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	page.write(w)
}

func (p Page) write(w http.ResponseWriter) {
	w.Header()["Content-Type"] = nil // the server guesses none
	if p.Type != "" {
		w.Header().Set("Content-Type", p.Type)
	}
	for name, value := range p.Header {
		w.Header().Set(name, value)
	}
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, _ = w.Write(p.Body)
}

func redirectTimes(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("n"))
	if n <= 0 {
		HTML(Banner).write(w)
		return
	}
	http.Redirect(w, r, fmt.Sprintf("/redirect/%d", n-1), http.StatusFound)
}

func redirectTo(target string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusMovedPermanently) }
}

func status(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 200 || n > 599 {
		n = http.StatusBadRequest
	}
	page := HTML("<p>" + strings.ToLower(http.StatusText(n)) + "</p>")
	page.Status = n
	if n == http.StatusNoContent || n == http.StatusNotModified {
		page.Body = nil
	}
	page.write(w)
}

func contentType(w http.ResponseWriter, r *http.Request) {
	Page{Type: r.FormValue("t"), Body: []byte("Only a few words.")}.write(w)
}
