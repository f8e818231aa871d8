// Package learn makes and judges the model of package roles from labelled texts. The same
// texts always give the same model.
package learn

import (
	"slices"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
	"microconsent/internal/detect/roles"
)

// Config are the settings of the shipped model.
func Config() train.Config {
	return train.Config{Link: linear.Softmax, Bits: 16, Epochs: 12, Rate: 0.3, L2: 1e-5, Prune: 0.01, Seed: 1}
}

// Set is the labelled texts with their features.
type Set struct {
	texts    []text
	examples []train.Example
}

// Load reads the texts of a data folder and the lexicon.
func Load(data string) (*Set, error) {
	a, err := dev(data)
	if err != nil {
		return nil, err
	}
	b, err := words(data)
	if err != nil {
		return nil, err
	}
	s := &Set{texts: slices.Concat(phrases(), a, b)}
	var v linear.Vector
	for _, t := range s.texts {
		roles.Features(&v, t.words, t.known)
		s.examples = append(s.examples, train.Example{Features: v.Clone(), Group: t.group(), Labels: []int{0}, Weight: weight(t)})
	}
	return s, nil
}

// weight trusts the first source most: it has the wording of buttons as people see it.
func weight(t text) float64 {
	switch t.source {
	case "words":
		return 0.5
	case "lexicon":
		return 0.5
	}
	return 1
}

func classNames() []string {
	var out []string
	for _, r := range roles.Classes() {
		out = append(out, string(r))
	}
	return out
}

// fit trains on the chosen examples. Labels that allow several roles take the one that the
// model so far finds likeliest, first that of the lexicon alone (expectation
// maximisation with hard assignments).
func (s *Set) fit(use func(i int) bool, cfg train.Config) (*linear.Model, error) {
	const rounds = 3
	var model *linear.Model
	for round := range rounds {
		var chosen []train.Example
		for i := range s.examples {
			if !use(i) || round == 0 && len(s.texts[i].allowed) > 1 {
				continue
			}
			e := s.examples[i]
			e.Labels = []int{s.assign(i, model)}
			chosen = append(chosen, e)
		}
		var err error
		if model, err = train.Fit(classNames(), chosen, cfg); err != nil {
			return nil, err
		}
	}
	return model, nil
}

func (s *Set) assign(i int, m *linear.Model) int {
	allowed := s.texts[i].allowed
	best := classIndex(allowed[0])
	if m == nil || len(allowed) == 1 {
		return best
	}
	scores := make([]float64, len(m.Classes()))
	m.Scores(&s.examples[i].Features, scores)
	for _, role := range allowed[1:] {
		if c := classIndex(role); scores[c] > scores[best] {
			best = c
		}
	}
	return best
}

// Judged is a text of the first source with the probabilities of a model that has seen
// neither it nor a near-copy.
type Judged struct {
	Text, Label string
	Scores      []float64
	allowed     []consent.ClauseRole
}

// CrossValidate judges every text of the first source, folds being made by group.
func (s *Set) CrossValidate(folds int, cfg train.Config) ([]Judged, error) {
	var out []Judged
	for f := range folds {
		m, err := s.fit(func(i int) bool { return part(s.examples[i].Group, folds) != f }, cfg)
		if err != nil {
			return nil, err
		}
		for i, t := range s.texts {
			if t.source != "dev" || part(s.examples[i].Group, folds) != f {
				continue
			}
			scores := make([]float64, len(m.Classes()))
			m.Scores(&s.examples[i].Features, scores)
			out = append(out, Judged{Text: t.words, Label: t.label, Scores: scores, allowed: t.allowed})
		}
	}
	return out, nil
}

func part(group string, folds int) int { return int(linear.Hash(group)>>8) % folds }

// Build trains the shipped model on everything, calibrated by what cross-validation shows.
func (s *Set) Build(cfg train.Config, judged []Judged) (*linear.Model, error) {
	m, err := s.fit(func(int) bool { return true }, cfg)
	if err != nil {
		return nil, err
	}
	slope, offset := make([]float32, len(m.Classes())), make([]float32, len(m.Classes()))
	for c := range slope {
		slope[c] = float32(1 / Temperature(judged))
	}
	return m.Calibrated(slope, offset)
}
