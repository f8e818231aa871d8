// Package learn trains and measures the models of package purposes.
package learn

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"microconsent/internal/detect/lexicon"
)

//go:embed handwritten.txt
var handwritten string

// Text is one labelled text. Label is an element of the framework, "none", or a category.
type Text struct {
	Label  string
	Lang   string
	Text   string
	Weight float64
}

// Handwritten lists the examples of handwritten.txt.
func Handwritten() []Text {
	var out []Text
	for line := range strings.Lines(handwritten) {
		if label, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && line[0] != '#' {
			out = append(out, Text{Label: label, Lang: "hand", Text: text})
		}
	}
	return out
}

// Lexicon lists the hand-written labels of toggles in all languages.
func Lexicon() []Text {
	var out []Text
	for _, section := range lexicon.Categories() {
		for _, e := range lexicon.All(section) {
			out = append(out, Text{Label: strings.TrimPrefix(section, lexicon.CategoryPrefix), Lang: e.Lang, Text: e.Text})
		}
	}
	return out
}

// TCF reads tcf_purposes.csv: names and descriptions of the framework's elements in twelve
// languages. Rows that the file's line breaks tore apart are left out.
func TCF(folder string) ([]Text, error) {
	rows, err := table(filepath.Join(folder, "tcf_purposes.csv"), "lang", "kind", "id", "field", "text")
	if err != nil {
		return nil, err
	}
	var out []Text
	for _, r := range rows {
		if len(r[0]) == 2 && r[4] != "" {
			out = append(out, Text{Label: r[1] + ":" + r[2], Lang: r[0], Text: r[4]})
		}
	}
	return out, nil
}

// Labels reads purpose_texts.csv, the noisy labels of real banners. Words that only switch
// and labels that name no category of ours are left out.
func Labels(folder string) ([]Text, error) {
	rows, err := table(filepath.Join(folder, "purpose_texts.csv"), "text", "purpose")
	if err != nil {
		return nil, err
	}
	var out []Text
	for _, r := range rows {
		if len([]rune(r[0])) > 6 && slices.Contains([]string{"functional", "analytics", "advertising"}, r[1]) {
			out = append(out, Text{Label: r[1], Lang: "banner", Text: r[0], Weight: 0.15})
		}
	}
	return out, nil
}

func table(path string, columns ...string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows := csv.NewReader(f)
	rows.FieldsPerRecord = -1
	head, err := rows.Read()
	if err != nil || !slices.Equal(head, columns) {
		return nil, fmt.Errorf("%s has the columns %v: %w", path, head, err)
	}
	var out [][]string
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(row) == len(columns) {
			out = append(out, row)
		}
	}
}
