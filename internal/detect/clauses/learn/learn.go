// Package learn trains and measures the model of package clauses.
package learn

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/clauses"
	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
)

//go:embed examples.txt
var written string

// Segment is a piece of a policy with the practices that it is about.
type Segment struct {
	Text      string
	Language  string
	Practices []consent.Practice
}

// codes are the short forms of practices in examples.txt.
func codes() map[string]consent.Practice {
	return map[string]consent.Practice{"FP": consent.PracticeFirstParty, "TP": consent.PracticeThirdParty, "CH": consent.PracticeUserChoice,
		"AC": consent.PracticeAccess, "RE": consent.PracticeRetention, "SE": consent.PracticeSecurity, "PC": consent.PracticePolicyChange,
		"DN": consent.PracticeDoNotTrack, "AU": consent.PracticeAudiences, "LB": consent.PracticeLegalBasis,
		"IT": consent.PracticeInternationalTrans, "CK": consent.PracticeCookies, "CO": consent.PracticeContact,
		"IN": consent.PracticeIntroductory, "OT": consent.PracticeOther}
}

// Written lists the examples written by hand. A line "[de]" starts another language.
func Written() ([]Segment, error) {
	var out []Segment
	language := "en"
	for line := range strings.Lines(written) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			language = strings.Trim(line, "[]")
			continue
		}
		labels, text, _ := strings.Cut(line, "|")
		s := Segment{Text: text, Language: language}
		for label := range strings.SplitSeq(labels, ",") {
			p, ok := codes()[label]
			if !ok || text == "" {
				return nil, fmt.Errorf("bad example %q", line)
			}
			s.Practices = append(s.Practices, p)
		}
		out = append(out, s)
	}
	return out, nil
}

// opp maps the categories of OPP-115 to practices.
func opp() map[string]consent.Practice {
	return map[string]consent.Practice{"First Party Collection/Use": consent.PracticeFirstParty,
		"Third Party Sharing/Collection": consent.PracticeThirdParty, "User Choice/Control": consent.PracticeUserChoice,
		"User Access, Edit and Deletion": consent.PracticeAccess, "Data Retention": consent.PracticeRetention,
		"Data Security": consent.PracticeSecurity, "Policy Change": consent.PracticePolicyChange, "Do Not Track": consent.PracticeDoNotTrack,
		"International and Specific Audiences": consent.PracticeAudiences, "Privacy contact information": consent.PracticeContact,
		"Introductory/Generic": consent.PracticeIntroductory, "Practice not covered": consent.PracticeOther}
}

// Labelled reads policy_clauses_dev.jsonl: segments with OPP-115's labels, for measuring
// only.
func Labelled(folder string) ([]Segment, error) {
	f, err := os.Open(filepath.Join(folder, "policy_clauses_dev.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var out []Segment
	for lines.Scan() {
		var row struct {
			Text   string   `json:"text"`
			Labels []string `json:"labels"`
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, err
		}
		s := Segment{Text: row.Text, Language: "en"}
		for _, l := range row.Labels {
			p, ok := opp()[l]
			if !ok {
				return nil, fmt.Errorf("unknown label %q", l)
			}
			s.Practices = append(s.Practices, p)
		}
		out = append(out, s)
	}
	return out, lines.Err()
}

func classes() []string {
	var out []string
	for _, p := range clauses.Practices() {
		out = append(out, string(p))
	}
	return out
}

func config() train.Config {
	return train.Config{Link: linear.Logistic, Bits: 13, Epochs: 20, Rate: 0.1, L2: 1e-3, Prune: 0.02, Seed: 9}
}

func examples(segments []Segment) []train.Example {
	var out []train.Example
	var r clauses.Reading
	for i, s := range segments {
		e := train.Example{Features: r.Features(s.Text, s.Language).Clone(), Group: fmt.Sprint(i)}
		for _, p := range s.Practices {
			e.Labels = append(e.Labels, slices.Index(clauses.Practices(), p))
		}
		out = append(out, e)
	}
	return out
}

// mixed joins examples to longer segments, as policies do: each with one on the same
// matter and with one on another matter, whose practices then all count.
func mixed(segments []Segment) []Segment {
	random := rand.New(rand.NewPCG(13, 17))
	var out []Segment
	for _, s := range segments {
		for _, same := range []bool{true, true, false} {
			other := segments[random.IntN(len(segments))]
			for range 60 {
				if other.Language == s.Language && (other.Practices[0] == s.Practices[0]) == same {
					break
				}
				other = segments[random.IntN(len(segments))]
			}
			if other.Language != s.Language {
				continue
			}
			both := append(slices.Clone(s.Practices), other.Practices...)
			slices.Sort(both)
			out = append(out, Segment{Text: strings.TrimRight(s.Text, ".") + ". " + other.Text, Language: s.Language, Practices: slices.Compact(both)})
		}
	}
	return out
}

// folds is into how many parts the examples are split.
const folds = 10

// Train returns the model's bytes, calibrated on the examples by cross-validation.
func Train() ([]byte, error) {
	segments, err := Written()
	if err != nil {
		return nil, err
	}
	all := examples(append(segments, mixed(segments)...))
	judged, err := train.CrossValidate(classes(), all, folds, config())
	if err != nil {
		return nil, err
	}
	model, err := train.Fit(classes(), all, config())
	if err != nil {
		return nil, err
	}
	var slope, offset []float32
	for c := range classes() {
		a, b := train.Platt(judged, c)
		slope, offset = append(slope, float32(a)), append(offset, float32(b))
	}
	if model, err = model.Calibrated(slope, offset); err != nil {
		return nil, err
	}
	return model.Encode()
}

// Figures are how well segments were classified, over OPP-115's categories.
type Figures struct {
	Micro, Macro float64
	By           map[consent.Practice]train.Counts
	Wrong        []string
}

// Evaluate classifies the labelled segments with the shipped model. Nothing of them was
// trained on.
func Evaluate(folder string) (Figures, error) {
	segments, err := Labelled(folder)
	if err != nil {
		return Figures{}, err
	}
	return judge(segments), nil
}

func judge(segments []Segment) Figures {
	f := Figures{By: map[consent.Practice]train.Counts{}}
	for _, s := range segments {
		f.count(s, clauses.Guess(s.Text).Practices)
	}
	var counts []train.Counts
	for _, p := range opp() {
		counts = append(counts, f.By[p])
	}
	f.Micro, f.Macro = train.Micro(counts), train.Macro(counts)
	return f
}

func (f *Figures) count(s Segment, got []consent.PracticeGuess) {
	wrong := false
	known := func(p consent.Practice) bool { // practices outside OPP-115 are neither right nor wrong
		return p != consent.PracticeLegalBasis && p != consent.PracticeInternationalTrans && p != consent.PracticeCookies
	}
	for _, p := range clauses.Practices() {
		if !known(p) {
			continue
		}
		c := f.By[p]
		named := slices.ContainsFunc(got, func(g consent.PracticeGuess) bool { return g.Name == p })
		wanted := slices.Contains(s.Practices, p)
		switch {
		case named && wanted:
			c.TruePositive++
		case named:
			c.FalsePositive, wrong = c.FalsePositive+1, true
		case wanted:
			c.FalseNegative, wrong = c.FalseNegative+1, true
		}
		f.By[p] = c
	}
	if wrong {
		f.Wrong = append(f.Wrong, fmt.Sprintf("%v got %v: %s", s.Practices, got, s.Text))
	}
}

// Print writes the figures, one a line.
func (f Figures) Print(w io.Writer) {
	fmt.Fprintf(w, "policy segments, OPP-115, nothing of it trained on: micro-F1 %.4f, macro-F1 %.4f\n", f.Micro, f.Macro)
	for _, p := range clauses.Practices() {
		if c, ok := f.By[p]; ok {
			fmt.Fprintf(w, "  %s F1 %.3f (precision %.2f, recall %.2f, %v)\n", p, c.F1(),
				c.TruePositive/max(1, c.TruePositive+c.FalsePositive), c.TruePositive/max(1, c.Support()), c.Support())
		}
	}
}
