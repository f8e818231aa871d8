package e2e

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/testrig/browser"
)

// screen is a page in one of its states.
type screen struct {
	path   string
	status int
	anyone bool // needs no user
}

// screens are the pages of a seeded instance.
func screens(s *server) []screen {
	id, job := s.submit()
	again, _ := s.submit()
	batch := s.submitBatch()
	return []screen{
		{"/login", http.StatusOK, true},
		{"/login?next=%2Fjobs", http.StatusOK, true},
		{"/setup?token=used", http.StatusConflict, true},
		{"/analyses", http.StatusOK, false},
		{"/analyses?host=nowhere.example", http.StatusOK, false},
		{"/analyses?colour=red", http.StatusUnprocessableEntity, false},
		{"/analyses?archived=with&grade=A,-B&tag=shop", http.StatusOK, false},
		{"/analyses/facets", http.StatusOK, false},
		{"/analyses/feed", http.StatusOK, false},
		{"/help", http.StatusOK, false},
		{"/analyses/facets?grade=A&tag=nowhere", http.StatusOK, false},
		{"/analyses/facets?colour=red", http.StatusUnprocessableEntity, false},
		{"/settings/views", http.StatusOK, false},
		{"/analyses/charts", http.StatusOK, false},
		{"/analyses/charts?q=nothing+like+it", http.StatusOK, false},
		{"/analyses/charts?colour=red", http.StatusUnprocessableEntity, false},
		{"/sites", http.StatusOK, false},
		{"/sites?q=nothing+like+it", http.StatusOK, false},
		{"/sites/nowhere.example", http.StatusNotFound, false},
		{"/insights", http.StatusOK, false},
		{"/insights?by=source&language=de", http.StatusOK, false},
		{"/insights?by=mood", http.StatusUnprocessableEntity, false},
		{"/analyses/new", http.StatusOK, false},
		{"/analyses/new?tab=upload", http.StatusOK, false},
		{"/analyses/new?tab=text", http.StatusOK, false},
		{"/analyses/new?tab=batch", http.StatusOK, false},
		{"/analyses/" + id, http.StatusOK, false},
		{"/analyses/" + id + "?role=withdraw", http.StatusOK, false},
		{"/analyses/" + id + "/source", http.StatusOK, false},
		{"/compare?base=" + id + "&head=" + again, http.StatusOK, false},
		{"/compare", http.StatusOK, false},
		{"/compare?q=kaffee&base=" + id, http.StatusOK, false},
		{"/sites/kaffeekontor.example", http.StatusOK, false},
		{"/analyses/" + id + "/delete", http.StatusOK, false},
		{"/jobs", http.StatusOK, false},
		{"/jobs?state=dead", http.StatusOK, false},
		{"/jobs/retry", http.StatusOK, false},
		{"/jobs/cleanup", http.StatusOK, false},
		{"/batches", http.StatusOK, false},
		{batch, http.StatusOK, false},
		{batch + "/cancel", http.StatusOK, false},
		{"/jobs/" + job, http.StatusOK, false},
		{"/settings/keys", http.StatusOK, false},
		{"/settings/users", http.StatusOK, false},
		{"/settings/audit", http.StatusOK, false},
		{"/settings/retention", http.StatusOK, false},
		{"/settings/purge?site=nothing.example", http.StatusNotFound, false},
		{"/settings/audit?verify=1&action=user", http.StatusOK, false},
		{"/nothing-here", http.StatusNotFound, false},
		{"/api/docs", http.StatusOK, false},
	}
}

// submit hands in a page as a program does, and returns analysis and job once it is done.
func (s *server) submit() (id, job string) {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"source": map[string]string{"html": bannerPage}})
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+"/api/v1/analyses?wait=20", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-API-Key", apiKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var done struct {
		ID    string
		JobID string `json:"job_id"`
	}
	if err := json.NewDecoder(res.Body).Decode(&done); err != nil || res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s, %v: %+v", res.Status, err, done)
	}
	return done.ID, done.JobID
}

// submitBatch hands in a zip of a page and of an empty file, which is refused, and returns the
// address of the batch.
func (s *server) submitBatch() string {
	s.t.Helper()
	var body bytes.Buffer
	archive := zip.NewWriter(&body)
	for name, text := range map[string]string{"page.html": bannerPage, "empty.html": ""} {
		file, err := archive.Create(name)
		if err == nil {
			_, err = io.WriteString(file, text)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+"/api/v1/batches", &body)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/zip")
	req.Header.Set("X-API-Key", apiKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var made struct {
		ID                string
		Accepted, Refused int
	}
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil || made.Accepted != 1 || made.Refused != 1 {
		s.t.Fatalf("%s, %v: %+v", res.Status, err, made)
	}
	return "/batches/" + made.ID
}

func (s *server) get(c *http.Client, path string, status int) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html, application/json;q=0.9")
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.StatusCode != status {
		s.t.Errorf("%s: status %d, want %d", path, res.StatusCode, status)
	}
	return string(body)
}

// Each page in both themes, at both widths, with and without a script: no violation of
// axe's rules, no console error, no policy violation, no scrolling to the side.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	all := screens(s)
	looks := map[string][]browser.Option{
		"light, 1280":           {},
		"dark, 1280":            {browser.Dark()},
		"light, 320":            {browser.Size(320, 640)},
		"dark, 320":             {browser.Dark(), browser.Size(320, 640)},
		"light, 320, no script": {browser.Size(320, 640), browser.NoScript()},
	}
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browser.New(t, look...)
			for _, page := range all {
				if page.anyone {
					inspect(t, tab, s.base, page)
				}
			}
			signIn(tab, s.base)
			for _, page := range all {
				if !page.anyone {
					inspect(t, tab, s.base, page)
				}
			}
		})
	}
}

func signIn(tab *browser.Tab, base string) {
	tab.Open(base + "/login")
	tab.Fill(browser.Field("E-mail address"), adminEmail)
	tab.Fill(browser.Field("Password"), adminPassword)
	tab.Follow(browser.Button("Sign in"))
	tab.WaitFor(browser.Heading("History"))
}

func inspect(t *testing.T, tab *browser.Tab, base string, page screen) {
	t.Helper()
	if got := tab.Open(base + page.path); got != page.status {
		t.Errorf("%s: status %d, want %d", page.path, got, page.status)
	}
	tab.MustBeAccessible()
	if wide := tab.Overflow(); wide != 0 {
		t.Errorf("%s is %d px too wide", page.path, wide)
	}
	for _, problem := range tab.Problems() {
		if meant := page.status >= 400 && strings.Contains(problem, fmt.Sprintf("status of %d", page.status)); !meant {
			t.Errorf("%s: %s", page.path, problem)
		}
	}
}

func TestEveryPageIsValidHTML(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	c := s.client()
	documents := map[string]string{}
	for _, page := range screens(s) {
		who := c
		if page.anyone {
			who = http.DefaultClient
		}
		documents[page.path] = s.get(who, page.path, page.status)
	}
	for _, problem := range browser.InvalidHTML(t, documents) {
		t.Error(problem)
	}
}

// Sizes as sent, in bytes compressed: HTML of each page, and all styles and scripts of a
// page without charts.
const (
	maxHTML   = 60_000
	maxStyle  = 15_000
	maxScript = 30_000
)

func TestPagesAreSmall(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	c := s.client()
	for _, page := range screens(s) {
		body := s.get(c, page.path, page.status)
		if n := compressed(t, body); n > maxHTML {
			t.Errorf("%s has %d bytes", page.path, n)
		}
		style, script := 0, 0
		for _, link := range regexp.MustCompile(`(?:src|href)="(/[^"]+\.(?:css|js))"`).FindAllStringSubmatch(body, -1) {
			if n := compressed(t, s.get(c, link[1], http.StatusOK)); strings.HasSuffix(link[1], ".css") {
				style += n
			} else {
				script += n
			}
		}
		if style > maxStyle || script > maxScript || style == 0 {
			t.Errorf("%s loads %d bytes of style, %d of script", page.path, style, script)
		}
	}
}

func compressed(t *testing.T, text string) int {
	t.Helper()
	var n counter
	w, err := gzip.NewWriterLevel(&n, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return int(n)
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// Every page that the program links to from its navigation is among the screens.
func TestScreensCoverTheNavigation(t *testing.T) {
	t.Parallel()
	dir, env := seeded(t)
	s := start(t, dir, env)
	all := screens(s)
	start := s.get(s.client(), "/analyses", http.StatusOK)
	for _, link := range regexp.MustCompile(`<a[^>]*\shref="(/[^"#?]*)"`).FindAllStringSubmatch(start, -1) {
		if strings.HasPrefix(link[1], "/api/v1/export.") { // a file, not a screen
			if file := s.get(s.client(), link[1], http.StatusOK); file == "" || strings.HasPrefix(file, "<!doctype") {
				t.Errorf("%s gives no file", link[1])
			}
			continue
		}
		known := slices.ContainsFunc(all, func(p screen) bool {
			path, _, _ := strings.Cut(p.path, "?")
			return path == link[1] || link[1] == "/" || strings.HasPrefix(link[1], "/analyses/0")
		})
		if !known {
			t.Errorf("%s is linked and not looked at", link[1])
		}
	}
}
