package main

import (
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
)

type exportFlags struct{ format, filter, out string }

func newExport(c *cli) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the history, or what a filter selects, as CSV, NDJSON, JSON, XLSX or a bundle",
		Long: "Write stored analyses, newest first: csv and xlsx hold a row an analysis, ndjson and json its whole document,\n" +
			"zip report, document and SARIF of each with a table of all.\n" +
			"--filter takes the filters of the list of analyses, as in its address. Any size is written in constant memory; xlsx\n" +
			"needs room for a temporary file below TMPDIR. A file appears under its name only when it is whole.\n" +
			"Exit status: 0 fine, 1 failed, 2 usage.",
		Example: "  microconsent export --format xlsx --out history.xlsx\n  microconsent export --format csv --filter 'host=example.com&status=completed' --out -",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, filter, err := c.checkExport(f)
			if err != nil {
				return asUsage(err)
			}
			return c.withApp(cmd, func(a *app.App) error { return c.export(cmd.Context(), a, format, filter, f.out) })
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "csv", "csv, ndjson, json, xlsx or zip")
	cmd.Flags().StringVar(&f.filter, "filter", "", "which analyses, such as 'host=example.com&status=completed' (default all)")
	cmd.Flags().StringVar(&f.out, "out", "-", "the file to write; - is standard output")
	return cmd
}

func (c *cli) checkExport(f exportFlags) (export.Format, consent.Filter, error) {
	format, err := export.Zip, error(nil)
	if f.format != string(export.Zip) {
		format, err = export.ParseHistoryFormat(f.format)
	}
	if err != nil {
		return "", consent.Filter{}, err
	}
	if f.out == "" || f.out == "-" && (format == export.XLSX || format == export.Zip) && isTerminal(c.std.out) {
		return "", consent.Filter{}, consent.InvalidField("out", "Name the file to write with --out.")
	}
	query, err := parseQuery(f.filter)
	if err != nil {
		return "", consent.Filter{}, err
	}
	filter, err := consent.ParseFilter(query)
	return format, filter, err
}

func (c *cli) export(ctx context.Context, a *app.App, format export.Format, f consent.Filter, path string) error {
	total, err := a.CountMatching(ctx, operator(), f)
	if err != nil {
		return err
	}
	if f.Limit > 0 {
		total = min(total, f.Limit)
	}
	bar := c.progress(total)
	full := format == export.Zip || format.HoldsDocuments()
	found := counted(a.Export(ctx, operator(), app.Exporting{Filter: f, Format: string(format), Full: full}), func() { _ = bar.Add(1) })
	err = c.writeTo(path, func(w io.Writer) error {
		if format == export.Zip {
			return export.Bundle(w, reportOptions("en"), found)
		}
		return export.Analyses(w, format, found)
	})
	_ = bar.Finish()
	return err
}

// counted tells of each analysis that goes by.
func counted(found iter.Seq2[consent.Analysis, error], each func()) iter.Seq2[consent.Analysis, error] {
	return func(yield func(consent.Analysis, error) bool) {
		for a, err := range found {
			if each(); !yield(a, err) {
				return
			}
		}
	}
}

// writeTo writes to standard output, or to a file that appears when it is whole.
func (c *cli) writeTo(path string, write func(io.Writer) error) error {
	if path == "-" {
		return write(c.std.out)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeInto(path, write)
	}
	return writeWhole(path, write)
}

// writeInto writes to a device or pipe, which no file may take the place of.
func writeInto(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(err, path)
	}
	if err := write(file); err != nil {
		_ = file.Close()
		return err
	}
	return unwritable(file.Close(), path)
}

// unwritable is nil for nil.
func unwritable(err error, path string) error {
	if err == nil {
		return nil
	}
	return consent.Wrap(err, consent.Unavailable, "The file %s cannot be written.", path)
}

// writeWhole writes a file beside its place and moves it there when it is whole, so that a
// failure leaves what was there before.
func writeWhole(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return unwritable(err, path)
	}
	defer func() { _ = os.Remove(file.Name()) }() // fails once it was moved
	err = write(file)
	if err == nil {
		err = unwritable(file.Sync(), path)
	}
	if closed := file.Close(); err == nil {
		err = unwritable(closed, path)
	}
	if err != nil {
		return err
	}
	return unwritable(os.Rename(file.Name(), path), path)
}
