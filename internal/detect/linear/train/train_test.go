package train

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"microconsent/internal/detect/linear"
)

var classes = []string{"accept", "reject"}

func examples() []Example {
	var out []Example
	for i, verb := range []string{"accept", "allow", "agree", "reject", "refuse", "decline"} {
		for j, rest := range []string{"all", "cookies", "everything", "tracking", "all cookies"} {
			var v linear.Vector
			v.AddText(linear.Grams{Min: 2, Max: 4, Words: 1}, verb+" "+rest, 0)
			v.Normalize(0)
			out = append(out, Example{Features: v, Labels: []int{i / 3}, Group: fmt.Sprint(j)})
		}
	}
	return out
}

func config() Config {
	return Config{Link: linear.Softmax, Bits: 12, Epochs: 15, Rate: 0.3, L2: 1e-5, Seed: 1}
}

func TestFitSeparatesAndIsDeterministic(t *testing.T) {
	t.Parallel()
	first, err := Fit(classes, examples(), config())
	if err != nil {
		t.Fatal(err)
	}
	second, err := Fit(classes, examples(), config())
	if err != nil {
		t.Fatal(err)
	}
	a, err := first.Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := second.Encode()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("two runs give different bytes: %v", err)
	}
	judged, err := CrossValidate(classes, examples(), 3, config())
	if err != nil {
		t.Fatal(err)
	}
	if acc := Accuracy(judged); acc != 1 || len(judged) != 30 {
		t.Errorf("accuracy %v over %d", acc, len(judged))
	}
}

func TestFitLogistic(t *testing.T) {
	t.Parallel()
	cfg := config()
	cfg.Link = linear.Logistic
	es := examples()
	es[0].Labels = []int{0, 1}
	es[1].Labels = nil
	judged, err := LeaveGroupOut(classes, es, cfg)
	if err != nil {
		t.Fatal(err)
	}
	slope, offset := Platt(judged, 0)
	if slope <= 0 || math.IsNaN(offset) {
		t.Errorf("Platt gives %v, %v", slope, offset)
	}
}

func TestFitRefuses(t *testing.T) {
	t.Parallel()
	two := examples()[:1]
	two[0].Labels = []int{0, 1}
	far := examples()[:1]
	far[0].Labels = []int{7}
	cfg := config()
	cfg.Bits = 0
	cases := []struct {
		name     string
		examples []Example
		cfg      Config
	}{{"none", nil, config()}, {"two labels", two, config()}, {"unknown label", far, config()}, {"no table", examples(), cfg}}
	for _, c := range cases {
		if _, err := Fit(classes, c.examples, c.cfg); err == nil {
			t.Errorf("%s: no error", c.name)
		}
	}
}

func TestTemperatureCalibrates(t *testing.T) {
	t.Parallel()
	var judged []Judged
	for i := range 100 { // always sure by a score of 10, right in 8 of 10
		label := 0
		if i%5 == 0 {
			label = 1
		}
		judged = append(judged, Judged{Labels: []int{label}, Scores: []float64{10, 0}, Probs: []float64{1, 0}, Weight: 1})
	}
	if before := ECE(Reliabilities(judged)); math.Abs(before-0.2) > 1e-9 {
		t.Errorf("ECE %v before, want 0.2", before)
	}
	m, err := Fit(classes, examples(), config())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := WithTemperature(m, judged, Temperature(judged)); err != nil {
		t.Fatal(err)
	}
	if after := ECE(Reliabilities(judged)); after > 0.001 {
		t.Errorf("ECE %v after", after)
	}
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	judged := []Judged{
		{Labels: []int{0}, Probs: []float64{1, 0}, Weight: 3},
		{Labels: []int{0}, Probs: []float64{0, 1}, Weight: 1},
		{Labels: []int{1}, Probs: []float64{0, 1}, Weight: 1},
	}
	counts := Tally(judged, 2)
	if got := counts[0].F1(); math.Abs(got-6.0/7) > 1e-9 {
		t.Errorf("F1 of class 0 is %v", got)
	}
	if got := Macro(counts); math.Abs(got-(6.0/7+2.0/3)/2) > 1e-9 {
		t.Errorf("macro %v", got)
	}
	if got := Micro(counts); math.Abs(got-0.8) > 1e-9 {
		t.Errorf("micro %v", got)
	}
	if got := Accuracy(judged); math.Abs(got-0.8) > 1e-9 {
		t.Errorf("accuracy %v", got)
	}
	if (Counts{}).F1() != 0 {
		t.Error("F1 of nothing is not 0")
	}
}
