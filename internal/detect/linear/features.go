package linear

import (
	"unicode"
	"unicode/utf8"
)

const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

// Hash gives the id of a named feature: FNV-1a with a final mix (the plain FNV of short
// strings is weak in its low bits, which are the ones a model's table uses).
func Hash(name string) uint32 {
	h := uint32(fnvOffset)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * fnvPrime
	}
	return mix(h)
}

func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

// Grams says which features of a text are taken. Namespace keeps the features of
// different texts of one example apart.
type Grams struct {
	Namespace byte
	Min, Max  int // lengths of the character n-grams; Max 0 takes none
	Words     int // longest word n-gram; 0 takes none
}

// AddText folds the text (lower case, digits as 0, every run of other white space and
// controls as one space, a space at both ends) and appends its n-grams with value one.
// At most limit bytes of the text are read; 0 is no limit.
func (v *Vector) AddText(g Grams, text string, limit int) {
	if limit > 0 && len(text) > limit {
		text = text[:limit]
	}
	v.fold(text)
	if g.Max > 0 {
		v.addGrams(g)
	}
	if g.Words > 0 {
		v.addWords(g)
	}
}

func (v *Vector) fold(text string) {
	v.folded, v.starts = append(v.folded[:0], ' '), append(v.starts[:0], 0)
	space := true
	for _, r := range text {
		r = foldRune(r)
		if r == ' ' && space {
			continue
		}
		space = r == ' '
		v.starts = append(v.starts, int32(len(v.folded)))
		v.folded = utf8.AppendRune(v.folded, r)
	}
	if !space {
		v.starts = append(v.starts, int32(len(v.folded)))
		v.folded = append(v.folded, ' ')
	}
	v.starts = append(v.starts, int32(len(v.folded)))
}

func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf && 'a' <= r && r <= 'z':
		return r
	case unicode.IsDigit(r):
		return '0'
	case unicode.IsSpace(r), unicode.IsControl(r), r == utf8.RuneError, r == '\u00ad', r == '\u200b':
		return ' '
	}
	return unicode.ToLower(r)
}

func (v *Vector) addGrams(g Grams) {
	last := len(v.starts) - 1
	for i := range last {
		h := seed(g.Namespace, 'c')
		for n := 1; n <= g.Max && i+n <= last; n++ {
			for _, b := range v.folded[v.starts[i+n-1]:v.starts[i+n]] {
				h = (h ^ uint32(b)) * fnvPrime
			}
			if n >= g.Min {
				v.Add(mix(h), 1)
			}
		}
	}
}

func seed(namespace, kind byte) uint32 {
	return ((fnvOffset^uint32(namespace))*fnvPrime ^ uint32(kind)) * fnvPrime
}

// addWords hashes runs of letters and digits; everything else separates.
func (v *Vector) addWords(g Grams) {
	var recent [4]uint32 // the hashes of the words before, latest first
	depth := min(g.Words, len(recent)+1)
	h, open := seed(g.Namespace, 'w'), false
	for i := 0; i+1 < len(v.starts); i++ {
		piece := v.folded[v.starts[i]:v.starts[i+1]]
		if r, _ := utf8.DecodeRune(piece); unicode.IsLetter(r) || unicode.IsMark(r) || r == '0' {
			for _, b := range piece {
				h = (h ^ uint32(b)) * fnvPrime
			}
			open = true
			continue
		}
		if open {
			v.emitWord(h, &recent, depth)
			h, open = seed(g.Namespace, 'w'), false
		}
	}
}

func (v *Vector) emitWord(h uint32, recent *[4]uint32, depth int) {
	joined := h
	v.Add(mix(joined), 1)
	for n := 0; n < depth-1 && recent[n] != 0; n++ {
		joined = (joined*31 ^ recent[n]) * fnvPrime
		v.Add(mix(joined), 1)
	}
	copy(recent[1:], recent[:3])
	recent[0] = h
}
