package dom

import (
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in   string
		max  int
		want string
	}{
		{"", 10, ""}, {"  a \n b  ", 10, "a b"}, {"plain", 10, "plain"}, {"plain", 3, "pla"},
		{"äöü", 3, "ä"}, {"a  b", 2, "a"}, {"日本語", 6, "日本"}, {"\u00a0x\u2003y", 10, "x y"},
	}
	for _, c := range cases {
		if got := Fold(c.in, c.max); got != c.want {
			t.Errorf("Fold(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add(" a\u00a0 b", 3)
	f.Fuzz(func(t *testing.T, s string, max int) {
		if max < 0 || max > 1000 || !utf8.ValidString(s) {
			return
		}
		got := Fold(s, max)
		if len(got) > max || !utf8.ValidString(got) {
			t.Errorf("Fold(%q, %d) = %q", s, max, got)
		}
		if again := Fold(got, max); again != got {
			t.Errorf("Fold twice: %q then %q", got, again)
		}
	})
}
