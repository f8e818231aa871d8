package learn

import (
	"math"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
	"microconsent/internal/detect/roles"
)

// Coarse maps our roles to the five classes of button_roles_dev.csv.
func Coarse(r consent.ClauseRole) string {
	switch r {
	case consent.ClauseAcceptAll, consent.ClauseSave:
		return "accept"
	case consent.ClauseRejectAll, consent.ClauseDoNotSell:
		return "reject"
	case consent.ClauseSettings:
		return "settings"
	case consent.ClauseAcknowledge, consent.ClauseClose:
		return "acknowledge"
	}
	return "other"
}

// Figures are the five-way figures of cross-validated judgements.
type Figures struct {
	Macro, Micro, ECE float64
	F1                map[string]float64
	Wrong             []string
}

// tally gathers single-label outcomes.
type tally struct {
	counts map[string]*train.Counts
	points []train.Reliability
	wrong  []string
}

func (t *tally) of(class string) *train.Counts {
	if t.counts == nil {
		t.counts = map[string]*train.Counts{}
	}
	if t.counts[class] == nil {
		t.counts[class] = &train.Counts{}
	}
	return t.counts[class]
}

func (t *tally) add(want, got string, sure float64, what string) {
	t.points = append(t.points, train.Reliability{Confidence: sure, Right: got == want, Weight: 1})
	if got == want {
		t.of(got).TruePositive++
		return
	}
	t.of(got).FalsePositive++
	t.of(want).FalseNegative++
	t.wrong = append(t.wrong, what)
}

func (t *tally) figures() Figures {
	f := Figures{ECE: train.ECE(t.points), F1: map[string]float64{}, Wrong: t.wrong}
	seen := 0.0
	for class, c := range t.counts {
		f.F1[class] = c.F1()
		if c.Support() > 0 {
			seen++
			f.Macro += c.F1()
		}
	}
	f.Macro /= max(1, seen)
	f.Micro = 1 - float64(len(t.wrong))/float64(max(1, len(t.points)))
	return f
}

// Measure compares judgements with labels at a temperature.
func Measure(judged []Judged, temperature float64) Figures {
	var t tally
	for _, j := range judged {
		role, sure := choose(j.Scores, temperature)
		t.add(j.Label, Coarse(role), sure, j.Label+" got "+string(role)+": "+j.Text)
	}
	return t.figures()
}

// choose is what the reader of texts does with scores.
func choose(scores []float64, temperature float64) (consent.ClauseRole, float64) {
	probs := make([]float64, len(scores))
	for c, s := range scores {
		probs[c] = s / temperature
	}
	linear.SoftmaxInPlace(probs)
	best, _ := linear.Best(probs)
	return roles.Classes()[best], probs[best]
}

// Temperature makes the judgements likeliest, a role being right when its label allows it.
func Temperature(judged []Judged) float64 {
	best, lowest := 1.0, math.Inf(1)
	for t := 0.3; t < 4; t *= 1.03 {
		if l := loss(judged, t); l < lowest {
			best, lowest = t, l
		}
	}
	return best
}

func loss(judged []Judged, temperature float64) float64 {
	var sum float64
	for _, j := range judged {
		role, sure := choose(j.Scores, temperature)
		if Coarse(role) != j.Label {
			sure = 1 - sure
		}
		sum -= math.Log(math.Max(sure, 1e-9))
	}
	return sum
}
