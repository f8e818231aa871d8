package main

import (
	"bytes"
	"fmt"
	"os"
)

// The marks in docs/model.md between which the figures of the last run stand.
const begin, end = "<!-- eval -->\n", "<!-- /eval -->"

// writeDoc puts the table of figures into a document, between its marks.
func writeDoc(path string, figures []figure) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, found := bytes.Cut(text, []byte(begin))
	_, tail, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		return fmt.Errorf("%s has no place between %q and %q", path, begin, end)
	}
	var out bytes.Buffer
	out.Write(head)
	out.WriteString(begin + "\n")
	printTable(&out, figures)
	out.WriteString("\n" + end)
	out.Write(tail)
	return os.WriteFile(path, out.Bytes(), 0o644)
}
