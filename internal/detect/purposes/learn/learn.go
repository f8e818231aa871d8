package learn

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
	"microconsent/internal/detect/purposes"
)

func config() train.Config {
	return train.Config{Link: linear.Softmax, Bits: 14, Epochs: 12, Rate: 0.25, L2: 1e-5, Prune: 0.03, Seed: 3}
}

func example(t Text, label int, grams float32) train.Example {
	var v linear.Vector
	purposes.Features(&v, t.Text, grams)
	return train.Example{Features: v.Clone(), Labels: []int{label}, Group: t.Lang, Weight: t.Weight}
}

// examples turns texts into examples of the classes; texts of other labels are left out.
func examples(texts []Text, classes []string, grams float32, label func(Text) string) []train.Example {
	var out []train.Example
	for _, t := range texts {
		if c := slices.Index(classes, label(t)); c >= 0 {
			out = append(out, example(t, c, grams))
		}
	}
	return out
}

// tcfExamples are the texts of the framework's model.
func tcfExamples(folder string) ([]train.Example, error) {
	texts, err := TCF(folder)
	if err != nil {
		return nil, err
	}
	texts = append(texts, Handwritten()...)
	out := examples(texts, purposes.TCFElements(), purposes.TCFGrams, func(t Text) string { return t.Label })
	return append(out, synthetic(purposes.TCFElements())...), nil
}

// categoryExamples are the texts of the categories' model.
func categoryExamples(folder string) ([]train.Example, error) {
	labels, err := Labels(folder)
	if err != nil {
		return nil, err
	}
	texts := append(append(labels, Handwritten()...), Lexicon()...)
	return examples(texts, purposes.CategoryClasses(), purposes.CategoryGrams, func(t Text) string {
		if strings.Contains(t.Label, ":") {
			return string(purposes.OfTCF(t.Label))
		}
		return t.Label
	}), nil
}

// Train returns the bytes of both models. Their temperatures come from judging each
// language by a model that did not see it.
func Train(folder string) (tcf, category []byte, err error) {
	if tcf, err = fit(folder, purposes.TCFElements(), tcfExamples); err != nil {
		return nil, nil, err
	}
	category, err = fit(folder, purposes.CategoryClasses(), categoryExamples)
	return tcf, category, err
}

func fit(folder string, classes []string, make func(string) ([]train.Example, error)) ([]byte, error) {
	all, err := make(folder)
	if err != nil {
		return nil, err
	}
	judged, err := train.CrossValidate(classes, all, folds, config())
	if err != nil {
		return nil, err
	}
	judged = slices.DeleteFunc(judged, func(j train.Judged) bool { return all[j.Example].Group == "recipe" || all[j.Example].Group == "hand" })
	model, err := train.Fit(classes, all, config())
	if err != nil {
		return nil, err
	}
	if model, err = train.WithTemperature(model, judged, train.Temperature(judged)); err != nil {
		return nil, err
	}
	return model.Encode()
}

// Figures are what Evaluate measured.
type Figures struct {
	TCF         Score              // tcf_purposes.csv, each language by a model without it
	ByLanguage  map[string]float64 // the same, language to accuracy
	NewLabels   Score              // the lexicon's labels, by models without the same label
	NewLanguage Score              // the lexicon's labels, by models without their language
	Wrong       []string           // "want got language text"
}

// Score is how well texts were told apart: micro-F1 is the accuracy.
type Score struct{ Micro, Macro, CalibrationError float64 }

func (s Score) String() string {
	return fmt.Sprintf("micro-F1 %.4f, macro-F1 %.4f, calibration error %.4f", s.Micro, s.Macro, s.CalibrationError)
}

// Evaluate measures both models.
func Evaluate(folder string) (Figures, error) {
	f := Figures{ByLanguage: map[string]float64{}}
	if err := f.framework(folder); err != nil {
		return f, err
	}
	all, err := categoryExamples(folder)
	if err != nil {
		return f, err
	}
	if f.NewLanguage, err = f.categories(all); err != nil {
		return f, err
	}
	texts := Lexicon()
	for i := range texts {
		all[len(all)-len(texts)+i].Group = strings.ToLower(texts[i].Text)
	}
	f.NewLabels, err = f.categories(all)
	return f, err
}

func (f *Figures) framework(folder string) error {
	all, err := tcfExamples(folder)
	if err != nil {
		return err
	}
	texts, err := TCF(folder)
	if err != nil {
		return err
	}
	judged, err := train.LeaveGroupOut(purposes.TCFElements(), all, config())
	if err != nil {
		return err
	}
	judged = judged[:len(texts)]
	if f.TCF, err = score(purposes.TCFElements(), judged, all); err != nil {
		return err
	}
	count := map[string]float64{}
	for i, j := range judged {
		count[texts[i].Lang]++
		if f.note(purposes.TCFElements(), j, texts[i]) {
			f.ByLanguage[texts[i].Lang]++
		}
	}
	for l := range count {
		f.ByLanguage[l] /= count[l]
	}
	return nil
}

// note keeps what was wrong and says whether the judgement was right.
func (f *Figures) note(classes []string, j train.Judged, t Text) bool {
	got, _ := linear.Best(j.Probs)
	if got == j.Labels[0] {
		return true
	}
	f.Wrong = append(f.Wrong, fmt.Sprintf("%s got %s %s %s", t.Label, classes[got], t.Lang, t.Text))
	return false
}

// score measures judgements at the temperature that suits them.
func score(classes []string, judged []train.Judged, all []train.Example) (Score, error) {
	model, err := train.Fit(classes, all[:1], config()) // only carries the temperature
	if err != nil {
		return Score{}, err
	}
	if _, err := train.WithTemperature(model, judged, train.Temperature(judged)); err != nil {
		return Score{}, err
	}
	counts := train.Tally(judged, len(classes))
	return Score{train.Micro(counts), train.Macro(counts), train.ECE(train.Reliabilities(judged))}, nil
}

// folds is into how many parts the texts of the categories are split.
const folds = 8

// categories measures the lexicon's labels, which stand last among all.
func (f *Figures) categories(all []train.Example) (Score, error) {
	texts := Lexicon()
	judged, err := train.CrossValidate(purposes.CategoryClasses(), all, folds, config())
	if err != nil {
		return Score{}, err
	}
	judged = judged[len(judged)-len(texts):]
	for i, j := range judged {
		f.note(purposes.CategoryClasses(), j, texts[i])
	}
	return score(purposes.CategoryClasses(), judged, all)
}

// Print writes the figures, one a line.
func (f Figures) Print(w io.Writer) {
	fmt.Fprintf(w, "purpose text to TCF element, each language left out: %v\n", f.TCF)
	for _, l := range slices.Sorted(maps.Keys(f.ByLanguage)) {
		fmt.Fprintf(w, "  %s %.4f\n", l, f.ByLanguage[l])
	}
	fmt.Fprintf(w, "toggle label to category, labels left out: %v\n", f.NewLabels)
	fmt.Fprintf(w, "toggle label to category, languages left out: %v\n", f.NewLanguage)
}
