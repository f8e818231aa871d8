package roles

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"microconsent/internal/detect/lexicon"
)

// reading is what the lexicon says of a text: for each section the longest phrase found
// and the share of the text that it covers, 1 for the text as a whole.
type reading struct {
	folded   string
	found    []finding
	concepts uint32
	first    int // concept that stands first, -1 for none
}

func fold(text string) reading {
	r := reading{folded: lexicon.Fold(text)}
	r.concepts, r.first = conceptsIn(r.folded)
	return r
}

// finding is the longest phrase of one section.
type finding struct {
	section string
	share   float64
	phrase  string
}

func (r *reading) share(section string) float64 { return r.in(section).share }

// in returns the finding of a section, the zero one when there is none.
func (r *reading) in(section string) finding {
	for _, f := range r.found {
		if f.section == section {
			return f
		}
	}
	return finding{}
}

func (r *reading) note(section string, share float64, phrase string) {
	for i := range r.found {
		if r.found[i].section == section {
			r.found[i].share, r.found[i].phrase = share, phrase
			return
		}
	}
	r.found = append(r.found, finding{section, share, phrase})
}

// Limits of the search for phrases inside a text.
const (
	maxWords   = 24
	maxPhrase  = 8 // words
	maxRunes   = 32
	maxSpelled = 14 // runes, in scripts without spaces
)

func read(text string) reading {
	r := fold(text)
	if r.folded == "" {
		return r
	}
	r.look(r.folded)
	if unspaced(r.folded) {
		r.spell()
		return r
	}
	r.words()
	return r
}

// look notes every section that has the span as a phrase.
func (r *reading) look(span string) {
	for _, sense := range lexicon.Lookup(span) {
		share := float64(len(span)) / float64(len(r.folded))
		if share > r.share(sense.Section) {
			r.note(sense.Section, share, span)
		}
	}
}

func (r *reading) words() {
	var ends [maxWords + 1]int
	n := 0
	for i := range len(r.folded) + 1 {
		if (i == len(r.folded) || r.folded[i] == ' ') && n < maxWords {
			n++
			ends[n] = i
		}
	}
	for from := range n {
		start := ends[from]
		if from > 0 {
			start++
		}
		for to := from + 1; to <= n && to-from <= maxPhrase; to++ {
			r.look(r.folded[start:ends[to]])
		}
	}
}

// spell tries every run of characters where words are not separated.
func (r *reading) spell() {
	text := r.folded
	for i := 0; i < len(text) && i < 4*maxRunes; {
		end, _ := 0, 0
		for k := 0; k < maxSpelled && i+end < len(text); k++ {
			_, size := utf8.DecodeRuneInString(text[i+end:])
			end += size
			r.look(text[i : i+end])
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
}

// unspaced tells scripts that write words without spaces between them.
func unspaced(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return r > 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao)
	}) >= 0
}
