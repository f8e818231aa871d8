package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"microconsent/internal/consent"
)

// historyCSV writes a heading and a row an analysis (RFC 4180, with line feeds).
type historyCSV struct {
	out     *csv.Writer
	columns []historyColumn
	row     []string
	started bool
}

func newHistoryCSV(w io.Writer) *historyCSV {
	columns := historyColumns()
	return &historyCSV{out: csv.NewWriter(w), columns: columns, row: make([]string, len(columns))}
}

// heading stands even over no rows.
func (h *historyCSV) heading() error {
	if h.started {
		return nil
	}
	h.started = true
	for i, c := range h.columns {
		h.row[i] = c.name
	}
	return h.out.Write(h.row)
}

func (h *historyCSV) write(a consent.Analysis) error {
	if err := h.heading(); err != nil {
		return err
	}
	for i, c := range h.columns {
		h.row[i] = textCell(c.value(a))
	}
	return h.out.Write(h.row)
}

func (h *historyCSV) end() error {
	if err := h.heading(); err != nil {
		return err
	}
	h.out.Flush()
	return h.out.Error()
}

func (*historyCSV) free() error { return nil }

func textCell(value any) string {
	switch v := value.(type) {
	case string:
		return SafeCell(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return v.Format(timeLayout)
	}
	return ""
}
