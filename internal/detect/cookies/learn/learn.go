// Package learn trains and measures the model of package cookies.
package learn

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/cookies"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
)

//go:embed names.txt
var names string

// Name is a labelled name; Seen is how many sites were seen to set it.
type Name struct {
	Name     string
	Category consent.Category
	Seen     float64
}

// Crawl reads cookies_dev.csv: names and the purposes that sites declare for them.
func Crawl(folder string) ([]Name, error) {
	f, err := os.Open(filepath.Join(folder, "cookies_dev.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"name", "category", "seen"}) {
		return nil, fmt.Errorf("cookies_dev.csv has other columns")
	}
	var out []Name
	for _, r := range rows[1:] {
		seen, err := strconv.ParseFloat(r[2], 64)
		if err != nil {
			return nil, err
		}
		out = append(out, Name{r[0], consent.Category(r[1]), seen})
	}
	return out, nil
}

// Tables lists the names of the tables, without those that are only patterns of a letter.
func Tables() []Name {
	var out []Name
	for _, e := range cookies.Entries() {
		if name := strings.Trim(e.Pattern, "*"); len(name) > 1 {
			out = append(out, Name{name, e.Category, 1})
		}
	}
	return out
}

// Handwritten lists the names of names.txt.
func Handwritten() []Name {
	var out []Name
	for line := range strings.Lines(names) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] == "#" {
			continue
		}
		for _, n := range f[1:] {
			out = append(out, Name{n, consent.Category(f[0]), 2})
		}
	}
	return out
}

func classes() []string {
	var out []string
	for _, c := range cookies.Classes() {
		out = append(out, string(c))
	}
	return out
}

func config() train.Config {
	return train.Config{Link: linear.Softmax, Bits: 15, Epochs: 4, Rate: 0.2, L2: 1e-3, Prune: 0.05, Seed: 5}
}

// group keeps names that differ in digits and signs only on one side.
func group(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}

func examples(list []Name, weight func(Name) float64) []train.Example {
	var out []train.Example
	for _, n := range list {
		c := slices.Index(classes(), string(n.Category))
		if c < 0 {
			continue
		}
		var v linear.Vector
		cookies.Features(&v, n.Name)
		out = append(out, train.Example{Features: v.Clone(), Labels: []int{c}, Group: group(n.Name), Weight: weight(n)})
	}
	return out
}

// all joins the crawl (first), the tables and the names written by hand. What many sites
// declare weighs a little more.
func all(folder string) ([]Name, []train.Example, error) {
	crawl, err := Crawl(folder)
	if err != nil {
		return nil, nil, err
	}
	out := examples(crawl, func(n Name) float64 { return 1 + math.Log(n.Seen) })
	out = append(out, examples(append(Handwritten(), Tables()...), func(n Name) float64 { return n.Seen })...)
	return crawl, out, nil
}

// folds is into how many parts the names are split.
const folds = 10

// Train returns the model's bytes.
func Train(folder string) ([]byte, error) {
	crawl, examples, err := all(folder)
	if err != nil {
		return nil, err
	}
	judged, err := train.CrossValidate(classes(), examples, folds, config())
	if err != nil {
		return nil, err
	}
	model, err := train.Fit(classes(), examples, config())
	if err != nil {
		return nil, err
	}
	if model, err = calibrate(model, judged[:len(crawl)]); err != nil {
		return nil, err
	}
	return model.Encode()
}

// ownPrior lifts the first class, necessary. The tables list the cookies of services that
// many sites embed; a name outside them is mostly the site's own, and sites declare their
// own cookies as necessary more often than services' cookies are.
const ownPrior = 0.5

// calibrate sets the temperature by judgements and the prior, and reads the judged
// probabilities anew.
func calibrate(m *linear.Model, judged []train.Judged) (*linear.Model, error) {
	temperature := train.Temperature(judged)
	slope, offset := make([]float32, len(classes())), make([]float32, len(classes()))
	for c := range slope {
		slope[c] = float32(1 / temperature)
	}
	offset[0] = ownPrior
	for _, j := range judged {
		for c := range j.Probs {
			j.Probs[c] = j.Scores[c]*float64(slope[c]) + float64(offset[c])
		}
		linear.SoftmaxInPlace(j.Probs)
	}
	return m.Calibrated(slope, offset)
}

// Figures are what Evaluate measured on the crawl, each name weighted by the number of
// sites that set it (Model also without the weights).
type Figures struct {
	Tables     float64 // accuracy of the tables and, for other names, a model without the name
	ModelOnly  float64 // accuracy of models without the name, for every name
	Unweighted float64 // the first figure, each name once
	Unknown    float64 // accuracy over names that no table holds, each name once
	NoCrawl    float64 // the first figure by a model that saw no name of the crawl
	Error      float64 // calibration error of the model
	Wrong      []string
}

// Evaluate measures by cross-validation over groups of names.
func Evaluate(folder string) (Figures, error) {
	var f Figures
	crawl, examples, err := all(folder)
	if err != nil {
		return f, err
	}
	judged, err := train.CrossValidate(classes(), examples, folds, config())
	if err != nil {
		return f, err
	}
	judged = judged[:len(crawl)]
	model, err := train.Fit(classes(), examples[len(crawl):], config())
	if err != nil {
		return f, err
	}
	if model, err = calibrate(model, judged); err != nil {
		return f, err
	}
	f.Error = train.ECE(train.Reliabilities(judged))
	f.count(crawl, judged, model)
	return f, nil
}

func (f *Figures) count(crawl []Name, judged []train.Judged, fresh *linear.Model) {
	var weight, unknown float64
	probs := make([]float64, len(classes()))
	var v linear.Vector
	for i, n := range crawl {
		best, _ := linear.Best(judged[i].Probs)
		guess := cookies.Classes()[best]
		cookies.Features(&v, n.Name)
		fresh.Predict(&v, probs)
		freshBest, _ := linear.Best(probs)
		f.ModelOnly += share(guess == n.Category, n.Seen)
		weight += n.Seen
		without := cookies.Classes()[freshBest]
		if e, ok := cookies.Lookup(n.Name); ok {
			guess, without = e.Category, e.Category
		} else {
			unknown++
			f.Unknown += share(guess == n.Category, 1)
		}
		f.Tables += share(guess == n.Category, n.Seen)
		f.Unweighted += share(guess == n.Category, 1)
		f.NoCrawl += share(without == n.Category, n.Seen)
		if guess != n.Category {
			f.Wrong = append(f.Wrong, fmt.Sprintf("%s got %s: %s (%v)", n.Category, guess, n.Name, n.Seen))
		}
	}
	f.Tables, f.ModelOnly, f.NoCrawl = f.Tables/weight, f.ModelOnly/weight, f.NoCrawl/weight
	f.Unweighted, f.Unknown = f.Unweighted/float64(len(crawl)), f.Unknown/max(1, unknown)
}

func share(right bool, weight float64) float64 {
	if right {
		return weight
	}
	return 0
}

// Print writes the figures, one a line.
func (f Figures) Print(w io.Writer) {
	fmt.Fprintf(w, "cookie name to purpose, weighted: accuracy %.4f with the tables (%.4f with no name of the crawl trained on), %.4f by the model alone; each name once %.4f, names outside the tables %.4f; calibration error of the model %.4f\n",
		f.Tables, f.NoCrawl, f.ModelOnly, f.Unweighted, f.Unknown, f.Error)
}
