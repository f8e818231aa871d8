// Package sample holds pages of our own that a new instance is filled with, so that no
// screen is empty. They belong to the project and show good and bad practice.
package sample

import (
	"embed"
	"path"
)

//go:embed pages
var pages embed.FS

// Page is one sample.
type Page struct {
	Name string
	Body []byte
}

// Pages returns the samples in lexical order.
func Pages() ([]Page, error) {
	entries, err := pages.ReadDir("pages")
	if err != nil {
		return nil, err
	}
	out := make([]Page, 0, len(entries))
	for _, entry := range entries {
		body, err := pages.ReadFile(path.Join("pages", entry.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, Page{Name: entry.Name(), Body: body})
	}
	return out, nil
}
