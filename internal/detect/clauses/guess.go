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
)

//go:embed weights.bin
var weights []byte

var model = sync.OnceValue(func() *linear.Model { return linear.MustDecode(weights) })

// Confidence from which a practice is named. Nearly every statement mentions collecting,
// sharing or choosing; those practices need more. The likeliest practice is named from
// likely on, so that few statements stay without one.
const (
	sure    = 0.5
	surely  = 0.75
	likely  = 0.08
	general = choice // the last index of the practices that need more
)

var pool = sync.Pool{New: func() any { return &Reading{probs: make([]float64, practices)} }}

// Guess reads one policy statement or a whole segment, best practice first.
func Guess(text string) consent.ClauseGuess {
	language, _ := lang.Detect(text, "")
	r := pool.Get().(*Reading)
	defer pool.Put(r)
	return consent.ClauseGuess{Text: text, Practices: r.classify(text, language), Language: language}
}

func (r *Reading) classify(text, language string) []consent.PracticeGuess {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	model().Predict(r.Features(text, language), r.probs)
	best, _ := linear.Best(r.probs)
	var out []consent.PracticeGuess
	for i, p := range r.probs {
		if p >= sure && i > general || p >= surely || i == best && p >= likely {
			out = append(out, consent.PracticeGuess{Name: Practices()[i], Confidence: math.Round(p*1000) / 1000})
		}
	}
	slices.SortStableFunc(out, func(a, b consent.PracticeGuess) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return out
}
