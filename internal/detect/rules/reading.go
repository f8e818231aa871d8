package rules

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

// reading is what rules take from the texts of a subject, folded and split once.
type reading struct {
	langs     []string // files of the lexicon for the languages of notice and page
	folded    string   // the notice's first layer
	sentences []string
}

func newReading(s *Subject) *reading {
	r := &reading{}
	if !s.Banner.Present {
		return r
	}
	for _, code := range []string{s.Language.Consent, s.Language.Code} {
		r.langs = append(r.langs, filesOf(code)...)
	}
	r.folded = lexicon.Fold(s.Banner.Text)
	r.sentences = sentences(s.Banner.Text)
	return r
}

// filesOf are the files of the lexicon that hold a language.
func filesOf(code string) []string {
	switch code {
	case "":
		return nil
	case "sr":
		return []string{"sr", "sr-latn"}
	case "zh":
		return []string{"zh", "zh-hant"}
	case "hr":
		return []string{"hr", "bs"}
	}
	return []string{code}
}

// phrases are the phrases of every section of the lexicon by language, folded.
var phrases = sync.OnceValue(func() map[[2]string][]string {
	out := map[[2]string][]string{}
	for _, lang := range lexicon.Languages() {
		for _, section := range lexicon.Sections() {
			for _, p := range lexicon.Phrases(lang, section) {
				key := [2]string{lang, section}
				out[key] = append(out[key], lexicon.Fold(p))
			}
		}
	}
	return out
})

// says returns the first phrase of a section that stands in the notice's first layer and
// that fits, "" for none. The languages of the notice and the page are tried.
func (r *reading) says(section string, fits func(phrase string) bool) string {
	return r.find(r.folded, section, fits)
}

func (r *reading) find(folded, section string, fits func(string) bool) string {
	for _, lang := range r.langs {
		for _, p := range phrases()[[2]string{lang, section}] {
			if holds(folded, p) && (fits == nil || fits(p)) {
				return p
			}
		}
	}
	return ""
}

// holds says whether a phrase stands in a text as whole words, both folded. Scripts that
// write no spaces have no borders to look at.
func holds(folded, phrase string) bool {
	for from := 0; ; {
		at := strings.Index(folded[from:], phrase)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(folded[:at])
		after, _ := utf8.DecodeRuneInString(folded[at+len(phrase):])
		first, _ := utf8.DecodeRuneInString(phrase)
		if unspaced(first) || !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return true
		}
		from = at + len(phrase)
	}
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul, unicode.Arabic, unicode.Hebrew)
}

// sentence returns the first sentence of the first layer that is about all of the topics.
func (r *reading) sentence(of topic) string {
	for _, s := range r.sentences {
		if speaks(s, of) {
			return s
		}
	}
	return ""
}

// maxSentences bounds what rules look through.
const maxSentences = 400

// sentences splits at full stops, exclamation and question marks before a space or an
// upper-case letter, and at ideographic stops.
func sentences(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		end := i + size
		stop := r == '。' || r == '！' || r == '？' || r == '।'
		if r == '.' || r == '!' || r == '?' {
			next, _ := utf8.DecodeRuneInString(text[end:])
			stop = end < len(text) && (next == ' ' || unicode.IsUpper(next))
		}
		if stop && len(out) < maxSentences {
			out = append(out, strings.TrimSpace(text[start:end]))
			start = end
		}
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// quote shows words of a page in a sentence of evidence.
func quote(text string) string {
	const most = 200 // characters
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return "“" + text + "”"
}

// quoted lists the labels of controls, each once.
func quoted(in []consent.Clause) string {
	const most = 4
	var out []string
	for _, c := range in {
		if q := quote(c.Text); !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	if len(out) > most {
		out = append(out[:most], "…")
	}
	return strings.Join(out, ", ")
}
