package static

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// color is an sRGB color, each part from 0 to 1.
type color [3]float64

func parseColor(t *testing.T, hex string) color {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("color %q", hex)
	}
	return color{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}
}

// luminance as WCAG 2.2 defines it.
func (c color) luminance() float64 {
	part := func(x float64) float64 {
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c[0]) + 0.7152*part(c[1]) + 0.0722*part(c[2])
}

func contrast(a, b color) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// tokens are the colors of the style sheet by name: light and dark.
func tokens(t *testing.T) map[string][2]color {
	t.Helper()
	f, _ := Find(URL("css/app.css"))
	out := map[string][2]color{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`).FindAllStringSubmatch(string(f.Body), -1) {
		out[m[1]] = [2]color{parseColor(t, m[2]), parseColor(t, m[3])}
	}
	return out
}

// pairs are what stands on what. Text needs 4.5:1 (WCAG 2.2, 1.4.3), parts of controls
// and signs 3:1 (1.4.11).
func pairs() (text, parts [][2]string) {
	for _, surface := range []string{"bg", "surface", "raised"} {
		for _, ink := range []string{"ink", "muted", "link", "bad-ink"} {
			text = append(text, [2]string{ink, surface})
		}
		for _, part := range []string{"edge", "focus", "accent"} {
			parts = append(parts, [2]string{part, surface})
		}
	}
	for _, tone := range []string{"good", "warn", "bad", "busy", "neutral", "mark"} {
		text = append(text, [2]string{tone + "-ink", tone + "-bg"})
	}
	text = append(text, [2]string{"on-accent", "accent"}, [2]string{"on-danger", "danger"}, [2]string{"muted", "mark-bg"}, [2]string{"link", "mark-bg"})
	for _, sign := range []string{"bad-ink", "warn-ink", "busy-ink", "neutral-ink", "danger"} {
		parts = append(parts, [2]string{sign, "surface"}, [2]string{sign, "bg"})
	}
	parts = append(parts, [2]string{"focus", "mark-bg"})
	for _, hue := range []string{"good", "fair", "warn", "poor", "bad", "worst", "neutral", "accent", "violet", "blue", "pink"} {
		parts = append(parts, [2]string{"chart-" + hue, "surface"})
	}
	return text, parts
}

func TestContrast(t *testing.T) {
	t.Parallel()
	known := tokens(t)
	text, parts := pairs()
	check := func(pair [2]string, least float64) {
		front, back := known[pair[0]], known[pair[1]]
		for theme, name := range []string{"light", "dark"} {
			if got := contrast(front[theme], back[theme]); got < least {
				t.Errorf("%s on %s, %s: %.2f, less than %.1f", pair[0], pair[1], name, got, least)
			}
		}
	}
	for _, pair := range text {
		check(pair, 4.5)
	}
	for _, pair := range parts {
		check(pair, 3)
	}
}

// Every color token is judged, and colors stand nowhere but in tokens.
func TestEveryColorIsJudged(t *testing.T) {
	t.Parallel()
	text, parts := pairs()
	judged := map[string]bool{"line": true} // only decoration: rows stay apart without it
	for _, pair := range slices.Concat(text, parts) {
		judged[pair[0]], judged[pair[1]] = true, true
	}
	known := tokens(t)
	if len(known) < 20 {
		t.Fatalf("only %d tokens", len(known))
	}
	for name := range known {
		if !judged[name] {
			t.Errorf("--%s is in no pair", name)
		}
	}
	f, _ := Find(URL("css/app.css"))
	_, rest, _ := strings.Cut(string(f.Body), "@layer base {")
	screen, _, _ := strings.Cut(rest, "@layer print {")
	if found := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b\s*[;,)]`).FindString(screen); found != "" {
		t.Errorf("the color %s is no token", found)
	}
}

func TestContrastOfKnownColors(t *testing.T) {
	t.Parallel()
	black, white, gray := color{}, color{1, 1, 1}, parseColor(t, "#767676")
	if got := contrast(black, white); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white: %.2f", got)
	}
	if got := contrast(gray, white); math.Abs(got-4.54) > 0.01 {
		t.Errorf("gray on white: %.2f", got)
	}
}
