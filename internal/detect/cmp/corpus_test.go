package cmp

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/net/html"
)

type labelled struct {
	File   string   `json:"file"`
	Banner *bool    `json:"banner"`
	CMP    []string `json:"cmp"`
	Unsure []string `json:"cmp_unsure"`
}

// TestCorpus reads the labelled pages of the folder MICROCONSENT_CORPUS with a tokenizer
// and compares the vendors named with the labels.
func TestCorpus(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("MICROCONSENT_CORPUS")
	if folder == "" {
		t.Skip("MICROCONSENT_CORPUS names no folder of labelled pages")
	}
	known := []string{"onetrust", "cookiebot", "usercentrics", "didomi", "quantcast", "consentmanager", "borlabs", "complianz",
		"cookieyes", "iubenda", "trustarc", "sourcepoint", "cookie-notice", "klaro", "osano-cookieconsent"}
	var right, extra, missed float64
	for _, page := range labels(t, folder) {
		if page.Banner == nil && len(page.CMP) == 0 {
			continue
		}
		got := Detect(pageSignals(t, filepath.Join(folder, "pages", page.File)))
		for _, c := range got {
			switch {
			case slices.Contains(page.CMP, c.ID):
				right++
			case page.Banner != nil && slices.Contains(known, c.ID) && !slices.Contains(page.Unsure, c.ID):
				extra++
				t.Logf("%s: %s is not labelled: %s", page.File, c.ID, c.Evidence)
			}
		}
		for _, id := range page.CMP {
			if !named(got, id) {
				missed++
				t.Logf("%s: %s was missed, got %v", page.File, id, got)
			}
		}
	}
	f1 := 2 * right / (2*right + extra + missed)
	t.Logf("vendors named: F1 %.4f (right %v, extra %v, missed %v)", f1, right, extra, missed)
	if f1 < 0.95 {
		t.Errorf("F1 %.4f is below 0.95", f1)
	}
}

func labels(t *testing.T, folder string) []labelled {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, "labels.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []labelled
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l labelled
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

func pageSignals(t *testing.T, path string) *Signals {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	s := &Signals{}
	z := html.NewTokenizer(plain)
	raw := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return s
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			raw = token.Data
			elementSignals(s, token)
		case html.TextToken:
			if raw == "script" || raw == "style" {
				s.Script(string(z.Text()))
			}
		case html.EndTagToken:
			raw = ""
		}
	}
}

func elementSignals(s *Signals, token html.Token) {
	for _, a := range token.Attr {
		switch a.Key {
		case "src":
			s.URL(a.Val)
		case "href":
			if token.Data == "link" {
				s.URL(a.Val)
			}
		case "id":
			s.ID(a.Val)
		case "class":
			s.Class(a.Val)
		default:
			s.Attribute(a.Key, a.Val)
		}
	}
}
