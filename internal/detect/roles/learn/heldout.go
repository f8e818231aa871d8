package learn

import (
	"encoding/csv"
	"fmt"
	"os"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/roles"
)

// HeldOut are texts in many languages that stand neither in the lexicon nor in the
// labelled files.
type HeldOut struct {
	Lang, Text string
	Role       consent.ClauseRole
}

// ReadHeldOut reads a file with the columns lang, role, text.
func ReadHeldOut(path string) ([]HeldOut, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []HeldOut
	for _, row := range rows[1:] {
		out = append(out, HeldOut{Lang: row[0], Role: consent.ClauseRole(row[1]), Text: row[2]})
	}
	return out, nil
}

// Four maps our roles to the classes by which readers of many languages are compared.
func Four(r consent.ClauseRole) string {
	switch r {
	case consent.ClauseAcceptAll:
		return "accept"
	case consent.ClauseRejectAll:
		return "reject"
	case consent.ClauseSettings:
		return "settings"
	}
	return "other"
}

// MeasureHeldOut classifies the texts with a model. class maps roles to what is compared.
func MeasureHeldOut(m *linear.Model, texts []HeldOut, class func(consent.ClauseRole) string) Figures {
	var v linear.Vector
	var t tally
	probs := make([]float64, len(m.Classes()))
	for _, h := range texts {
		roles.Features(&v, h.Text, true)
		m.Predict(&v, probs)
		best, _ := linear.Best(probs)
		got := roles.Classes()[best]
		t.add(class(h.Role), class(got), probs[best], h.Lang+" "+string(h.Role)+" got "+string(got)+": "+h.Text)
	}
	return t.figures()
}
