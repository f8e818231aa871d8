package lang

import (
	_ "embed"
	"strings"
	"sync"

	"microconsent/internal/detect/linear"
)

//go:embed weights.bin
var weights []byte

//go:embed words.txt
var wordsText string

// Bits is the size of the model's feature table.
const Bits = 17

// ModelCodes lists the languages that need the model because they share a writing system.
// Those that are not covered are there so that their texts are not taken for a relative's.
func ModelCodes() []string {
	return strings.Fields("en de fr es it nl pl pt sv da no fi et lv lt cs sk sl hr hu ro ga mt is tr id vi ca af cy eu sq " +
		"bg ru uk sr mk be ar fa ur hi mr")
}

// Words lists the frequent words of a language.
func Words(code string) []string {
	for line := range strings.Lines(wordsText) {
		if rest, ok := strings.CutPrefix(line, code+" "); ok {
			return strings.Fields(rest)
		}
	}
	return nil
}

var model = sync.OnceValue(func() *linear.Model { return linear.MustDecode(weights) })

func gramFeatures() linear.Grams { return linear.Grams{Namespace: 'l', Min: 1, Max: 4} }
func wordFeatures() linear.Grams { return linear.Grams{Namespace: 'l', Words: 1} }

// GramID is the feature of a letter group, WordID that of a word; for the trainer.
func GramID(gram string) uint32 {
	var v linear.Vector
	n := len([]rune(gram))
	v.AddText(linear.Grams{Namespace: 'l', Min: n, Max: n}, gram, 0)
	return v.IDs[1] // between the ones with the spaces around
}

// WordID is the feature of a whole word.
func WordID(word string) uint32 {
	var v linear.Vector
	v.AddText(wordFeatures(), word, 0)
	return v.IDs[0]
}
