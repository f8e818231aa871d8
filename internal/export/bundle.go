package export

import (
	"archive/zip"
	"io"
	"iter"
	"os"

	"microconsent/internal/consent"
)

// Zip is a bundle: an archive of every analysis's report, document and SARIF, and a table of
// all. Only Bundle writes it.
const Zip Format = "zip"

// Bundle writes an archive as the analyses come: analyses/ID/ with report.html, analysis.json
// (canonical) and analysis.sarif, of those that are done, and at its end history.csv with a
// row of each. They need clauses and findings. The table waits in a temporary file. What an
// error ends is no whole archive.
func Bundle(w io.Writer, o ReportOptions, found iter.Seq2[consent.Analysis, error]) (err error) {
	table, err := os.CreateTemp("", "microconsent-export-")
	if err != nil {
		return consent.Wrap(err, consent.Unavailable, "There is no room for a temporary file.")
	}
	defer func() {
		_ = table.Close()
		_ = os.Remove(table.Name())
	}()
	b := &bundle{zip: zip.NewWriter(w), options: o, rows: newHistoryCSV(table)}
	for a, err := range found {
		if err == nil {
			err = b.add(a)
		}
		if err != nil {
			return err
		}
	}
	return b.end(table)
}

type bundle struct {
	zip     *zip.Writer
	options ReportOptions
	rows    *historyCSV
}

func (b *bundle) add(a consent.Analysis) error {
	if err := b.rows.write(a); err != nil {
		return err
	}
	if !a.Done() {
		return nil
	}
	d, dir := consent.NewDocument(a), "analyses/"+string(a.ID)+"/"
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"report.html", func(w io.Writer) error { return Report(w, d, b.options) }},
		{"analysis.json", func(w io.Writer) error { return canonicalTo(w, d) }},
		{"analysis.sarif", func(w io.Writer) error { return sarifTo(w, d) }},
	} {
		entry, err := b.zip.CreateHeader(&zip.FileHeader{Name: dir + part.name, Method: zip.Deflate, Modified: a.UpdatedAt.UTC()})
		if err == nil {
			err = part.write(entry)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func canonicalTo(w io.Writer, d consent.Document) error {
	raw, err := Canonical(d)
	if err == nil {
		_, err = w.Write(raw)
	}
	return err
}

func sarifTo(w io.Writer, d consent.Document) error {
	out := NewWriter(w, SARIF, false)
	if err := out.Write(d); err != nil {
		return err
	}
	return out.Close()
}

func (b *bundle) end(table *os.File) error {
	if err := b.rows.end(); err != nil {
		return err
	}
	if _, err := table.Seek(0, io.SeekStart); err != nil {
		return err
	}
	entry, err := b.zip.Create("history.csv")
	if err != nil {
		return err
	}
	if _, err := io.Copy(entry, table); err != nil {
		return err
	}
	return b.zip.Close()
}
