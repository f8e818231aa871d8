package detect

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/rules"
)

// Rescore is the score of an analysis after people or a file decided about its findings:
// suppressed ones no longer cost anything.
func Rescore(score *consent.Score, findings []consent.Finding) *consent.Score {
	return rules.Rescore(score, findings)
}
