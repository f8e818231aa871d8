package learn

import (
	"os"
	"path/filepath"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/roles"
)

// The shipped weights must read phrases that nothing was trained on, in every language of
// the lexicon.
func TestShippedWeightsOnHeldOutPhrases(t *testing.T) {
	t.Parallel()
	texts, err := ReadHeldOut("../../lexicon/testdata/heldout.csv")
	if err != nil {
		t.Fatal(err)
	}
	f := MeasureShipped(texts, Four)
	if f.Macro < 0.88 {
		t.Errorf("macro-F1 %.4f over %d phrases: %v", f.Macro, len(texts), f.F1)
	}
}

func TestMeasureShippedCountsMistakes(t *testing.T) {
	t.Parallel()
	f := MeasureShipped([]HeldOut{{"en", "Accept all", consent.ClauseAcceptAll}, {"en", "Reject all", consent.ClauseSettings}}, Four)
	if f.Micro != 0.5 || len(f.Wrong) != 1 || f.F1["accept"] != 1 {
		t.Errorf("%+v", f)
	}
}

func TestLabelsAreKnownRoles(t *testing.T) {
	t.Parallel()
	for _, text := range phrases() {
		for _, role := range text.allowed {
			if classIndex(role) < 0 {
				t.Errorf("%q stands for %s, which the model does not know", text.words, role)
			}
		}
	}
	if n := len(classNames()); n != len(roles.Classes()) {
		t.Errorf("%d names of %d classes", n, len(roles.Classes()))
	}
}

func TestTableRefusesUnknownLabels(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("text,label\nOK,perhaps\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := table(path, "x", map[string][]consent.ClauseRole{"accept": {consent.ClauseAcceptAll}}); err == nil {
		t.Error("an unknown label must be refused")
	}
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("a folder without files must be refused")
	}
}

func TestTemperatureCalmsOverconfidence(t *testing.T) {
	t.Parallel()
	sure := make([]float64, len(roles.Classes()))
	sure[classIndex(consent.ClauseAcceptAll)] = 8
	judged := []Judged{{Text: "a", Label: "accept", Scores: sure}, {Text: "b", Label: "reject", Scores: sure}, {Text: "c", Label: "accept", Scores: sure}}
	if got := Temperature(judged); got <= 1 {
		t.Errorf("temperature %v for scores that are surer than right", got)
	}
	if f := Measure(judged, 1); f.Micro < 0.66 || f.Micro > 0.67 || f.ECE < 0.3 {
		t.Errorf("%+v", f)
	}
}
