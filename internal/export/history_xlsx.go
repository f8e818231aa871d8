package export

import (
	"archive/zip"
	"cmp"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"microconsent/internal/consent"
)

const (
	// sheetRows is the most rows of a sheet, the heading counted (ECMA-376 files in Excel).
	sheetRows = excelize.TotalRows
	// sheetText is the most text of a sheet in bytes. Escaped and with its markup it stays
	// below the 4 GiB from which a ZIP entry would need the 64-bit form, which excelize
	// marks only in files that it builds in memory.
	sheetText = 512 << 20

	sheetName  = "Analyses"
	dateFormat = "yyyy-mm-dd hh:mm:ss" // of UTC times
)

// workbook writes a row an analysis and goes on on a further sheet where one is full. Rows
// wait in a temporary file, in a folder of their own below os.TempDir: a workbook ends
// with its parts list, and excelize makes the file when all rows are there.
type workbook struct {
	out              io.Writer
	file             *excelize.File
	dir              string
	columns          []historyColumn
	maxRows, maxText int
	sheets           int
	sheet            *excelize.StreamWriter // nil before the first
	rows, text       int                    // of the sheet
	heading, date    int                    // styles
	cells            []any
}

func newWorkbook(w io.Writer, maxRows, maxText int) (*workbook, error) {
	dir, err := os.MkdirTemp("", "microconsent-export-")
	if err != nil { // else excelize would keep all rows in memory
		return nil, consent.Wrap(err, consent.Unavailable, "There is no room for a temporary file.")
	}
	b := &workbook{out: w, dir: dir, columns: historyColumns(), maxRows: maxRows, maxText: maxText, file: excelize.NewFile(excelize.Options{TmpDir: dir})}
	b.cells = make([]any, len(b.columns))
	// The file goes straight to the output, not through a buffer that holds all of it.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	layout := dateFormat
	heading, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	date, dateErr := b.file.NewStyle(&excelize.Style{CustomNumFmt: &layout})
	b.heading, b.date = heading, date
	if err = cmp.Or(err, dateErr, b.nextSheet()); err != nil {
		_ = b.free()
		return nil, err
	}
	return b, nil
}

// nextSheet ends the sheet and begins another, with columns and heading.
func (b *workbook) nextSheet() error {
	if err := b.endSheet(); err != nil {
		return err
	}
	b.sheets++
	name := sheetName
	if b.sheets > 1 {
		name += " " + strconv.Itoa(b.sheets)
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	} else if err := b.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	sheet, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	b.sheet, b.rows, b.text = sheet, 0, 0
	return b.begin()
}

func (b *workbook) begin() error {
	if err := b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, c := range b.columns {
		if err := b.sheet.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		b.cells[i] = excelize.Cell{StyleID: b.heading, Value: c.name}
	}
	return b.row()
}

func (b *workbook) write(a consent.Analysis) error {
	if b.rows >= b.maxRows || b.text >= b.maxText {
		if err := b.nextSheet(); err != nil {
			return err
		}
	}
	for i, c := range b.columns {
		switch v := c.value(a).(type) {
		case time.Time:
			b.cells[i] = excelize.Cell{StyleID: b.date, Value: v}
		case string: // typed as text, so that no program reads it as a formula
			b.cells[i] = emptyOr(v)
			b.text += len(v)
		default:
			b.cells[i] = v
		}
	}
	return b.row()
}

// emptyOr leaves out the cell of an empty text.
func emptyOr(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (b *workbook) row() error {
	b.rows++
	return b.sheet.SetRow("A"+strconv.Itoa(b.rows), b.cells)
}

func (b *workbook) endSheet() error {
	if b.sheet == nil {
		return nil
	}
	return b.sheet.Flush()
}

func (b *workbook) end() error {
	if err := b.endSheet(); err != nil {
		return err
	}
	return b.file.Write(b.out)
}

func (b *workbook) free() error {
	return cmp.Or(b.file.Close(), os.RemoveAll(b.dir))
}
