package train

import (
	"hash/fnv"
	"math"
	"slices"

	"microconsent/internal/detect/linear"
)

// Judged is one example with the probabilities of a model that did not see it.
type Judged struct {
	Example int
	Labels  []int
	Probs   []float64
	Scores  []float64 // before calibration and link
	Weight  float64
}

// CrossValidate trains k times, each time without one part of the examples, and judges
// that part. Groups decide the part, by a hash, so that near-copies stay together.
func CrossValidate(classes []string, examples []Example, k int, cfg Config) ([]Judged, error) {
	return validate(classes, examples, cfg, k, func(e Example) int { return fold(e.Group, k) })
}

// LeaveGroupOut trains once for each group and judges it by a model without it.
func LeaveGroupOut(classes []string, examples []Example, cfg Config) ([]Judged, error) {
	index := map[string]int{}
	for _, e := range examples {
		if _, ok := index[e.Group]; !ok {
			index[e.Group] = len(index)
		}
	}
	return validate(classes, examples, cfg, len(index), func(e Example) int { return index[e.Group] })
}

func fold(group string, k int) int {
	h := fnv.New32a()
	h.Write([]byte(group))
	return int(h.Sum32()>>8) % k
}

func validate(classes []string, examples []Example, cfg Config, k int, part func(Example) int) ([]Judged, error) {
	var out []Judged
	for f := range k {
		var rest []Example
		for _, e := range examples {
			if part(e) != f {
				rest = append(rest, e)
			}
		}
		model, err := Fit(classes, rest, cfg)
		if err != nil {
			return nil, err
		}
		for i := range examples {
			if part(examples[i]) == f {
				out = append(out, judge(model, &examples[i], i))
			}
		}
	}
	slices.SortFunc(out, func(a, b Judged) int { return a.Example - b.Example })
	return out, nil
}

func judge(m *linear.Model, e *Example, i int) Judged {
	j := Judged{Example: i, Labels: e.Labels, Weight: e.weight(), Probs: make([]float64, len(m.Classes())), Scores: make([]float64, len(m.Classes()))}
	m.Scores(&e.Features, j.Scores)
	m.Predict(&e.Features, j.Probs)
	return j
}

// Temperature finds the temperature that makes softmax of the judged scores likeliest,
// by golden-section search between 0.05 and 20.
func Temperature(judged []Judged) float64 {
	loss := func(logT float64) float64 { return softmaxLoss(judged, math.Exp(logT)) }
	low, high := math.Log(0.05), math.Log(20.0)
	const ratio = 0.6180339887498949
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	fa, fb := loss(a), loss(b)
	for range 60 {
		if fa < fb {
			high, b, fb = b, a, fa
			a = high - ratio*(high-low)
			fa = loss(a)
		} else {
			low, a, fa = a, b, fb
			b = low + ratio*(high-low)
			fb = loss(b)
		}
	}
	return math.Exp((low + high) / 2)
}

func softmaxLoss(judged []Judged, temperature float64) float64 {
	var sum float64
	for _, j := range judged {
		probs := slices.Clone(j.Scores)
		for c := range probs {
			probs[c] /= temperature
		}
		linear.SoftmaxInPlace(probs)
		sum -= j.Weight * math.Log(math.Max(probs[j.Labels[0]], 1e-12))
	}
	return sum
}

// WithTemperature calibrates a softmax model and re-reads the judged probabilities.
func WithTemperature(m *linear.Model, judged []Judged, temperature float64) (*linear.Model, error) {
	slope, offset := make([]float32, len(m.Classes())), make([]float32, len(m.Classes()))
	for c := range slope {
		slope[c] = float32(1 / temperature)
	}
	for _, j := range judged {
		for c := range j.Probs {
			j.Probs[c] = j.Scores[c] / temperature
		}
		linear.SoftmaxInPlace(j.Probs)
	}
	return m.Calibrated(slope, offset)
}

// Platt fits slope and offset of one class of a logistic model to the judged scores by
// gradient descent with smoothed targets, as in Platt's paper.
func Platt(judged []Judged, class int) (slope, offset float64) {
	var positive, negative float64
	for _, j := range judged {
		if slices.Contains(j.Labels, class) {
			positive++
		} else {
			negative++
		}
	}
	high, low := (positive+1)/(positive+2), 1/(negative+2)
	slope = 1
	for range 500 {
		var gs, gOff, hs, ho, hso float64
		for _, j := range judged {
			target := low
			if slices.Contains(j.Labels, class) {
				target = high
			}
			x := j.Scores[class]
			p := linear.Sigmoid(slope*x + offset)
			w := math.Max(p*(1-p), 1e-9)
			gs, gOff = gs+(p-target)*x, gOff+(p-target)
			hs, ho, hso = hs+w*x*x, ho+w, hso+w*x
		}
		det := (hs+1e-6)*(ho+1e-6) - hso*hso
		ds, do := ((ho+1e-6)*gs-hso*gOff)/det, ((hs+1e-6)*gOff-hso*gs)/det
		slope, offset = slope-ds, offset-do
		if math.Abs(ds)+math.Abs(do) < 1e-9 {
			break
		}
	}
	return slope, offset
}
