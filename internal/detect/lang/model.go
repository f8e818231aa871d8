package lang

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

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

// GramID is the feature of a letter group, WordID that of a word; for the trainer.
func GramID(gram string) uint32 { return id([]rune(gram), 'g') }

// WordID is the feature of a whole word.
func WordID(word string) uint32 { return id([]rune(strings.ToLower(word)), 'w') }

func id(runes []rune, kind uint32) uint32 {
	h := uint32(2166136261) ^ kind
	for _, r := range runes {
		h = (h ^ uint32(r)) * 16777619
		h ^= h >> 15
	}
	h *= 0x85ebca6b
	return h ^ h>>16
}

// longestWord bounds the letters of one word that are read.
const longestWord = 48

// features appends the letter groups inside the words of a text, the words, and the
// single letters outside the basic alphabet.
func features(v *linear.Vector, text string) {
	var word [longestWord]rune
	n := 0
	for _, r := range text {
		if r >= 0x80 && (unicode.IsLetter(r) || unicode.IsMark(r)) || 'a' <= r|0x20 && r|0x20 <= 'z' {
			if n < longestWord {
				word[n] = unicode.ToLower(r)
				n++
			}
			continue
		}
		wordFeatures(v, word[:n])
		n = 0
	}
	wordFeatures(v, word[:n])
}

func wordFeatures(v *linear.Vector, word []rune) {
	if len(word) == 0 {
		return
	}
	v.Add(id(word, 'w'), 1)
	for i := range word {
		if word[i] >= 0x80 {
			v.Add(id(word[i:i+1], 'g'), 1)
		}
		for n := 3; n <= 4 && i+n <= len(word); n++ {
			v.Add(id(word[i:i+n], 'g'), 1)
		}
	}
}
