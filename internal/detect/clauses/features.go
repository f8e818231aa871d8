package clauses

import (
	"maps"
	"math"
	"slices"

	"microconsent/internal/detect/linear"
)

// Weights of the blocks of features: what the rules say, the concepts and their pairs
// (which hold in all languages), and words.
const (
	ruleWeight    = 0.8
	conceptWeight = 1.0
	pairWeight    = 0.4
	wordWeight    = 1.8
	headWeight    = 0.8
)

// mostBytes of a segment are read; a statement is far shorter.
const mostBytes = 6000

// Features reads a segment and returns its features, valid until the next call.
func (r *Reading) Features(text, language string) *linear.Vector {
	if len(text) > mostBytes {
		text = text[:mostBytes]
	}
	r.reset()
	set := loaded().set(language)
	for _, s := range Split(text) {
		r.sentence(set, s.Text)
	}
	v := &r.vector
	v.Reset()
	r.addRules(v)
	r.addConcepts(v)
	from := v.Len()
	v.AddText(linear.Grams{Namespace: 'w', Words: 2}, text, mostBytes)
	finish(v, from, wordWeight)
	from = v.Len()
	v.AddText(linear.Grams{Namespace: 'h', Words: 1}, start(text), 0)
	finish(v, from, headWeight)
	return v
}

func (r *Reading) addRules(v *linear.Vector) {
	n := math.Sqrt(float64(max(1, r.sentences)))
	top := 0.0
	for _, s := range r.scores {
		top = max(top, s)
	}
	for p, s := range r.scores {
		if s > 0 {
			v.Add(linear.Hash("rule "+string(rune('A'+p))), float32(ruleWeight*s/n/2))
			v.Add(linear.Hash("share "+string(rune('A'+p))), float32(ruleWeight*s/top))
		}
	}
	if top == 0 {
		v.AddName("rule none", 1)
	}
}

func (r *Reading) addConcepts(v *linear.Vector) {
	from := v.Len()
	for i, n := range r.concepts {
		if n > 0 {
			v.Add(linear.Hash("concept "+string(rune('A'+i))), float32(math.Sqrt(n)))
		}
	}
	finish(v, from, conceptWeight)
	from = v.Len()
	for _, pair := range slices.Sorted(maps.Keys(r.pairs)) {
		v.Add(linear.Hash("pair "+string(rune('A'+pair>>8))+string(rune('A'+pair&0xff))), float32(math.Sqrt(r.pairs[pair])))
	}
	finish(v, from, pairWeight)
}

func finish(v *linear.Vector, from int, weight float32) {
	v.Normalize(from)
	for i := range v.Values[from:] {
		v.Values[from+i] *= weight
	}
}

// start is about the first five words: headings and openings say what follows.
func start(text string) string {
	words := 0
	for i := range len(text) {
		if text[i] == ' ' {
			if words++; words == 5 {
				return text[:i]
			}
		}
	}
	return text
}
