package roles

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/stems"
)

//go:embed concepts.txt
var conceptsText string

// conceptNames lists the concepts that buttons of notices are made of, in the order of
// their numbers.
func conceptNames() []string {
	return strings.Fields("accept reject not all only necessary optional settings choose selection save close understood continue " +
		"withdraw change consent cookie privacy policy more sell data pay ads load media site later partners self")
}

const maxConcepts = 32

var concepts = sync.OnceValue(func() *stems.Set {
	set, err := parseConcepts(conceptsText)
	if err != nil {
		panic(err) // the table is part of the program; its test reads it
	}
	return set
})

// parseConcepts reads concepts.txt.
func parseConcepts(text string) (*stems.Set, error) {
	set, names := stems.New(), conceptNames()
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == '[' {
			continue
		}
		name, list, _ := strings.Cut(line, " ")
		number := slices.Index(names, name)
		if number < 0 {
			return nil, fmt.Errorf("roles: unknown concept %q", name)
		}
		set.Add(number, list)
	}
	return set, nil
}

// conceptsIn returns the concepts of a folded text as bits, and the one that stands first.
func conceptsIn(folded string) (present uint32, first int) {
	first, at := -1, len(folded)+2
	var buffer [160]byte // enough for most names of controls
	concepts().Scan(stems.Fold(buffer[:0], folded), func(concept, start, _ int) {
		present |= 1 << concept
		if start < at {
			first, at = concept, start
		}
	})
	return present, first
}

// conceptBits are the bits of named concepts.
func conceptBits(names ...string) uint32 {
	var bits uint32
	for _, n := range names {
		bits |= 1 << slices.Index(conceptNames(), n)
	}
	return bits
}

// conceptual adds the concepts of a text: each, every pair, all together, and which stands
// first. They hold across languages, so that a phrase that nobody wrote down in one is
// understood from its like in another.
func conceptual(v *linear.Vector, present uint32, first int) {
	if present == 0 {
		v.Add(conceptID(maxConcepts, maxConcepts), 1)
		return
	}
	from := v.Len()
	for i := range maxConcepts {
		if present&(1<<i) == 0 {
			continue
		}
		v.Add(conceptID(i, i), 1)
		for j := range i {
			if present&(1<<j) != 0 {
				v.Add(conceptID(i, j), 1)
			}
		}
	}
	v.Add(conceptID(maxConcepts, first), 1)
	v.Add(present*0x9e3779b1+'a', 1.5)
	v.Normalize(from)
}

// topicBits are the concepts that names of categories are made of; naming those that make
// one by itself.
var topicBits = sync.OnceValues(func() (topics, naming uint32) {
	naming = conceptBits("necessary", "optional", "ads", "media")
	return naming | conceptBits("cookie", "data", "partners", "load", "all"), naming
})

// actBits are the concepts that make a text more than a name.
var actBits = sync.OnceValue(func() uint32 {
	return conceptBits("accept", "reject", "not", "only", "save", "continue", "choose", "settings", "withdraw", "change", "consent")
})

// conceptID is the feature of a pair of concepts, of one when both are the same.
func conceptID(i, j int) uint32 {
	return linear.Hash("concepts " + string(rune('A'+i)) + string(rune('A'+j)))
}
