package export

import "testing"

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                     "",
		"Zwölf 12 – ok\n\tund": "Zwölf 12 – ok\n\tund",
		"a\u202eb\u2069":       "a[U+202E]b[U+2069]",
		"A\u200bB\ufeff":       "A[U+200B]B[U+FEFF]",
		"x\x1b[2J\r\x00":       "x[U+001B][2J[U+000D][U+0000]",
		"a\xffb":               "a[0xFF]b",
		"real \uFFFD stays":    "real \uFFFD stays",
		"tag \U000E0041":       "tag [U+E0041]",
	} {
		if got := Visible(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if Visible(want) != want {
			t.Errorf("%q changes again", want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		most int
		kept string
		left int
	}{{"", 3, "", 0}, {"abc", 3, "abc", 0}, {"abcd", 3, "abc", 1}, {"äöü", 3, "äöü", 0}, {"äöüß!", 3, "äöü", 2}, {"a\xff\xfe", 1, "a", 2}} {
		if kept, left := Cut(c.in, c.most); kept != c.kept || left != c.left {
			t.Errorf("%q: got %q, %d", c.in, kept, left)
		}
	}
}
