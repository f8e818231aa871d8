package linear

import "math"

// Link turns scores into probabilities.
type Link uint8

// The links.
const (
	Softmax  Link = iota // exactly one class is right
	Logistic             // any number of classes is right
)

// Model is a trained model. It is never changed after it was made, and safe for use by
// many goroutines.
type Model struct {
	classes []string
	link    Link
	bits    uint8     // the table has 1<<bits rows
	weights []int8    // row after row, one value a class
	filled  []uint64  // one bit a row: whether any of its weights is not zero
	scale   []float32 // a class: what one step of its weights is worth
	bias    []float32
	slope   []float32 // calibration: probability = link(slope*score + offset)
	offset  []float32
}

// Limits of a model that may be read.
const (
	maxBits    = 20
	maxClasses = 64
	maxWeights = 32 << 20
)

// Classes names the classes in the order of the scores. The slice must not be changed.
func (m *Model) Classes() []string { return m.classes }

// Link says how probabilities are normalised.
func (m *Model) Link() Link { return m.link }

// Scores writes one raw score a class to out, which must be as long as Classes.
func (m *Model) Scores(v *Vector, out []float64) {
	n, mask := len(m.classes), uint32(1)<<m.bits-1
	clear(out)
	for i, id := range v.IDs {
		id &= mask
		if m.filled[id>>6]>>(id&63)&1 == 0 {
			continue
		}
		x := float64(v.Values[i])
		row := m.weights[int(id)*n:][:n]
		for c, w := range row {
			out[c] += x * float64(w)
		}
	}
	for c := range out {
		out[c] = out[c]*float64(m.scale[c]) + float64(m.bias[c])
	}
}

// Predict writes one calibrated probability a class to out, which must be as long as
// Classes. Softmax models' values add up to one.
func (m *Model) Predict(v *Vector, out []float64) {
	m.Scores(v, out)
	for c := range out {
		out[c] = out[c]*float64(m.slope[c]) + float64(m.offset[c])
	}
	if m.link == Logistic {
		for c := range out {
			out[c] = Sigmoid(out[c])
		}
		return
	}
	SoftmaxInPlace(out)
}

// fill notes which rows hold weights, so that scoring skips the others.
func (m *Model) fill() {
	n := len(m.classes)
	m.filled = make([]uint64, 1<<m.bits>>6+1)
	for i, w := range m.weights {
		if w != 0 {
			m.filled[i/n>>6] |= 1 << (i / n & 63)
		}
	}
}

// Contribution is what the single feature id adds to the score of a class; used to name
// the words that decided.
func (m *Model) Contribution(id uint32, class int) float64 {
	mask := uint32(1)<<m.bits - 1
	return float64(m.weights[int(id&mask)*len(m.classes)+class]) * float64(m.scale[class])
}

// Sigmoid is the logistic function.
func Sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// SoftmaxInPlace turns scores into probabilities that add up to one.
func SoftmaxInPlace(scores []float64) {
	high := math.Inf(-1)
	for _, s := range scores {
		high = math.Max(high, s)
	}
	var sum float64
	for i, s := range scores {
		scores[i] = math.Exp(s - high)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// Best returns the index of the highest value and of the next; second is -1 where there
// is only one.
func Best(values []float64) (first, second int) {
	first, second = 0, -1
	for i := 1; i < len(values); i++ {
		switch {
		case values[i] > values[first]:
			first, second = i, first
		case second < 0 || values[i] > values[second]:
			second = i
		}
	}
	return first, second
}
