package style

import (
	"math"
	"strconv"
	"strings"
)

// Colour is an sRGB colour with its opacity.
type Colour struct {
	R, G, B uint8
	A       float64 // 0 to 1
}

// RGB is the colour as 0xRRGGBB, its opacity left out.
func (c Colour) RGB() uint32 { return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B) }

// Over lays the colour on an opaque one (W3C Compositing 1, source over).
func (c Colour) Over(below Colour) Colour {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*c.A + float64(b)*(1-c.A))) }
	return Colour{mix(c.R, below.R), mix(c.G, below.G), mix(c.B, below.B), 1}
}

// Contrast is the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, 1.4.3).
func Contrast(a, b Colour) float64 {
	l, d := luminance(a), luminance(b)
	if l < d {
		l, d = d, l
	}
	return (l + 0.05) / (d + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(c Colour) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

// ParseColour reads a colour of CSS Color 4: hex, rgb(), hsl() and names. Words that need
// a context (currentcolor, inherit, system colours) are not colours here.
func ParseColour(s string) (Colour, bool) {
	s = lower(s)
	switch {
	case s == "transparent":
		return Colour{}, true
	case strings.HasPrefix(s, "#"):
		return hex(s[1:])
	case strings.HasPrefix(s, "rgb"):
		return function(s, fromRGB)
	case strings.HasPrefix(s, "hsl"):
		return function(s, fromHSL)
	}
	v, ok := names()[s]
	return Colour{uint8(v >> 16), uint8(v >> 8), uint8(v), 1}, ok
}

func hex(s string) (Colour, bool) {
	if len(s) == 3 || len(s) == 4 {
		var long strings.Builder
		for i := range len(s) {
			long.WriteByte(s[i])
			long.WriteByte(s[i])
		}
		s = long.String()
	}
	if len(s) == 6 {
		s += "ff"
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if len(s) != 8 || err != nil {
		return Colour{}, false
	}
	return Colour{uint8(v >> 24), uint8(v >> 16), uint8(v >> 8), float64(v&0xff) / 255}, true
}

// function reads the arguments of rgb() and hsl(), in the old and the new syntax.
func function(s string, make func(v [3]string) (Colour, bool)) (Colour, bool) {
	_, args, open := strings.Cut(s, "(")
	args, _, closed := strings.Cut(args, ")")
	fields := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == '/' || r == ' ' })
	if !open || !closed || len(fields) < 3 || len(fields) > 4 {
		return Colour{}, false
	}
	c, ok := make([3]string(fields[:3]))
	c.A = 1
	if len(fields) == 4 {
		if c.A, ok = share(fields[3]); !ok {
			return Colour{}, false
		}
	}
	return c, ok
}

func fromRGB(v [3]string) (Colour, bool) {
	var out [3]uint8
	for i, s := range v {
		percent, isPercent := strings.CutSuffix(s, "%")
		f, ok := number(percent)
		if !ok {
			return Colour{}, false
		}
		if isPercent {
			f = f * 255 / 100
		}
		out[i] = uint8(math.Round(min(255, max(0, f))))
	}
	return Colour{R: out[0], G: out[1], B: out[2]}, true
}

func fromHSL(v [3]string) (Colour, bool) {
	h, ok := number(strings.TrimSuffix(v[0], "deg"))
	s, okS := share(v[1])
	l, okL := share(v[2])
	if !ok || !okS || !okL {
		return Colour{}, false
	}
	channel := func(n float64) uint8 { // CSS Color 4, section 7.1
		k := math.Mod(math.Mod(n+h/30, 12)+12, 12)
		return uint8(math.Round(255 * (l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1)))))
	}
	return Colour{R: channel(0), G: channel(8), B: channel(4)}, true
}

// share reads "0.5" or "50%" as 0.5.
func share(s string) (float64, bool) {
	digits, percent := strings.CutSuffix(s, "%")
	f, ok := number(digits)
	if percent {
		f /= 100
	}
	return min(1, max(0, f)), ok
}

// number reads a number that is one: not infinity, not "NaN".
func number(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}
