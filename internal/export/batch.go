package export

import (
	"encoding/csv"
	"io"
	"iter"
	"strconv"

	"microconsent/internal/consent"
)

// BatchErrors writes what was refused of a batch as CSV: a heading, then line, text and
// message of each. It ends at the first error, which it returns.
func BatchErrors(w io.Writer, refused iter.Seq2[consent.BatchError, error]) error {
	out := csv.NewWriter(w)
	defer out.Flush()
	if err := out.Write([]string{"line", "text", "message"}); err != nil {
		return err
	}
	for e, err := range refused {
		if err != nil {
			return err
		}
		if err := out.Write([]string{strconv.Itoa(e.Line), SafeCell(e.Text), e.Message}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
