package store

import (
	"strings"
	"unicode"

	"microconsent/internal/consent"
)

// searchText is what a search looks through: URL, host, title, name and every clause's
// text, folded, one a line, so that no match spans two of them.
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
	return out.String()
}

// fold makes texts comparable that differ in case or white space only. The databases fold
// differently (SQLite knows ASCII, PostgreSQL asks the locale), so that neither may. Going
// through upper case joins letters with two lower forms, such as the Greek sigma.
func fold(s string) string {
	s = strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, clean(s))
	return strings.Join(strings.Fields(s), " ")
}

// containing is the LIKE pattern, with ! as its escape character, that finds the text
// anywhere.
func containing(text string) string { return "%" + beginning(text) }

// beginning is the LIKE pattern of what begins with the text.
func beginning(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}
