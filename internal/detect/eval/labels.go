package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// label is one line of labels.jsonl: what people found on a page. A nil pointer was not
// judged.
type label struct {
	File      string    `json:"file"`
	Lang      string    `json:"lang"`
	Banner    *bool     `json:"banner"`
	Reject    *bool     `json:"first_layer_reject"`
	Implied   *bool     `json:"implied_consent"`
	CMP       []string  `json:"cmp"`
	CMPUnsure []string  `json:"cmp_unsure"`
	Elements  []element `json:"elements"`
}

type element struct {
	Tag      string             `json:"tag"`
	Text     string             `json:"text"`
	ID       string             `json:"id"`
	Role     consent.ClauseRole `json:"role"`
	Category consent.Category   `json:"category"`
}

func readLabels(path string) ([]label, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []label
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var l label
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// analyze reads one page as the program would.
func analyze(ctx context.Context, path string) (detect.Result, error) {
	text, err := readPage(path)
	if err != nil {
		return detect.Result{}, err
	}
	page, err := detect.Parse(ctx, detect.Input{Kind: consent.SourceHTML, Text: text})
	if err != nil {
		return detect.Result{}, err
	}
	return page.Analyze(ctx)
}

func readPage(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(unpacked)
	return []byte(strings.ToValidUTF8(string(text), "\ufffd")), err
}

func pagePath(corpus, file string) string { return filepath.Join(corpus, "pages", file) }
