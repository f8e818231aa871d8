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

// Measure compares judgements with labels at a temperature.
func Measure(judged []Judged, temperature float64) Figures {
	counts := map[string]*train.Counts{}
	for _, label := range []string{"accept", "reject", "settings", "acknowledge", "other"} {
		counts[label] = &train.Counts{}
	}
	var points []train.Reliability
	var f Figures
	for _, j := range judged {
		role, sure := choose(j.Scores, temperature)
		got := Coarse(role)
		points = append(points, train.Reliability{Confidence: sure, Right: got == j.Label, Weight: 1})
		if got == j.Label {
			counts[got].TruePositive++
			continue
		}
		counts[got].FalsePositive++
		counts[j.Label].FalseNegative++
		f.Wrong = append(f.Wrong, j.Label+" got "+string(role)+": "+j.Text)
	}
	f.ECE, f.F1 = train.ECE(points), map[string]float64{}
	for label, c := range counts {
		f.F1[label] = c.F1()
		f.Macro += c.F1() / float64(len(counts))
	}
	f.Micro = 1 - float64(len(f.Wrong))/float64(max(1, len(judged)))
	return f
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
