package train

import (
	"math"

	"microconsent/internal/detect/linear"
)

// Counts are the outcomes for one class.
type Counts struct{ TruePositive, FalsePositive, FalseNegative float64 }

// F1 is the harmonic mean of precision and recall, 0 where nothing was right.
func (c Counts) F1() float64 {
	if c.TruePositive == 0 {
		return 0
	}
	return 2 * c.TruePositive / (2*c.TruePositive + c.FalsePositive + c.FalseNegative)
}

// Support is how many times the class was right.
func (c Counts) Support() float64 { return c.TruePositive + c.FalseNegative }

// Tally counts outcomes of single-label judgements, one Counts a class.
func Tally(judged []Judged, classes int) []Counts {
	out := make([]Counts, classes)
	for _, j := range judged {
		got, _ := linear.Best(j.Probs)
		if want := j.Labels[0]; got == want {
			out[got].TruePositive += j.Weight
		} else {
			out[got].FalsePositive += j.Weight
			out[want].FalseNegative += j.Weight
		}
	}
	return out
}

// Macro is the mean F1 over the classes that occur.
func Macro(counts []Counts) float64 {
	var sum, n float64
	for _, c := range counts {
		if c.Support() > 0 {
			sum, n = sum+c.F1(), n+1
		}
	}
	return sum / math.Max(n, 1)
}

// Micro is the F1 of all classes' outcomes together.
func Micro(counts []Counts) float64 {
	var all Counts
	for _, c := range counts {
		all.TruePositive += c.TruePositive
		all.FalsePositive += c.FalsePositive
		all.FalseNegative += c.FalseNegative
	}
	return all.F1()
}

// Accuracy is the weighted share of single-label judgements that are right.
func Accuracy(judged []Judged) float64 {
	var right, all float64
	for _, j := range judged {
		if got, _ := linear.Best(j.Probs); got == j.Labels[0] {
			right += j.Weight
		}
		all += j.Weight
	}
	return right / math.Max(all, 1)
}

// Reliability is one prediction's confidence and whether it was right.
type Reliability struct {
	Confidence float64
	Right      bool
	Weight     float64
}

// ECE is the expected calibration error over ten equally wide bins (Naeini et al., AAAI
// 2015): the mean distance between confidence and share of right answers.
func ECE(points []Reliability) float64 {
	var conf, right, weight [10]float64
	var all float64
	for _, p := range points {
		bin := min(max(int(p.Confidence*10), 0), 9)
		conf[bin] += p.Confidence * p.Weight
		weight[bin] += p.Weight
		all += p.Weight
		if p.Right {
			right[bin] += p.Weight
		}
	}
	var sum float64
	for i := range conf {
		sum += math.Abs(conf[i] - right[i])
	}
	return sum / math.Max(all, 1)
}

// Reliabilities lists confidence and outcome of single-label judgements.
func Reliabilities(judged []Judged) []Reliability {
	out := make([]Reliability, 0, len(judged))
	for _, j := range judged {
		got, _ := linear.Best(j.Probs)
		out = append(out, Reliability{Confidence: j.Probs[got], Right: got == j.Labels[0], Weight: j.Weight})
	}
	return out
}
