package export

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"microconsent/internal/testrig/browser"
)

// served serves reports by path and returns the paths that were asked for so far.
func served(t *testing.T, reports map[string][]byte) (base string, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, r.URL.Path)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(reports[r.URL.Path])
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(paths)
	}
}

// A report opens with scripts off, asks for nothing but itself, breaks no policy and has
// no violation in both themes, wide and narrow, hostile words included.
func TestReportInABrowser(t *testing.T) {
	t.Parallel()
	reports := map[string][]byte{}
	for _, lang := range ReportLanguages() {
		reports["/faulty."+lang] = reportOf(t, faulty(), ReportOptions{Lang: lang})
		reports["/hostile."+lang] = reportOf(t, hostile(), ReportOptions{Lang: lang})
	}
	base, asked := served(t, reports)
	tab := browser.New(t, browser.NoScript())
	opened := []string{}
	for path := range reports {
		opened = append(opened, path)
		if status := tab.Open(base + path); status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
		}
		tab.See("microconsent", "SHA-256")
		for _, look := range [][]browser.Option{{browser.Size(1280, 800)}, {browser.Dark(), browser.Size(320, 640)}} {
			tab.Restyle(look...)
			tab.MustBeAccessible()
		}
	}
	if got := asked(); !slices.Equal(got, opened) {
		t.Errorf("asked for %q after opening %q", got, opened)
	}
}

func TestReportIsValidHTML(t *testing.T) {
	t.Parallel()
	documents := map[string]string{"hostile": string(reportOf(t, hostile(), ReportOptions{}))}
	for name, d := range fixtures() {
		for _, lang := range ReportLanguages() {
			documents[fmt.Sprint(name, ".", lang)] = string(reportOf(t, d, ReportOptions{Lang: lang}))
		}
	}
	for _, fault := range browser.InvalidHTML(t, documents) {
		t.Error(fault)
	}
}
