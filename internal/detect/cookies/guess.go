package cookies

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
)

//go:embed weights.bin
var weights []byte

var model = sync.OnceValue(func() *linear.Model { return linear.MustDecode(weights) })

// Confidence of what the tables say: consent managers disagree with them about as often.
const (
	ownSure   = 0.95
	tableSure = 0.85
)

// Guess reads the name of a cookie.
func Guess(name string) consent.CookieGuess {
	guess := consent.CookieGuess{Text: name, Category: consent.CategoryOther, Confidence: 0.2}
	trimmed := strings.TrimSpace(name)
	if trimmed == "" {
		return guess
	}
	if e := own().find(trimmed); e != nil {
		guess.Category, guess.Vendor, guess.Confidence = e.Category, e.Vendor, ownSure
		return guess
	}
	if e := database().find(trimmed); e != nil {
		guess.Category, guess.Vendor, guess.Confidence = e.Category, e.Vendor, tableSure
		return guess
	}
	category, confidence := Predict(trimmed)
	guess.Category, guess.Confidence = category, math.Round(confidence*1000)/1000
	return guess
}

type scratch struct {
	vector linear.Vector
	probs  []float64
}

var pool = sync.Pool{New: func() any { return &scratch{probs: make([]float64, len(Classes()))} }}

// Predict asks the model alone.
func Predict(name string) (consent.Category, float64) {
	s := pool.Get().(*scratch)
	defer pool.Put(s)
	Features(&s.vector, name)
	model().Predict(&s.vector, s.probs)
	best, _ := linear.Best(s.probs)
	return Classes()[best], s.probs[best]
}
