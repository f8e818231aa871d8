package clauses

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Statement is one sentence of a policy. Start and End are bytes of the text that was
// split; Heading is the heading it stands under, "" when there is none.
type Statement struct {
	Text       string
	Heading    string
	Start, End int
	IsHeading  bool
}

// Split parts plain text into sentences: at line breaks, and at full stops, question and
// exclamation marks (also of Chinese, Japanese, Arabic and Hindi) that end one. A short
// line without a final stop, followed by longer text, is a heading.
func Split(text string) []Statement {
	var out []Statement
	heading := ""
	for start := 0; start < len(text); {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		line := text[start:end]
		if looksLikeHeading(line) {
			heading = strings.TrimSpace(line)
			out = append(out, Statement{Text: heading, Start: start + leading(line), End: start + leading(line) + len(heading), IsHeading: true})
		} else {
			out = sentences(out, text, start, end, heading)
		}
		start = end + 1
	}
	return out
}

func leading(line string) int { return len(line) - len(strings.TrimLeftFunc(line, unicode.IsSpace)) }

// Longest heading, in bytes.
const longestHeading = 120

func looksLikeHeading(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || len(line) > longestHeading {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	if strings.ContainsRune(".!。！;,", last) || strings.Contains(line, ". ") && !unicode.IsDigit(rune(line[0])) {
		return false
	}
	return len(strings.Fields(line)) <= 12
}

// sentences appends the sentences of text[start:end].
func sentences(out []Statement, text string, start, end int, heading string) []Statement {
	from := start
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(text[i:end])
		i += size
		if ends(r) && (wide(r) || i >= end || closes(text, from, i, end)) {
			out = appendStatement(out, text, from, i, heading)
			from = i
		}
	}
	return appendStatement(out, text, from, end, heading)
}

func appendStatement(out []Statement, text string, from, end int, heading string) []Statement {
	part := text[from:end]
	from += leading(part)
	part = strings.TrimSpace(part)
	if part == "" {
		return out
	}
	return append(out, Statement{Text: part, Heading: heading, Start: from, End: from + len(part)})
}

func ends(r rune) bool {
	switch r {
	case '.', '?', '!', '。', '！', '？', '؟', '।', '…':
		return true
	}
	return false
}

// wide tells stops after which no space follows.
func wide(r rune) bool { return r == '。' || r == '！' || r == '？' }

// closes says whether the stop before i ends a sentence: white space and then no small
// letter follow, and the word before it is no abbreviation or number of a list.
func closes(text string, from, i, end int) bool {
	next, size := utf8.DecodeRuneInString(text[i:end])
	if !unicode.IsSpace(next) && next != '"' && next != '”' {
		return false
	}
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[i+size:end], " \t\"“"))
	if unicode.IsLower(after) {
		return false
	}
	word := text[from : i-1]
	word = word[strings.LastIndexAny(word, " \t(")+1:]
	return !abbreviation(word)
}

func abbreviation(word string) bool {
	if word == "" || len(word) == 1 && word[0] < utf8.RuneSelf {
		return true
	}
	switch strings.ToLower(word) {
	case "e.g", "i.e", "inc", "etc", "no", "nr", "art", "abs", "lit", "z.b", "bzw", "ca", "vgl", "ggf", "co", "ltd", "vs", "st", "mr", "mrs", "dr", "d.h", "u.a", "u.s":
		return true
	}
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return false
		}
	}
	return len(word) < 3
}
