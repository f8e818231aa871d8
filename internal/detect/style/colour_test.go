package style

import (
	"math"
	"testing"
)

func TestParseColour(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Colour{
		"#fff": {255, 255, 255, 1}, "#0A5": {0, 170, 85, 1}, "#11223380": {17, 34, 51, 128.0 / 255}, "#0a58": {0, 170, 85, 136.0 / 255},
		"rgb(1, 2, 3)": {1, 2, 3, 1}, "rgb(1 2 3 / 50%)": {1, 2, 3, 0.5}, "rgba(300, -1, 3, .25)": {255, 0, 3, 0.25}, "rgb(100%, 0%, 50%)": {255, 0, 128, 1},
		"hsl(120, 100%, 25%)": {0, 128, 0, 1}, "hsl(0deg 0% 100%)": {255, 255, 255, 1}, " RebeccaPurple ": {102, 51, 153, 1}, "transparent": {},
	} {
		got, ok := ParseColour(in)
		if !ok || got.RGB() != want.RGB() || math.Abs(got.A-want.A) > 0.01 {
			t.Errorf("%q: %+v, %v; want %+v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "#12", "#ggg", "currentcolor", "inherit", "rgb(1,2)", "rgb(1,2,3", "rgb(a,b,c)", "url(x)", "hsl(x,1%,1%)"} {
		if got, ok := ParseColour(in); ok {
			t.Errorf("%q is a colour: %+v", in, got)
		}
	}
}

// The values are those of the WCAG's own examples.
func TestContrast(t *testing.T) {
	t.Parallel()
	black, white, grey := Colour{0, 0, 0, 1}, Colour{255, 255, 255, 1}, Colour{0x76, 0x76, 0x76, 1}
	for _, c := range []struct {
		a, b Colour
		want float64
	}{{black, white, 21}, {white, black, 21}, {white, white, 1}, {grey, white, 4.54}} {
		if got := Contrast(c.a, c.b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%+v on %+v: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestOver(t *testing.T) {
	t.Parallel()
	if got := (Colour{0, 0, 0, 0.5}).Over(Colour{255, 255, 255, 1}); got != (Colour{128, 128, 128, 1}) {
		t.Errorf("half black over white: %+v", got)
	}
}

func FuzzParseColour(f *testing.F) {
	for _, s := range []string{"#fff", "rgb(1 2 3 / 4%)", "hsl(1,2%,3%)", "rgb()", "hsl(NaN,1%,1%)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := ParseColour(s)
		if ok && (c.A < 0 || c.A > 1) {
			t.Errorf("%q: opacity %v", s, c.A)
		}
	})
}
