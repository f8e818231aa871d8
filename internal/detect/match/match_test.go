package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestBits(t *testing.T) {
	t.Parallel()
	set := Build([]Phrase{{"cookie", 1}, {"okay", 2}, {"куки", 4}, {"okie", 8}, {"zásady", 16}})
	for text, want := range map[string]uint32{
		"":                    0,
		"We use COOKIES":      1 | 8,
		"cookokay":            2,
		"Куки":                4,
		"КУКИ und okie":       4 | 8,
		"ZÁSADY":              16,
		"coo okie":            8,
		"\xff\xfecookie":      1 | 8,
		"cooki":               0,
		"OKAY":                2,
		"nothing here at all": 0,
	} {
		if got := set.Bits(text, ^uint32(0)); got != want {
			t.Errorf("Bits(%q) = %b, want %b", text, got, want)
		}
	}
}

func TestBitsStopsEarly(t *testing.T) {
	t.Parallel()
	set := Build([]Phrase{{"aaaa", 1}, {"bbbb", 2}})
	if got := set.Bits("aaaa bbbb", 1); got != 1 {
		t.Errorf("Bits = %b, want only the first", got)
	}
}

func TestEach(t *testing.T) {
	t.Parallel()
	set := Build([]Phrase{{"cookie", 1}, {"okie", 2}, {"cookiebot", 3}})
	var got []string
	text := "x Cookiebot, okie"
	set.Each(text, func(bits uint32, start, end int) { got = append(got, fmt.Sprint(bits)+" "+text[start:end]) })
	slices.Sort(got)
	if want := []string{"1 Cookie", "2 okie", "2 okie", "3 Cookiebot"}; !slices.Equal(got, want) {
		t.Errorf("Each = %q, want %q", got, want)
	}
}

// Every phrase must be found wherever a plain search finds it, and nowhere else.
func FuzzBits(f *testing.F) {
	f.Add("we use cookies", "cookie", "use co")
	f.Add("aaaaabb", "aabb", "aaab")
	f.Add("[[[[{{{{", "[[[[", "{{{{")
	f.Fuzz(func(t *testing.T, text, one, two string) {
		if len(one) < MinLength || len(two) < MinLength || !isASCII(text+one+two) || len(one)+len(two) > 1000 {
			return
		}
		got := Build([]Phrase{{one, 1}, {two, 2}}).Bits(text, ^uint32(0))
		low := strings.ToLower(text)
		if want := strings.Contains(low, strings.ToLower(one)); (got&1 != 0) != want {
			t.Errorf("%q in %q: %v", one, text, want)
		}
		if want := strings.Contains(low, strings.ToLower(two)); (got&2 != 0) != want {
			t.Errorf("%q in %q: %v", two, text, want)
		}
	})
}

func BenchmarkBits(b *testing.B) {
	set := Build([]Phrase{{"cookie", 1}, {"consent", 2}, {"einwilligung", 4}, {"zustimmung", 8}})
	text := strings.Repeat("Lorem ipsum dolor sit amet, consectetur adipisici elit. ", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		set.Bits(text, ^uint32(0))
	}
}
