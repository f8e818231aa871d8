package clauses

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/stems"
)

//go:embed weights.bin
var weights []byte

var model = sync.OnceValue(func() *linear.Model { return linear.MustDecode(weights) })

// Confidence from which a practice is named. Nearly every statement mentions collecting,
// sharing or choosing; those practices need more. The likeliest practice is named from
// likely on, so that few statements stay without one.
const (
	sure    = 0.5
	surely  = 0.85
	likely  = 0.08
	general = choice // the last index of the practices that need more
)

var pool = sync.Pool{New: func() any { return &Reading{probs: make([]float64, practices)} }}

// Guess reads one policy statement or a whole segment, best practice first.
func Guess(text string) consent.ClauseGuess {
	language, _ := lang.Detect(text, "")
	practices, _ := Read(text, "", language)
	return consent.ClauseGuess{Text: text, Practices: practices, Language: language}
}

// Read classifies a statement that stands under a heading ("" for none) in a language
// (ISO 639-1, "" when unknown). Evidence are the words that decided for the first
// practice, in lower case.
func Read(text, heading, language string) (practiceGuesses []consent.PracticeGuess, evidence []string) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	r := pool.Get().(*Reading)
	defer pool.Put(r)
	r.predict(text, heading, language)
	best, _ := linear.Best(r.probs)
	for i, p := range r.probs {
		if p >= sure && i > general || p >= surely || i == best && p >= likely {
			practiceGuesses = append(practiceGuesses, consent.PracticeGuess{Name: Practices()[i], Confidence: math.Round(p*1000) / 1000})
		}
	}
	slices.SortStableFunc(practiceGuesses, func(a, b consent.PracticeGuess) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return practiceGuesses, r.evidence(text, language, best)
}

// predict reads the segment as a whole and then sentence by sentence: a practice of which
// one sentence leaves no doubt counts however long the segment is.
func (r *Reading) predict(text, heading, language string) {
	model().Predict(r.Features(withHeading(text, heading), language), r.probs)
	sentences := Split(text)
	if len(sentences) < 2 {
		return
	}
	copy(r.whole[:], r.probs)
	for _, s := range sentences[:min(len(sentences), mostSentences)] {
		model().Predict(r.Features(s.Text, language), r.probs)
		for i := access + 1; i < intro; i++ {
			r.whole[i] = max(r.whole[i], partShare*r.probs[i])
		}
	}
	copy(r.probs, r.whole[:])
}

// partShare is what a sentence's confidence counts for the segment that it stands in.
const partShare = 0.55

// mostSentences of a segment are read one by one.
const mostSentences = 60

// longestContext is the length from which a heading is no heading but text of its own.
const longestContext = 100

func withHeading(text, heading string) string {
	if heading == "" || len(heading) > longestContext || strings.HasPrefix(text, heading) {
		return text
	}
	return heading + ". " + text
}

// mostEvidence is how many words are named.
const mostEvidence = 4

// evidence lists the words of the concepts that rules for a practice rest on.
func (r *Reading) evidence(text, language string, practice int) []string {
	if len(text) > mostBytes {
		text = text[:mostBytes]
	}
	r.folded = stems.Fold(r.folded[:0], text)
	decide := loaded().conceptsOf(practice)
	var out []string
	loaded().set(language).Scan(r.folded, func(concept, start, end int) {
		if decide>>concept&1 == 1 && len(out) < mostEvidence {
			if w := stems.Word(r.folded, start, end); !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	})
	return out
}
