package rules

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// Rescore is a score after triage: each observed part loses again what its findings cost,
// those that are suppressed now left out. Which parts were observed stays as it was. A
// score without parts, kept by an older version, is returned as it is.
func Rescore(score *consent.Score, findings []consent.Finding) *consent.Score {
	if score == nil || len(score.Parts) == 0 {
		return score
	}
	parts := make([]consent.ScorePart, len(score.Parts))
	for i, p := range score.Parts {
		if p.Observed {
			p.Value, p.Why = remaining(p, findings)
		}
		parts[i] = p
	}
	return consent.ScoreOf(parts)
}

func remaining(p consent.ScorePart, findings []consent.Finding) (int, []string) {
	left, why := float64(p.Max), []string(nil)
	for _, f := range findings {
		r, ok := ByID(f.Rule)
		cost := weight(f.Severity) * f.Confidence
		if !ok || r.Part != p.Name || cost == 0 || f.Status.Suppresses() {
			continue
		}
		left -= cost
		why = append(why, fmt.Sprintf("−%s: %s", points(cost), f.Title))
	}
	return int(math.Round(max(0, left))), why
}

// points shows a cost with one decimal, so that the sum can be followed.
func points(cost float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(cost, 'f', 1, 64), ".0")
}
