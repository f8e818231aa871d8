package linear

import (
	"math"
	"testing"
)

func TestAddTextFolds(t *testing.T) {
	t.Parallel()
	g := Grams{Namespace: 't', Min: 1, Max: 4, Words: 2}
	same := [][2]string{
		{"Accept ALL", "accept all"},
		{"  accept\n\tall  ", "accept all"},
		{"our 123 partners", "our 987 partners"},
		{"ÄNDERN", "ändern"},
		{"zu\u00adstimmen", "zu stimmen"},
	}
	for _, c := range same {
		if !equal(vectorOf(g, c[0]), vectorOf(g, c[1])) {
			t.Errorf("%q and %q give different features", c[0], c[1])
		}
	}
	for _, c := range [][2]string{{"accept all", "reject all"}, {"a b", "b a"}, {"", "a"}} {
		if equal(vectorOf(g, c[0]), vectorOf(g, c[1])) {
			t.Errorf("%q and %q give the same features", c[0], c[1])
		}
	}
}

func TestAddTextCounts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		grams Grams
		text  string
		want  int
	}{
		{Grams{Min: 1, Max: 1}, "ab", 4},     // space a b space
		{Grams{Min: 2, Max: 3}, "ab", 3 + 2}, // " a" "ab" "b " and " ab" "ab "
		{Grams{Words: 1}, "one two", 2},
		{Grams{Words: 2}, "one two three", 5},
		{Grams{Words: 9}, "a b c d e f", 1 + 2 + 3 + 4 + 5 + 5},
		{Grams{Min: 3, Max: 3}, "", 0},
		{Grams{Words: 1}, "同意 する", 2},
		{Grams{Words: 1}, "don't", 2},
	}
	for _, c := range cases {
		if got := len(vectorOf(c.grams, c.text).IDs); got != c.want {
			t.Errorf("%+v of %q: %d features, want %d", c.grams, c.text, got, c.want)
		}
	}
}

func TestNamespacesDiffer(t *testing.T) {
	t.Parallel()
	a, b := vectorOf(Grams{Namespace: 'a', Words: 1}, "word"), vectorOf(Grams{Namespace: 'b', Words: 1}, "word")
	if equal(a, b) {
		t.Error("two namespaces share a feature")
	}
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	var v Vector
	v.AddName("first", 5)
	v.Add(1, 3)
	v.Add(2, 4)
	v.Normalize(1)
	if v.Values[0] != 5 || math.Abs(float64(v.Values[1])-0.6) > 1e-6 || math.Abs(float64(v.Values[2])-0.8) > 1e-6 {
		t.Errorf("got %v", v.Values)
	}
	v.Reset()
	v.Normalize(0)
	if v.Len() != 0 {
		t.Errorf("%d entries after Reset", v.Len())
	}
}

func vectorOf(g Grams, text string) Vector {
	var v Vector
	v.AddText(g, text, 0)
	return v
}

func equal(a, b Vector) bool {
	if len(a.IDs) != len(b.IDs) {
		return false
	}
	for i := range a.IDs {
		if a.IDs[i] != b.IDs[i] || a.Values[i] != b.Values[i] {
			return false
		}
	}
	return true
}
