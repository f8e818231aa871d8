package export

import (
	"encoding/hex"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// TestHistoryKeepsNoRows writes megabytes in each format and looks at what is alive
// on the way. A workbook keeps up to 16 MiB of rows before they go to its file. It
// does not run beside other tests: the heap is everybody's.
func TestHistoryKeepsNoRows(t *testing.T) {
	a := listed()[0]
	noise := rand.NewChaCha8([32]byte{}) // does not compress, so that a buffered file would be large
	a.Clauses = []consent.Clause{{ID: "c1", Text: strings.Repeat("y", 1000)}}
	raw := make([]byte, 500)
	for _, f := range HistoryFormats() {
		rows, bound := 6_000, uint64(4<<20)
		if f == XLSX {
			rows, bound = 20_000, 28<<20
		}
		before, most := alive(), uint64(0)
		out := &counter{}
		err := Analyses(out, f, func(yield func(consent.Analysis, error) bool) {
			for i := range rows {
				if i%2_000 == 1_999 {
					most = max(most, alive())
				}
				_, _ = noise.Read(raw)
				if a.Source.Title = hex.EncodeToString(raw); !yield(a, nil) {
					return
				}
			}
		})
		if err != nil || out.n == 0 {
			t.Fatalf("%s: %d bytes, %v", f, out.n, err)
		}
		most = max(most, out.most)
		t.Logf("%s: %d MiB written, %d KiB alive", f, out.n>>20, (int64(most)-int64(before))>>10)
		if most > before+bound {
			t.Errorf("%s keeps %d MiB", f, (most-before)>>20)
		}
	}
}

// alive is how many bytes of the heap are in use.
func alive() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// counter counts what is written and looks at the heap now and then: a workbook is written
// only at its end.
type counter struct {
	n, next int
	most    uint64
}

func (c *counter) Write(p []byte) (int, error) {
	if c.n += len(p); c.n > c.next {
		c.next = c.n + 4<<20
		c.most = max(c.most, alive())
	}
	return io.Discard.Write(p)
}
