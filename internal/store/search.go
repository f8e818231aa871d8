package store

import (
	"slices"
	"strings"
	"unicode"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// searchText is what a search looks through: URL, host, title, name, every clause's text, the
// titles of findings and the error, folded, one a line, so that no match spans two of them.
// A last line holds what is too short for an index of trigrams (see shortWords).
func searchText(a consent.Analysis) string {
	var out strings.Builder
	seen := map[string]bool{"": true}
	add := func(text string) {
		if text = fold(text); !seen[text] {
			seen[text] = true
			out.WriteString(text)
			out.WriteByte('\n')
		}
	}
	for _, text := range []string{a.Source.URL, a.Host, a.Source.Title, a.Source.Name} {
		add(text)
	}
	for _, c := range a.Clauses {
		add(c.Text)
	}
	for _, f := range a.Findings {
		add(f.Title)
	}
	if a.Failure != nil {
		add(a.Failure.Message)
	}
	return withShortWords(out.String())
}

// withFailure is a search text with the message of another failure instead of the one it has.
func withFailure(text string, before, after *consent.Failure) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" && !strings.HasPrefix(line, " ") { // the short words are made anew
			lines = append(lines, line)
		}
	}
	if last := len(lines) - 1; before != nil && last >= 0 && lines[last] == fold(before.Message) {
		lines = lines[:last]
	}
	if after != nil {
		if line := fold(after.Message); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return withShortWords(strings.Join(lines, "\n") + "\n")
}

// withShortWords adds a line with all short words of a text, each between spaces.
func withShortWords(text string) string {
	var out strings.Builder
	seen := map[string]bool{}
	for _, word := range shortWords(text) {
		if !seen[word] {
			seen[word] = true
			out.WriteByte(' ')
			out.WriteString(word)
		}
	}
	if out.Len() == 0 {
		return text
	}
	return text + out.String() + " \n"
}

// shortWords are the words of one or two characters; of scripts that put no spaces between
// words, and of signs such as emoji, every character and every two in a row.
func shortWords(text string) []string {
	var out []string
	var word []rune
	flush := func() {
		if n := len(word); n > 0 && n <= 2 {
			out = append(out, string(word))
		}
		word = word[:0]
	}
	var before rune
	for _, r := range text {
		if !unspaced(r) {
			before = 0
			if unicode.In(r, unicode.L, unicode.N, unicode.M) {
				word = append(word, r)
			} else {
				flush()
			}
			continue
		}
		flush()
		out = append(out, string(r))
		if before != 0 {
			out = append(out, string([]rune{before, r}))
		}
		before = r
	}
	flush()
	return out
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.So)
}

// fold makes texts comparable that differ in case or white space only. The databases fold
// differently (SQLite knows ASCII, PostgreSQL asks the locale), so that neither may. Going
// through upper case joins letters with two lower forms, such as the Greek sigma.
func fold(s string) string {
	s = strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, clean(s))
	return strings.Join(strings.Fields(s), " ")
}

// needle is a folded text to be found in searchText. One of up to two characters has to be a
// word of its own.
type needle struct {
	text string
	not  bool
}

func needles(f consent.Filter) []needle {
	var out []needle
	for _, word := range f.Words() {
		text := fold(word.Text)
		if len([]rune(text)) >= 3 {
			out = append(out, needle{text, word.Not})
			continue
		}
		for _, short := range shortest(text) {
			out = append(out, needle{" " + short + " ", word.Not})
		}
	}
	return out
}

// somethingToFind refuses a search of signs only, which would otherwise find all.
func somethingToFind(f consent.Filter, words []needle) error {
	if strings.TrimSpace(clean(f.Query)) != "" && len(words) == 0 {
		return consent.InvalidField("q", "The search holds no word to look for, only signs.")
	}
	return nil
}

// shortest is a text of up to two characters as one word, or without the signs in it.
func shortest(text string) []string {
	if words := shortWords(text); len(words) > 0 {
		return words[len(words)-1:] // of two characters without a space between them the pair is last
	}
	return nil
}

// searched asks for the needles in the text of each analysis a, without an index.
func (s *Store) searched(q *bun.SelectQuery, words []needle) *bun.SelectQuery {
	for _, word := range words {
		condition, arg := s.dialect.holds("a.search", word.text)
		if word.not {
			condition = "NOT (" + condition + ")"
		}
		q = q.Where(condition, arg)
	}
	return q
}

// wanted says whether something must be found: exclusions alone have no use for an index.
func wanted(words []needle) bool {
	for _, word := range words {
		if !word.not {
			return true
		}
	}
	return false
}

// containing is the LIKE pattern, with ! as its escape character, that finds the text
// anywhere.
func containing(text string) string { return "%" + beginning(text) }

// beginning is the LIKE pattern of what begins with the text.
func beginning(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}
