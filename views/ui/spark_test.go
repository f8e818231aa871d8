package ui

import (
	"strings"
	"testing"
)

func TestSpark(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		scores []int
		wants  []string
	}{
		"none":  {nil, []string{"no score"}},
		"one":   {[]int{100}, []string{`points="92,4"`, `cx="92" cy="4"`, "earliest first: 100"}},
		"three": {[]int{0, 50, 100}, []string{`points="4,20 48,12 92,4"`, `cx="92" cy="4"`, "0, 50, 100"}},
		"out":   {[]int{-5, 400}, []string{`points="4,20 92,4"`}},
	}
	for name, c := range cases {
		var out strings.Builder
		if err := Spark(c.scores).Render(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.wants {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %s in %s", name, want, out.String())
			}
		}
		if strings.Contains(out.String(), "style=") {
			t.Errorf("%s has an inline style", name)
		}
	}
}
