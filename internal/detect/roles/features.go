package roles

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"microconsent/internal/detect/linear"
)

// Namespaces of the features.
const (
	spelled  = 's' // the text as written
	squashed = 'q' // its letters and digits only, without spaces and diacritics
)

// maxFeatureText is how much of a text is read, in bytes. Controls say little.
const maxFeatureText = 160

// Squash leaves the letters and digits of a folded text, without diacritics.
func Squash(folded string) string {
	var b strings.Builder
	b.Grow(len(folded))
	ascii := true
	for i := range len(folded) {
		ascii = ascii && folded[i] < 0x80
	}
	if !ascii {
		folded = norm.NFKD.String(folded)
	}
	for _, r := range folded {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Features writes the features of a text to v. Without known phrases the model has to go
// by spelling alone, which is how it is trained for phrases that the lexicon lacks.
func Features(v *linear.Vector, text string, known bool) {
	r := fold(text)
	if known {
		r = read(text)
	}
	features(v, &r, known)
}

func features(v *linear.Vector, r *reading, known bool) {
	v.Reset()
	if r.folded == "" {
		return
	}
	v.AddText(linear.Grams{Namespace: spelled, Min: 2, Max: 4, Words: 1}, r.folded, maxFeatureText)
	v.Normalize(0)
	from := v.Len()
	v.AddText(linear.Grams{Namespace: squashed, Min: 3, Max: 4}, Squash(r.folded), maxFeatureText)
	v.Normalize(from)
	conceptual(v, r.concepts, r.first)
	if known {
		lexical(v, r)
	}
}

// lexical adds what the lexicon knows: phrases that are the text, phrases in the text.
func lexical(v *linear.Vector, r *reading) {
	for _, f := range r.found {
		if f.share >= 1 {
			v.AddName("is "+f.section, 1)
		} else {
			v.AddName("has "+f.section, float32(f.share))
		}
	}
}
