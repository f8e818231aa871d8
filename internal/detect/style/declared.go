package style

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
)

// Declared are the declarations that win for one element, by property.
type Declared map[string]string

// declarations lists the properties and values of a block in order. Names come in lower
// case; a value keeps its "!important".
func declarations(block string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for block != "" {
			var one string
			one, block = cutDeclaration(block)
			name, value, ok := strings.Cut(one, ":")
			if ok && !yield(lower(name), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// cutDeclaration splits at the next semicolon outside parentheses, which data addresses
// hold too.
func cutDeclaration(s string) (one, rest string) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ';':
			if depth <= 0 {
				return s[:i], s[i+1:]
			}
		}
	}
	return s, ""
}

// Of returns what holds for an element: the page's rules and its own style attribute.
func (s *Sheet) Of(e *html.Node) Declared {
	d := declaring{sheet: s, out: Declared{}, important: map[string]bool{}}
	for _, r := range s.matching(e) {
		d.take(r.block)
	}
	d.take(attr(e, "style"))
	return d.out
}

type declaring struct {
	sheet     *Sheet
	out       Declared
	important map[string]bool
}

func (d *declaring) take(block string) {
	for name, value := range declarations(block) {
		value, important := cutImportant(value)
		if d.important[name] && !important {
			continue
		}
		d.important[name] = d.important[name] || important
		value = d.sheet.resolve(value, 0)
		d.out[name] = value
		if name == "background" { // the shorthand resets both
			d.out["background-color"], d.out["background-image"] = shorthand(value)
		}
	}
}

func cutImportant(value string) (string, bool) {
	if at := strings.LastIndexByte(value, '!'); at >= 0 && strings.EqualFold(strings.TrimSpace(value[at+1:]), "important") {
		return strings.TrimSpace(value[:at]), true
	}
	return value, false
}

// resolve puts in the values of custom properties, taken as if all were set at the root.
func (s *Sheet) resolve(value string, depth int) string {
	const most = 8
	start := strings.Index(value, "var(")
	if start < 0 || depth > most {
		return value
	}
	end := closing(value, start+len("var("))
	if end < 0 {
		return value
	}
	name, fallback, _ := strings.Cut(value[start+len("var("):end], ",")
	known, ok := s.variables[strings.TrimSpace(name)]
	if !ok {
		known = strings.TrimSpace(fallback)
	}
	return s.resolve(value[:start]+known+value[end+1:], depth+1)
}

// closing is where the parenthesis that is open at i closes, -1 for nowhere.
func closing(s string, i int) int {
	for depth := 1; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// shorthand takes the colour and the image out of a background.
func shorthand(value string) (colour, image string) {
	colour, image = "transparent", "none"
	for _, word := range words(value) {
		if _, ok := ParseColour(word); ok || lower(word) == "inherit" {
			colour = word
		}
		if l := lower(word); strings.HasPrefix(l, "url(") || strings.Contains(l, "gradient(") {
			image = word
		}
	}
	return colour, image
}

// words splits at spaces outside parentheses.
func words(s string) []string {
	var out []string
	depth, from := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ' ' && depth == 0:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

// root is the size of text where nothing else is said, in CSS pixels.
const root = 16

// length reads a length in CSS pixels; em is the size of the text around it. Percentages
// and viewport units are not known.
func length(s string, em float64) (float64, bool) {
	s = lower(s)
	for _, unit := range []struct {
		name  string
		pixel float64
	}{{"px", 1}, {"rem", root}, {"em", em}, {"pt", 4.0 / 3}} {
		if digits, is := strings.CutSuffix(s, unit.name); is {
			f, ok := number(strings.TrimSpace(digits))
			return f * unit.pixel, ok
		}
	}
	f, ok := number(s)
	return f, ok && f == 0
}
