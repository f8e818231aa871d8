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
	probs := make([]float64, len(m.Classes()))
	return measure(texts, class, func(text string) (consent.ClauseRole, float64) {
		roles.Features(&v, text, true)
		m.Predict(&v, probs)
		best, _ := linear.Best(probs)
		return roles.Classes()[best], probs[best]
	})
}

// MeasureShipped classifies the texts as the program does.
func MeasureShipped(texts []HeldOut, class func(consent.ClauseRole) string) Figures {
	reader := roles.NewReader()
	return measure(texts, class, func(text string) (consent.ClauseRole, float64) {
		g := reader.Text(text)
		return g.Role, g.Confidence
	})
}

func measure(texts []HeldOut, class func(consent.ClauseRole) string, read func(string) (consent.ClauseRole, float64)) Figures {
	var t tally
	for _, h := range texts {
		got, sure := read(h.Text)
		t.add(class(h.Role), class(got), sure, h.Lang+" "+string(h.Role)+" got "+string(got)+": "+h.Text)
	}
	return t.figures()
}
