package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"microconsent/internal/app"
	"microconsent/internal/boot"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/suppress"
)

// html is the format that only this command offers: a page holds one document.
const html = "html"

// writer makes what writes the documents: to the output, and to a report where one is
// asked for.
func (c *cli) writer(f analyzeFlags, sources []source) (export.Writer, error) {
	one := len(sources) == 1
	switch {
	case f.lang != "en" && f.lang != "de":
		return nil, consent.InvalidField("lang", "The language of a report must be en or de.")
	case !one && f.format == html:
		return nil, consent.InvalidField("format", "An HTML report holds one source; these are %d.", len(sources))
	case !one && f.report != "":
		return nil, consent.InvalidField("report", "A report holds one source; these are %d.", len(sources))
	}
	out, err := c.plainWriter(f, one && !sources[0].listed)
	if err != nil || f.report == "" {
		return out, err
	}
	return withReport{out, f.report, f.lang}, nil
}

func (c *cli) plainWriter(f analyzeFlags, single bool) (export.Writer, error) {
	switch {
	case f.format == html:
		return htmlWriter{c.std.out, f.lang}, nil
	case f.format == "" && isTerminal(c.std.out):
		return export.NewWriter(c.std.out, export.Table, !single), nil
	case f.format == "":
		return export.NewWriter(c.std.out, export.JSON, !single), nil
	}
	format, err := export.ParseFormat(f.format)
	if err != nil {
		return nil, consent.InvalidField("format", "The format must be json, ndjson, csv, table, sarif, markdown or html.")
	}
	return export.NewWriter(c.std.out, format, !single), nil
}

type htmlWriter struct {
	out  io.Writer
	lang string
}

func (w htmlWriter) Write(d consent.Document) error {
	return export.Report(w.out, d, reportOptions(w.lang))
}

func (htmlWriter) Close() error { return nil }

// withReport writes the report beside the output.
type withReport struct {
	export.Writer
	path, lang string
}

func (w withReport) Write(d consent.Document) error {
	var page bytes.Buffer
	if err := export.Report(&page, d, reportOptions(w.lang)); err != nil {
		return err
	}
	if err := os.WriteFile(w.path, page.Bytes(), 0o600); err != nil {
		return consent.Wrap(err, consent.Invalid, "The report %s cannot be written.", w.path)
	}
	return w.Writer.Write(d)
}

func reportOptions(lang string) export.ReportOptions {
	return export.ReportOptions{Lang: lang, Cite: app.Citation, Text: func(rule, lang string) (export.FindingText, bool) {
		words, ok := app.Words(rule, lang)
		return export.FindingText(words), ok
	}}
}

// maxSuppressions bounds the file of suppressions, in bytes.
const maxSuppressions = 1 << 20

// suppressions reads the named file, or the usual one where there is one. Entries whose
// time is over are told of: somebody wanted to look again by then.
func (c *cli) suppressions(path string) ([]suppress.Entry, error) {
	named := path != ""
	if !named {
		path = suppress.FileName
	}
	file, err := os.Open(path)
	if !named && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The suppressions in %s cannot be read.", path)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxSuppressions+1))
	if err != nil || len(data) > maxSuppressions {
		return nil, consent.Wrap(err, consent.Invalid, "The suppressions in %s cannot be read, or are too many.", path)
	}
	entries, err := suppress.Parse(data)
	for _, e := range entries {
		if e.Ended(boot.Clock{}.Now()) {
			fmt.Fprintf(c.std.err, "microconsent: %s, line %d: the suppression of %s ended on %s\n", path, e.Line, e.Rule, e.Until.Format("2006-01-02"))
		}
	}
	return entries, err
}
