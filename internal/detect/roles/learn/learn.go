// Package learn makes and judges the model of package roles from labelled texts. The same
// texts always give the same model.
package learn

import (
	"slices"

	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
	"microconsent/internal/detect/roles"
)

// Config are the settings of the shipped model.
func Config() train.Config {
	return train.Config{Link: linear.Softmax, Bits: 15, Epochs: 6, Rate: 0.3, L2: 1e-4, Prune: 0.01, Seed: 1}
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
		s.examples = append(s.examples, train.Example{Features: v.Clone(), Group: t.group(), Weight: weight(t)})
	}
	return s, s.assign(Config())
}

// weight trusts the first source most: it has the wording of buttons as people see it.
func weight(t text) float64 {
	switch t.source {
	case "words":
		return 0.5
	case "lexicon":
		return 0.3
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

// assign gives every text whose label allows several roles the one that a model of the
// lexicon alone finds likeliest. No label of the files is used, so that the choice tells
// cross-validation nothing.
func (s *Set) assign(cfg train.Config) error {
	var lexical []train.Example
	for i, t := range s.texts {
		s.examples[i].Labels = []int{classIndex(t.allowed[0])}
		if len(t.allowed) == 1 && t.source == "lexicon" {
			lexical = append(lexical, s.examples[i])
		}
	}
	m, err := train.Fit(classNames(), lexical, cfg)
	if err != nil {
		return err
	}
	scores := make([]float64, len(m.Classes()))
	for i, t := range s.texts {
		m.Scores(&s.examples[i].Features, scores)
		for _, role := range t.allowed[1:] {
			if c := classIndex(role); scores[c] > scores[s.examples[i].Labels[0]] {
				s.examples[i].Labels[0] = c
			}
		}
	}
	return nil
}

// fit trains on the chosen examples.
func (s *Set) fit(use func(i int) bool, cfg train.Config) (*linear.Model, error) {
	var chosen []train.Example
	for i := range s.examples {
		if use(i) {
			chosen = append(chosen, s.examples[i])
		}
	}
	return train.Fit(classNames(), chosen, cfg)
}

// Judged is a text of the first source with the probabilities of a model that has seen
// neither it nor a near-copy.
type Judged struct {
	Text, Label string
	Scores      []float64
}

// CrossValidate judges the texts of the first source, folds being made by group. Of the
// folds only the first few may be judged, for a quick look.
func (s *Set) CrossValidate(folds, judged int, cfg train.Config) ([]Judged, error) {
	var out []Judged
	for f := range judged {
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
			out = append(out, Judged{Text: t.words, Label: t.label, Scores: scores})
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
