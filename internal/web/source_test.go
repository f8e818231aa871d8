package web

import (
	"strconv"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{"": 1, "a": 1, "a\n": 1, "a\nb": 2, "\n\n": 2, "a\r\nb\r\n": 2} {
		if got := len(newText([]byte(body)).lines); got != want {
			t.Errorf("%q has %d lines, want %d", body, got, want)
		}
	}
}

// A line without a break is shown in pieces and parts that join without a gap, forward and
// back.
func TestOneLongLine(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("0123456789ä", 40_000)
	source := newText([]byte(body))
	var got strings.Builder
	var starts []int
	for from := 0; ; {
		starts = append(starts, from)
		v := sourceView(source, nil, from, "/a")
		size := 0
		for i, l := range v.Lines {
			if l.Number != 1 || l.Again == (len(starts) == 1 && i == 0) {
				t.Fatalf("piece %d of part %d: %+v", i, len(starts), l.Number)
			}
			for _, s := range l.Segments {
				got.WriteString(s.Text)
				size += len(s.Text)
			}
		}
		if size > sourceBytes+pieceBytes {
			t.Errorf("a part of %d bytes", size)
		}
		_, next, found := strings.Cut(v.Next, "from=")
		if !found {
			break
		}
		n, err := strconv.Atoi(next)
		if err != nil || n <= from || len(starts) > 20 {
			t.Fatalf("next part at %q", next)
		}
		from = n
	}
	if got.String() != body {
		t.Errorf("%d bytes of %d", got.Len(), len(body))
	}
	for at := starts[len(starts)-1]; at > 0; {
		before := source.earlier(at)
		if before >= at || source.align(before) != before {
			t.Fatalf("the part before %d begins at %d", at, before)
		}
		at = before
	}
}

func TestPlaceOfAClause(t *testing.T) {
	t.Parallel()
	short := newText([]byte(strings.Repeat("x\n", 100)))
	if got := short.before(150); got != 0 {
		t.Errorf("a short source begins at %d", got)
	}
	long := newText([]byte(strings.Repeat("x\n", 5000)))
	if got := long.before(8000); got != 7990 {
		t.Errorf("a long one begins at %d", got)
	}
	flat := newText([]byte(strings.Repeat("x", 300_000)))
	if got := flat.before(250_001); got > 250_001 || got < 250_001-2*pieceBytes || flat.align(got) != got {
		t.Errorf("one without breaks begins at %d", got)
	}
}
