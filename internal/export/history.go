package export

import (
	"io"
	"iter"
	"slices"

	"microconsent/internal/consent"
)

// XLSX is an Office Open XML workbook (ECMA-376). Only Analyses writes it.
const XLSX Format = "xlsx"

// HistoryFormats lists the formats of Analyses.
func HistoryFormats() []Format { return []Format{CSV, NDJSON, JSON, XLSX} }

// ParseHistoryFormat checks a format of Analyses that came from outside.
func ParseHistoryFormat(s string) (Format, error) {
	if !slices.Contains(HistoryFormats(), Format(s)) {
		return "", consent.InvalidField("format", "The format must be csv, ndjson, json or xlsx.")
	}
	return Format(s), nil
}

// HoldsDocuments says whether Analyses writes whole documents, so that it must be given
// clauses and findings, or a row an analysis.
func (f Format) HoldsDocuments() bool { return f == JSON || f == NDJSON }

// Analyses writes what the sequence yields, one analysis at a time, in one of
// HistoryFormats: CSV and XLSX hold a row an analysis, NDJSON and JSON its document. An
// error of the sequence ends it and is returned; what was written until then is no whole
// file, and no end is written that would make it look like one.
func Analyses(w io.Writer, f Format, found iter.Seq2[consent.Analysis, error]) (err error) {
	out, err := newHistory(w, f)
	if err != nil {
		return err
	}
	defer func() {
		if left := out.free(); err == nil {
			err = left
		}
	}()
	for a, err := range found {
		if err != nil {
			return err
		}
		if err := out.write(a); err != nil {
			return err
		}
	}
	return out.end()
}

// historyWriter takes analyses one by one. end completes the file; free gives back what
// the writer holds, whether or not it came to the end.
type historyWriter interface {
	write(a consent.Analysis) error
	end() error
	free() error
}

func newHistory(w io.Writer, f Format) (historyWriter, error) {
	switch f {
	case CSV:
		return newHistoryCSV(w), nil
	case XLSX:
		return newWorkbook(w, sheetRows, sheetText)
	case JSON, NDJSON:
		return documents{NewWriter(w, f, true)}, nil
	}
	return nil, consent.Errorf(consent.Internal, "Analyses are not exported as %s.", f)
}

// documents writes the document of each analysis.
type documents struct{ Writer }

func (d documents) write(a consent.Analysis) error { return d.Write(consent.NewDocument(a)) }
func (d documents) end() error                     { return d.Close() }
func (d documents) free() error                    { return nil }
