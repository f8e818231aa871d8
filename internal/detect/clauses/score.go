package clauses

import (
	"math"
	"math/bits"

	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/stems"
)

// sentenceCap bounds what one sentence adds to a practice: many words on one matter in
// one sentence are still one statement.
const sentenceCap = 2.5

// Reading is what the rules find in a segment. It may be reused.
type Reading struct {
	folded    []byte
	scores    [practices]float64
	concepts  [mostConcepts]float64 // sentences that hold the concept
	pairs     map[uint16]float64    // and each pair of them
	sentences int
	vector    linear.Vector
	probs     []float64
	whole     [practices]float64
}

const practices = 15

func (r *Reading) reset() {
	r.scores, r.concepts, r.sentences = [practices]float64{}, [mostConcepts]float64{}, 0
	if r.pairs == nil {
		r.pairs = map[uint16]float64{}
	}
	clear(r.pairs)
}

// sentence reads one sentence with the stems of its language.
func (r *Reading) sentence(set *stems.Set, text string) {
	r.folded = stems.Fold(r.folded[:0], text)
	var present uint64
	set.Scan(r.folded, func(concept, _, _ int) { present |= 1 << concept })
	scores := ruleScores(present)
	for p, s := range scores {
		r.scores[p] += math.Min(s, sentenceCap)
	}
	for rest := present; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		r.concepts[i]++
		for more := rest & (rest - 1); more != 0; more &= more - 1 {
			r.pairs[uint16(i)<<8|uint16(bits.TrailingZeros64(more))]++
		}
	}
	r.sentences++
}

func ruleScores(present uint64) [practices]float64 {
	var scores [practices]float64
	for i := range loaded().rules {
		r := &loaded().rules[i]
		if present&r.with == r.with && present&r.without == 0 {
			scores[r.practice] += r.weight
		}
	}
	yield(&scores)
	return scores
}

// Indexes of practices in the order of Practices.
const (
	firstParty = 0
	thirdParty = 1
	choice     = 2
	access     = 3
	transfer   = 10
	contact    = 12
	intro      = 13
	other      = 14
)

// yield lowers the general practices where the sentence is about a special one: a
// sentence on children mentions collecting, one on opting out mentions an address.
func yield(scores *[practices]float64) {
	special := 0.0
	for p := choice; p <= transfer; p++ {
		special = max(special, scores[p])
	}
	scores[firstParty] /= 1 + 0.5*max(special, 0.7*scores[thirdParty], 0.7*scores[other])
	scores[thirdParty] /= 1 + 0.4*special
	scores[contact] /= 1 + 0.6*special
	scores[intro] /= 1 + 0.4*max(special, scores[thirdParty], scores[firstParty])
}
