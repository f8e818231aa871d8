package rules

import "microconsent/internal/consent"

// partMax is what each part of the score is worth.
const partMax = 25

// weight is what a finding costs its part, at full confidence.
func weight(s consent.Severity) float64 {
	switch s {
	case consent.SeverityHigh:
		return 15
	case consent.SeverityMedium:
		return 8
	case consent.SeverityLow:
		return 3
	}
	return 0
}

// Score takes the weighted findings off each part that could be observed; triaged ones
// that suppress cost nothing. nil when nothing on the page asks for consent: then there
// is nothing to grade.
func Score(s *Subject, findings []consent.Finding) *consent.Score {
	if !s.asks() {
		return nil
	}
	var parts []consent.ScorePart
	for _, name := range consent.Parts() {
		parts = append(parts, s.part(name, findings))
	}
	return consent.ScoreOf(parts)
}

func (s *Subject) part(name consent.Part, findings []consent.Finding) consent.ScorePart {
	p := consent.ScorePart{Name: name, Max: partMax, Observed: s.judges(name)}
	if !p.Observed {
		p.Why = []string{"Not observed: no rule of this part could be decided on the evidence at hand."}
		return p
	}
	p.Value, p.Why = remaining(p, findings)
	return p
}

// judges says whether a rule of the part that costs points could be decided.
func (s *Subject) judges(name consent.Part) bool {
	for _, r := range table() {
		severity, known := r.Severity[s.Jurisdiction]
		if !known || r.Part != name || severity == consent.SeverityInfo {
			continue
		}
		if _, open := r.unobserved(s); !open {
			return true
		}
	}
	return false
}
