package export

import (
	"errors"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestBatchErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("away")
	var out strings.Builder
	err := BatchErrors(&out, func(yield func(consent.BatchError, error) bool) {
		if yield(consent.BatchError{Line: 2, Text: "=HYPERLINK(1)", Message: "This is no \"address\"."}, nil) {
			yield(consent.BatchError{}, broken)
		}
	})
	if want := "line,text,message\n2,'=HYPERLINK(1),\"This is no \"\"address\"\".\"\n"; !errors.Is(err, broken) || out.String() != want {
		t.Errorf("%v, wrote %q", err, out.String())
	}
}
