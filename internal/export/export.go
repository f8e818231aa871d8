// Package export writes analysis documents as streams: JSON, newline-delimited JSON, CSV
// (a row a clause), a table for terminals, SARIF for CI systems, Markdown for pull requests,
// an HTML report to file and the canonical JSON that the report's digest is of.
// Analyses writes a whole history: CSV, NDJSON, JSON and XLSX in constant memory.
package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// Format names a form of output.
type Format string

// The formats.
const (
	JSON     Format = "json"
	NDJSON   Format = "ndjson"
	CSV      Format = "csv"
	Table    Format = "table"
	SARIF    Format = "sarif"
	Markdown Format = "markdown"
)

// ParseFormat checks a format that came from outside.
func ParseFormat(s string) (Format, error) {
	known := []Format{JSON, NDJSON, CSV, Table, SARIF, Markdown}
	if !slices.Contains(known, Format(s)) {
		return "", consent.InvalidField("format", "The format must be json, ndjson, csv, table, sarif or markdown.")
	}
	return Format(s), nil
}

// Writer takes documents one by one. Close ends the output; it does not close the stream
// below.
type Writer interface {
	Write(d consent.Document) error
	Close() error
}

// NewWriter makes the writer of a format. For JSON, many says whether the output is an
// array or a single document.
func NewWriter(w io.Writer, f Format, many bool) Writer {
	out := bufio.NewWriter(w)
	switch f {
	case NDJSON:
		return &ndjson{out, jsonEncoder(out)}
	case CSV:
		return &table{out: out, csv: csv.NewWriter(out)}
	case Table:
		return &terminal{out: out}
	case SARIF:
		return newSARIF(out)
	case Markdown:
		return &markdown{out: out}
	}
	return &array{out: out, many: many}
}

func jsonEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

type ndjson struct {
	out *bufio.Writer
	enc *json.Encoder
}

func (w *ndjson) Write(d consent.Document) error {
	if err := w.enc.Encode(d); err != nil {
		return err
	}
	return w.out.Flush()
}

func (w *ndjson) Close() error { return w.out.Flush() }

type array struct {
	out  *bufio.Writer
	many bool
	n    int
}

func (w *array) Write(d consent.Document) error {
	enc := jsonEncoder(w.out)
	prefix := ""
	if w.many {
		prefix = "  "
		open := ",\n  "
		if w.n == 0 {
			open = "[\n  "
		}
		w.out.WriteString(open)
	}
	w.n++
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(d); err != nil {
		return err
	}
	return w.out.Flush()
}

func (w *array) Close() error {
	if w.many {
		end := "]\n"
		if w.n == 0 {
			end = "[]\n"
		}
		w.out.WriteString(end)
	}
	return w.out.Flush()
}

// columns of the CSV form: one row a clause, one row with empty clause cells for a source
// without clauses, so that no source is lost.
var columns = []string{"source", "url", "status", "language", "cmp", "grade", "score", "clause", "kind", "surface", "role",
	"category", "practices", "confidence", "text", "element", "checked", "selector", "line"}

type table struct {
	out     *bufio.Writer
	csv     *csv.Writer
	started bool
}

func (w *table) Write(d consent.Document) error {
	if !w.started {
		w.started = true
		if err := w.csv.Write(columns); err != nil {
			return err
		}
	}
	for _, row := range rows(d) {
		if err := w.csv.Write(row); err != nil {
			return err
		}
	}
	w.csv.Flush()
	return w.csv.Error()
}

func (w *table) Close() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return w.out.Flush()
}

func rows(d consent.Document) [][]string {
	head := []string{SafeCell(d.Source.Name), SafeCell(d.Source.URL), string(d.Status), d.Language.Code, cmpNames(d), grade(d.Score), value(d.Score)}
	if len(d.Clauses) == 0 {
		return [][]string{append(head, make([]string, len(columns)-len(head))...)}
	}
	out := make([][]string, 0, len(d.Clauses))
	for _, c := range d.Clauses {
		out = append(out, append(slices.Clone(head), c.ID, string(c.Kind), string(c.Surface), string(c.Role), string(c.Category),
			practices(c), strconv.FormatFloat(c.Confidence, 'f', -1, 64), SafeCell(c.Text), c.Element, checked(c.Checked),
			SafeCell(c.Selector), strconv.Itoa(c.Line)))
	}
	return out
}

// SafeCell keeps a spreadsheet from reading foreign text as a formula: a cell that begins
// with one of = + - @, a tab or a return is prefixed with an apostrophe (OWASP, CSV
// injection).
func SafeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func cmpNames(d consent.Document) string {
	names := make([]string, len(d.CMPs))
	for i, c := range d.CMPs {
		names[i] = c.ID
	}
	return strings.Join(names, " ")
}

func practices(c consent.Clause) string {
	names := make([]string, len(c.Practices))
	for i, p := range c.Practices {
		names[i] = string(p)
	}
	return strings.Join(names, " ")
}

func grade(s *consent.Score) string {
	if s == nil {
		return ""
	}
	return s.Grade
}

func value(s *consent.Score) string {
	if s == nil {
		return ""
	}
	return strconv.Itoa(s.Value)
}

func checked(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}
