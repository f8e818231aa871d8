package consent

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a word or phrase of a search: it has to be found, or with Not must not be.
type Word struct {
	Text string
	Not  bool
}

// Words reads the search text: words, "phrases", and a minus before what must not be found.
// What has neither letter, digit nor symbol is left out.
func (f Filter) Words() []Word {
	var out []Word
	for _, t := range tokens(f.Query) {
		text := t.text
		if t.key != "" {
			text = t.key + ":" + t.text
		}
		if w := (Word{Text: text, Not: t.not}); searchable(text) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// token is one part of the search box: key:value, a word or a phrase.
type token struct {
	key, text string
	not       bool
}

// tokens cuts the language of the search box into its parts. It knows no errors: a quote
// that is not closed ends with the text.
func tokens(s string) []token {
	var out []token
	for s = trimSpace(s); s != ""; s = trimSpace(s) {
		var t token
		if rest, minus := strings.CutPrefix(s, "-"); minus {
			t.not, s = true, rest
		}
		if key, rest, ok := keyOf(s); ok {
			t.key, s = key, rest
		}
		t.text, s = cutValue(s)
		if t.text != "" || t.key != "" {
			out = append(out, t)
		}
	}
	return out
}

func trimSpace(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }

// keyOf cuts "key:" off: letters and underscores, something behind the colon, and no
// address such as https://example.com.
func keyOf(s string) (key, rest string, ok bool) {
	at := strings.IndexFunc(s, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_') })
	if at <= 0 || s[at] != ':' || strings.HasPrefix(s[at+1:], "//") {
		return "", s, false
	}
	rest = s[at+1:]
	if next, _ := utf8.DecodeRuneInString(rest); rest == "" || unicode.IsSpace(next) {
		return "", s, false
	}
	return strings.ToLower(s[:at]), rest, true
}

// cutValue takes a phrase in quotes, or what stands before the next white space or quote.
func cutValue(s string) (value, rest string) {
	if inner, quoted := strings.CutPrefix(s, `"`); quoted {
		value, rest, _ = strings.Cut(inner, `"`)
		return strings.Join(strings.Fields(value), " "), rest
	}
	at := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	if at < 0 {
		at = len(s)
	}
	return s[:at], s[at:]
}

// searchable says whether a text has something to look for.
func searchable(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.So)
	})
}

// search reads q. What it writes as key:value goes to the parameter of that name; the words
// are left, in canonical form.
func (p *filterParser) search() string {
	s := strings.ToValidUTF8(strings.TrimSpace(strings.ReplaceAll(p.values.Get("q"), "\x00", "")), "\uFFFD")
	if len(s) > maxQuery {
		p.fail("q", "A search may have at most %d characters; this one has %d.", maxQuery, utf8.RuneCountInString(s))
		return ""
	}
	var words []string
	moved := false
	for _, t := range tokens(s) {
		switch {
		case slices.Contains(boxKeys(), t.key):
			p.move(t)
			moved = true
			continue
		case t.key != "" && nearest(t.key, boxKeys()) != "":
			p.fail("q", "The search knows no %q.%s Put it in quotes to look for the words.", t.key+":", didYouMean(t.key, boxKeys()))
			continue
		case t.key != "":
			t.text = t.key + ":" + t.text
		}
		if word := written(t); searchable(t.text) && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if s != "" && len(words) == 0 && !moved && len(p.fields) == 0 {
		p.fail("q", "The search holds no word to look for, only signs. Write words, \"a phrase\" in quotes, or filters such as host:example.com.")
	}
	return strings.Join(words, " ")
}

// boxKeys are the parameters that the search box can write.
func boxKeys() []string {
	return slices.DeleteFunc(FilterKeys(), func(key string) bool {
		return key == "q" || key == "cursor" || key == "page" || key == "limit"
	})
}

// move adds key:value to the parameters: values of lists beside those that are there, single
// values instead.
func (p *filterParser) move(t token) {
	switch {
	case slices.Contains([]string{"archived", "since", "until", "min_confidence", "sort"}, t.key):
		if t.not && t.key != "sort" {
			p.fail("q", "%q cannot be excluded.", t.key+":")
			return
		}
		if t.not {
			t.text = "-" + t.text
		}
		p.values[t.key] = []string{t.text}
	case t.not:
		for part := range strings.SplitSeq(t.text, ",") {
			p.values[t.key] = append(slices.Clone(p.values[t.key]), "-"+part)
		}
	default:
		p.values[t.key] = append(slices.Clone(p.values[t.key]), t.text)
	}
}

// written is a word as the search box would have it: quoted where it would be read as
// something else.
func written(t token) string {
	out := t.text
	key, _, keyed := keyOf(out)
	if keyed = keyed && (slices.Contains(boxKeys(), key) || nearest(key, boxKeys()) != ""); keyed ||
		strings.HasPrefix(out, "-") || strings.ContainsFunc(out, unicode.IsSpace) {
		out = `"` + out + `"`
	}
	if t.not {
		out = "-" + out
	}
	return out
}
