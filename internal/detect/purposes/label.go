package purposes

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

// mostLabelWords is how many words a label at the start of a text may have.
const mostLabelWords = 4

// labelled reads a text that is a known label, or starts with one and goes on with what
// the label covers: "Andere (Google Analytics, Vimeo)", "Komfort Es werden … geladen".
func labelled(text string) (consent.Category, bool) {
	if i := strings.IndexAny(text, "(:–|\n"); i > 0 {
		text = text[:i]
	}
	words := strings.Fields(text)
	for n := min(len(words), mostLabelWords); n > 0; n-- {
		if c, ok := known(strings.Join(words[:n], " ")); ok {
			return c, true
		}
	}
	return "", false
}

// known asks the lexicon; a word that means different things in two languages is unknown.
func known(label string) (consent.Category, bool) {
	found := ""
	for _, sense := range lexicon.Lookup(lexicon.Fold(label)) {
		name, ok := strings.CutPrefix(sense.Section, lexicon.CategoryPrefix)
		if ok && found != "" && found != name {
			return "", false
		}
		if ok {
			found = name
		}
	}
	return consent.Category(found), found != ""
}
