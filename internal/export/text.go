package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible shows what a page hides in its text: control characters, marks that turn the
// reading direction (Trojan Source, CVE-2021-42574), characters without width and bytes
// that are no UTF-8 appear as "[U+202E]". Line ends and tabs stay.
func Visible(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "[0x%02X]", s[i])
		case r != utf8.RuneError && hidden(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden is true of the joiners too: they shape some scripts and stand in emoji, but in a
// label they may as well part a word from what it seems to be.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case utf8.RuneError:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// Cut is s cut to so many characters, and how many were left out.
func Cut(s string, most int) (kept string, left int) {
	if len(s) <= most {
		return s, 0
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i], utf8.RuneCountInString(s[i:])
		}
		n++
	}
	return s, 0
}

// fold is s on one line.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
