package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// maxLine is the longest line or address, in bytes.
const maxLine = 8 << 10

var errLong = consent.Errorf(consent.Invalid, "The line is longer than %d bytes.", maxLine)

// readLines reads one address a line. Empty lines and those that begin with # are left out. A
// line that is too long is told and skipped.
func readLines(r io.Reader) iter.Seq2[consent.BatchItem, error] {
	return func(yield func(consent.BatchItem, error) bool) {
		in := bufio.NewReaderSize(r, maxLine)
		for number, end := 1, false; !end; number++ {
			text, long, err := nextLine(in)
			if end = err != nil; end && !errors.Is(err, io.EOF) {
				yield(consent.BatchItem{}, err)
				return
			}
			if number == 1 {
				text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
			}
			if address := strings.TrimSpace(string(text)); address != "" && address[0] != '#' {
				item := consent.BatchItem{Line: number, Text: address, URL: address}
				if long {
					item.URL, item.Err = "", errLong
				}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// nextLine returns a line, of a long one the beginning.
func nextLine(in *bufio.Reader) (line []byte, long bool, err error) {
	part, err := in.ReadSlice('\n')
	line = slices.Clone(part)
	for errors.Is(err, bufio.ErrBufferFull) {
		long = true
		_, err = in.ReadSlice('\n')
	}
	return line, long, err
}

// columns are the names of the column that holds addresses.
var columns = []string{"url", "address", "source", "link", "website", "site", "page"}

// readCSV reads the column of addresses: the one that the first row names so, else the first
// one. Commas, semicolons and tabs separate; the first row decides.
func readCSV(r io.Reader) iter.Seq2[consent.BatchItem, error] {
	return func(yield func(consent.BatchItem, error) bool) {
		in := bufio.NewReaderSize(r, maxLine)
		head, _ := in.Peek(maxLine)
		if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
			head = head[3:]
			_, _ = in.Discard(3)
		}
		table := csv.NewReader(in)
		table.FieldsPerRecord, table.ReuseRecord, table.TrimLeadingSpace = -1, true, true
		table.Comma = separator(head)
		column := 0
		for first := true; ; first = false {
			row, err := table.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			var wrong *csv.ParseError
			if err != nil && !errors.As(err, &wrong) {
				yield(consent.BatchItem{}, err)
				return
			}
			if first && err == nil {
				if at := headed(row); at >= 0 {
					column = at
					continue
				}
			}
			item, blank := rowItem(table, row, column, wrong)
			if !blank && !yield(item, nil) {
				return
			}
		}
	}
}

func separator(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, each := range []rune{',', ';', '\t'} {
		if n := strings.Count(string(line), string(each)); n > most {
			best, most = each, n
		}
	}
	return best
}

// headed is the place of the column that the row names as addresses; -1 when it is no header.
func headed(row []string) int {
	for _, name := range columns {
		for i, cell := range row {
			if strings.EqualFold(strings.TrimSpace(cell), name) {
				return i
			}
		}
	}
	return -1
}

func rowItem(table *csv.Reader, row []string, column int, wrong *csv.ParseError) (item consent.BatchItem, blank bool) {
	if wrong != nil {
		return consent.BatchItem{Line: wrong.StartLine, Text: cut(strings.Join(row, ",")), Err: consent.Errorf(consent.Invalid, "The row is no CSV: %s.", wrong.Err)}, false
	}
	line, _ := table.FieldPos(0)
	item = consent.BatchItem{Line: line}
	if column < len(row) {
		item.URL = strings.TrimSpace(row[column])
	}
	item.Text = cut(item.URL)
	switch {
	case strings.TrimSpace(strings.Join(row, "")) == "":
		return item, true
	case item.URL == "":
		item.Text, item.Err = cut(strings.Join(row, ",")), consent.Errorf(consent.Invalid, "The row has no address.")
	case len(item.URL) > maxLine:
		item.URL, item.Err = "", errLong
	}
	return item, false
}

// cut bounds what a report repeats.
func cut(s string) string { return strings.Clone(s[:min(len(s), maxLine)]) }
