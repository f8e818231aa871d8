// Package langeval measures package lang on labelled texts.
package langeval

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/linear/train"
)

// Text is a text in a known language.
type Text struct{ Code, Text string }

// Result is what Evaluate measured. Wrong lists the mistakes as "want got: text".
type Result struct {
	N        int
	Accuracy float64
	ECE      float64
	Wrong    []string
}

// Evaluate detects every text without a hint.
func Evaluate(texts []Text) Result {
	var points []train.Reliability
	r := Result{N: len(texts)}
	for _, t := range texts {
		got, confidence := lang.Detect(t.Text, "")
		points = append(points, train.Reliability{Confidence: confidence, Right: got == t.Code, Weight: 1})
		if got == t.Code {
			r.Accuracy++
		} else {
			r.Wrong = append(r.Wrong, t.Code+" "+got+": "+t.Text)
		}
	}
	r.Accuracy /= float64(max(1, r.N))
	r.ECE = train.ECE(points)
	return r
}

// Purposes reads tcf_purposes.csv of a data folder: names and descriptions of the IAB's
// purposes in twelve languages. Nothing of it is used to train the language model.
func Purposes(folder string) ([]Text, error) {
	f, err := os.Open(filepath.Join(folder, "tcf_purposes.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows := csv.NewReader(f)
	head, err := rows.Read()
	if err != nil {
		return nil, err
	}
	text := slices.Index(head, "text")
	if head[0] != "lang" || text < 0 {
		return nil, fmt.Errorf("tcf_purposes.csv has the columns %v", head)
	}
	var out []Text
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Text{Code: row[0], Text: strings.TrimSpace(row[text])})
	}
}
