package store

import (
	"regexp"
	"strings"
)

// maxRead is how much of a statement is looked at, in bytes; an INSERT of many rows is long.
const maxRead = 64 << 10

var (
	listOfValues = regexp.MustCompile(`\?(\s*,\s*\?)+`)
	listOfRows   = regexp.MustCompile(`\(\?\)(\s*,\s*\(\?\))+`)
)

// maskValues puts ? in place of strings, numbers and blobs of a statement, once for a list
// of them, so that what is logged holds no value. The result has about limit bytes at most.
func maskValues(query string, limit int) string {
	m := masker{in: query}
	for m.at < len(m.in) && m.out.Len() < maxRead {
		m.step()
	}
	text := listOfValues.ReplaceAllString(m.out.String(), "?")
	text = listOfRows.ReplaceAllString(text, "(?)")
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "…"
	}
	return text
}

type masker struct {
	in  string
	at  int
	out strings.Builder
}

// step reads one token.
func (m *masker) step() {
	c, from := m.in[m.at], m.at
	switch {
	case c == '\'':
		m.at = endOfQuoted(m.in, from)
		m.out.WriteByte('?')
		return
	case c == '"' || c == '`':
		m.at = endOfQuoted(m.in, from)
	case isWord(c):
		m.at += wordLength(m.in[from:])
		if c >= '0' && c <= '9' {
			if m.at < len(m.in) && m.in[m.at] == '.' {
				m.at += 1 + wordLength(m.in[m.at+1:])
			}
			m.out.WriteByte('?')
			return
		}
		if m.at-from == 1 && m.at < len(m.in) && m.in[m.at] == '\'' {
			return // the letter of X'…'
		}
	default:
		m.at++
	}
	m.out.WriteString(m.in[from:m.at])
}

// endOfQuoted is the place behind a quoted text that begins at i; a doubled quote belongs to
// it. The end of s when the text is open.
func endOfQuoted(s string, i int) int {
	quote := s[i]
	for i++; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 == len(s) || s[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(s)
}

func wordLength(s string) int {
	n := 0
	for n < len(s) && isWord(s[n]) {
		n++
	}
	return n
}

// isWord holds for what names and numbers are made of, and for every byte beyond ASCII.
func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
