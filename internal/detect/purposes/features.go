package purposes

import (
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/stems"
)

// most is the number of bytes of a text that are read.
const most = 700

// Weights of the letter groups beside the concepts, whose weight is one. Concepts hold
// across languages, so that they lead where the framework's elements are told apart;
// toggles have short labels, often of one word that is no concept.
const (
	TCFGrams      = 0.5
	CategoryGrams = 1.5
)

// Features sets v to the features of a text, its letter groups weighted by grams.
func Features(v *linear.Vector, text string, grams float32) {
	v.Reset()
	if len(text) > most {
		text = text[:most]
	}
	folded := stems.Fold(nil, text)
	var present [32]bool
	concepts().Scan(folded, func(concept, _, _ int) { present[concept] = true })
	ConceptFeatures(v, present)
	from := v.Len()
	v.AddText(linear.Grams{Namespace: 'p', Min: 3, Max: 5, Words: 2}, text, most)
	v.Normalize(from)
	scale(v, from, grams)
}

// ConceptFeatures appends the concepts that are present and their pairs.
func ConceptFeatures(v *linear.Vector, present [32]bool) {
	from := v.Len()
	for i := range present {
		if !present[i] {
			continue
		}
		v.Add(pairID(i, i), 1)
		for j := range i {
			if present[j] {
				v.Add(pairID(i, j), 1)
			}
		}
	}
	v.Normalize(from)
}

func pairID(i, j int) uint32 {
	return linear.Hash("concepts " + string(rune('A'+i)) + string(rune('A'+j)))
}

func scale(v *linear.Vector, from int, by float32) {
	for i := range v.Values[from:] {
		v.Values[from+i] *= by
	}
}
