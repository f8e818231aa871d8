package purposes

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/stems"
)

// Guess reads the label of a toggle or the text of a purpose in any covered language.
func Guess(text string) consent.PurposeGuess { return read(text, true) }

// Category is Guess without the elements of the framework, which cost a second model.
func Category(text string) (consent.Category, float64) {
	guess := read(text, false)
	return guess.Category, guess.Confidence
}

func read(text string, framework bool) consent.PurposeGuess {
	guess := consent.PurposeGuess{Text: text, Category: consent.CategoryOther, Confidence: 0.3, TCF: []string{}}
	if strings.TrimSpace(text) == "" {
		return guess
	}
	s := pool.Get().(*scratch)
	defer pool.Put(s)
	s.elements = framework
	text = head(text)
	s.folded = stems.Fold(s.folded[:0], text)
	if c, rest := service(s.folded); c != "" {
		guess.Category, guess.Confidence = s.withService(text, c, rest)
		guess.TCF = s.ranked(ToTCF(guess.Category))
		return guess
	}
	phrase := s.phrase()
	s.predict(text, phrase)
	if best, _ := linear.Best(s.tcf); phrase && s.tcf[best] >= frameworkSure {
		id := tcfModel().Classes()[best]
		guess.Category, guess.TCF, guess.Confidence = OfTCF(id), []string{id}, round(s.tcf[best])
		return guess
	}
	category, p := s.category()
	if c, ok := labelled(text); ok && (c != category || p < labelSure) {
		category, p = c, labelSure
	}
	guess.Category, guess.Confidence, guess.TCF = category, round(p), s.ranked(ToTCF(category))
	return guess
}

// withService decides between the service and the words around it: a label such as
// "Werbung (Facebook, YouTube)" says itself what it is, "Load YouTube" does not.
func (s *scratch) withService(text string, c consent.Category, rest string) (consent.Category, float64) {
	s.predict(rest, false)
	if category, ok := labelled(text); ok {
		if named, _ := service(stems.Fold(nil, firstWord(text))); named == "" {
			return category, labelSure
		}
	}
	if category, p := s.category(); p >= serviceBelow && category != consent.CategoryOther && strings.TrimSpace(rest) != "" {
		return category, round(p)
	}
	return c, 0.9
}

func firstWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 {
		return words[0]
	}
	return ""
}

// labelSure is the confidence of a label that the lexicon knows.
const labelSure = 0.93

// serviceBelow is the confidence of a category from which the words of purpose decide even
// where a service is named ("Werbung (Facebook, YouTube)").
const serviceBelow = 0.75

// headLength is about how much of a long text is read: labels start with what they are.
const headLength = 300

func head(text string) string {
	if len(text) <= headLength {
		return text
	}
	end := headLength
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// predict asks the model of categories, and that of the framework's elements where they are
// wanted or the text may be one.
func (s *scratch) predict(text string, phrase bool) {
	if s.elements || phrase {
		Features(&s.vector, text, TCFGrams)
		tcfModel().Predict(&s.vector, s.tcf)
	}
	Features(&s.vector, text, CategoryGrams)
	categoryModel().Predict(&s.vector, s.categories)
}

// Bounds of what is taken for a text of the framework: the label of a toggle has a word or
// two, an element of the framework is a phrase that names at least two things.
const (
	frameworkWords = 3
	frameworkHits  = 2
	frameworkSure  = 0.55
)

// phrase says whether the folded text may be an element of the framework rather than a
// label of the site's own.
func (s *scratch) phrase() bool {
	words, hits, last := bytes.Count(s.folded, []byte{' '})-1, 0, -1
	concepts().Scan(s.folded, func(_, start, end int) {
		if start > last {
			hits, last = hits+1, end-1
		}
	})
	spaced := s.folded[min(1, len(s.folded)-1)] < 0xE3 // scripts from kana on do not part words
	return hits >= frameworkHits && (!spaced || words >= frameworkWords || hits > frameworkHits)
}

// ranked orders elements by their likelihood, the likeliest first.
func (s *scratch) ranked(elements []TCF) []TCF {
	if !s.elements {
		return nil
	}
	out := append([]TCF{}, elements...)
	classes := tcfModel().Classes()
	slices.SortStableFunc(out, func(a, b TCF) int {
		return cmp.Compare(s.tcf[slices.Index(classes, b)], s.tcf[slices.Index(classes, a)])
	})
	return out
}

func (s *scratch) category() (consent.Category, float64) {
	best, _ := linear.Best(s.categories)
	return consent.Category(categoryModel().Classes()[best]), s.categories[best]
}

// service finds the service that is named first, the longer name first; rest is the text
// without the names of services. "" when none is named.
func service(folded []byte) (category consent.Category, rest string) {
	found, at, length := -1, len(folded), 0
	var names [][2]int
	services().Scan(folded, func(concept, start, end int) {
		names = append(names, [2]int{start, end})
		if start < at || start == at && end-start > length {
			found, at, length = concept, start, end-start
		}
	})
	if found < 0 {
		return "", ""
	}
	var b strings.Builder
	from := 0
	for _, n := range names {
		if n[0] > from {
			b.Write(folded[from:n[0]])
		}
		from = max(from, n[1])
	}
	b.Write(folded[from:])
	return consent.Category(serviceCategories()[found]), b.String()
}

func round(p float64) float64 { return math.Round(p*1000) / 1000 }
