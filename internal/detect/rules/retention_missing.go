package rules

import (
	"fmt"

	"microconsent/internal/consent"
	"microconsent/internal/detect/claims"
)

func retentionMissing() Rule {
	return Rule{
		ID: "retention-missing", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedPolicy},
		Severity: Severities{consent.JurisdictionEU: consent.SeverityMedium, consent.JurisdictionUK: consent.SeverityMedium,
			consent.JurisdictionUSCA: consent.SeverityMedium},
		References: []Reference{refGDPR13ret, refGDPR5_1e, refPlanet, refCivilKeep},
		English: Wording{
			Title:       "The policy does not say how long data is kept",
			Explanation: "No sentence of the policy tells for how long data is stored, nor by what this is decided, and no table gives the duration of cookies.",
			Remedy:      "State the period for each kind of data, or the criteria that determine it; for cookies their duration.",
		},
		German: Wording{
			Title:       "Die Datenschutzerklärung sagt nicht, wie lange Daten gespeichert werden",
			Explanation: "Kein Satz der Erklärung nennt, wie lange Daten gespeichert werden oder wonach sich das richtet, und keine Tabelle nennt die Dauer von Cookies.",
			Remedy:      "Für jede Art von Daten die Dauer nennen oder die Kriterien dafür; für Cookies ihre Laufzeit.",
		},
		Observable: wholePolicy,
		Decide: func(s *Subject) []Hit {
			if len(s.telling(consent.PracticeRetention))+len(s.claiming(claims.KeepsFor)) > 0 || s.declaresDuration() {
				return nil
			}
			return []Hit{{Confidence: 0.7, Evidence: []string{fmt.Sprintf("None of %d sentences tells it.", len(s.policyStatements()))}}}
		},
	}
}

func (s *Subject) declaresDuration() bool {
	for _, d := range s.declared() {
		if d.Duration != "" {
			return true
		}
	}
	return false
}
