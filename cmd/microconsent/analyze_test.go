package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestAnalyzeWritesEachFormat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.html", bannerPage)
	writeFile(t, dir, "b.html", bannerPage)
	for format, check := range map[string]func(string) error{
		"json": func(out string) error {
			var docs []consent.Document
			if err := json.Unmarshal([]byte(out), &docs); err != nil || len(docs) != 2 {
				return fmt.Errorf("%d documents, %w", len(docs), err)
			}
			return nil
		},
		"ndjson": func(out string) error {
			if lines := strings.Count(out, "\n"); lines != 2 {
				return fmt.Errorf("%d lines", lines)
			}
			return nil
		},
		"csv": func(out string) error {
			rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
			if err != nil || len(rows) < 7 || rows[0][0] != "source" || rows[1][0] != "a.html" || rows[len(rows)-1][0] != "b.html" {
				return fmt.Errorf("%d rows, %w", len(rows), err)
			}
			return nil
		},
		"table": func(out string) error {
			if !strings.Contains(out, "a.html") || !strings.Contains(out, "reject_all") || strings.Contains(out, "\x1b") {
				return fmt.Errorf("%q", out)
			}
			return nil
		},
	} {
		got := command(t, dir, "", environ(dir), "analyze", "--format", format, "a.html", "b.html")
		if got.code != exitOK || got.errout != "" {
			t.Errorf("%s: exit %d, %s", format, got.code, got.errout)
		}
		if err := check(got.out); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestAnalyzeUnpacksAndNamesByTheInnerFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(bannerPage))
	_ = z.Close()
	writeFile(t, dir, "shop.html.gz", packed.String())
	for name, c := range map[string]struct{ stdin, arg, want string }{
		"a file":         {"", "shop.html.gz", "shop.html"},
		"standard input": {packed.String(), "-", ""},
	} {
		got := command(t, dir, c.stdin, environ(dir), "analyze", "--format", "ndjson", c.arg)
		docs := decodeDocuments(t, got.out)
		if got.code != exitOK || len(docs) != 1 || docs[0].Source.Name != c.want || docs[0].Source.Bytes != int64(len(bannerPage)) || docs[0].Source.Title == "" {
			t.Errorf("%s: exit %d %s, %+v", name, got.code, got.errout, docs)
		}
	}
}

// TestAnalyzeKeepsTheOrderOfManySources mixes large and small files with one that fails:
// the order is that of the names whatever finishes first, and one failure stops nothing.
func TestAnalyzeKeepsTheOrderOfManySources(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pages := filepath.Join(dir, "pages", "deeper")
	if err := os.MkdirAll(pages, 0o700); err != nil {
		t.Fatal(err)
	}
	var want []string
	for n := range 200 {
		name := fmt.Sprintf("%03d.html", n)
		body := bannerPage
		switch {
		case n == 77:
			body = "\x00\x01\x02\x7fELF\x00\xff\xfe\x00"
		case n%10 == 0:
			body += strings.Repeat("<p>A long page about shoes.</p>", 5000)
		}
		if n != 77 {
			want = append(want, name)
		}
		writeFile(t, pages, name, body)
	}
	writeFile(t, pages, ".hidden.html", bannerPage)
	got := command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "pages")
	if got.code != exitFailed || !strings.Contains(got.errout, "077.html: ") || !strings.Contains(got.errout, "1 source(s) failed") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
	var names []string
	for _, d := range decodeDocuments(t, got.out) {
		names = append(names, d.Source.Name)
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("%d documents, order %v", len(names), names)
	}
}

func TestAnalyzeFiltersAndSelects(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.html", bannerPage)
	all := decodeDocuments(t, command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "a.html").out)
	none := decodeDocuments(t, command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "--min-confidence", "1", "--jurisdiction", "uk", "a.html").out)
	if len(all) != 1 || len(none) != 1 || len(none[0].Clauses) >= len(all[0].Clauses) || none[0].Options.Jurisdiction != consent.JurisdictionUK || none[0].Options.MinConfidence != 1 {
		t.Errorf("%d clauses of %d left, options %+v", len(none[0].Clauses), len(all[0].Clauses), none[0].Options)
	}
}

func TestAnalyzeSavesForTheServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "saved.html", bannerPage)
	if got := command(t, dir, "", environ(dir), "analyze", "--save", "saved.html"); got.code != exitFailed || !strings.Contains(got.errout, "microconsent migrate up") {
		t.Errorf("without a schema: exit %d: %s", got.code, got.errout)
	}
	if got := command(t, dir, "", environ(dir), "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	got := command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "--save", "saved.html")
	docs := decodeDocuments(t, got.out)
	if got.code != exitOK || len(docs) != 1 {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	p := serveAlone(t, dir)
	if stored := p.call("GET", "/api/v1/analyses/"+string(docs[0].ID), nil).json(t); stored["status"] != "completed" {
		t.Errorf("the server says %v", stored)
	}
}

func TestAnalyzeOfAnEmptyFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := command(t, dir, "", environ(dir), "analyze", "."); got.code != exitFailed || !strings.Contains(got.errout, "no file") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
}
