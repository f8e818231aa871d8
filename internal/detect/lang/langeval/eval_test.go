package langeval

import (
	"os"
	"testing"
)

func TestEvaluate(t *testing.T) {
	t.Parallel()
	r := Evaluate([]Text{{"de", "Wir verwenden Cookies auf dieser Seite"}, {"ja", "同意する"}, {"fr", "We use cookies on this site"}})
	if r.N != 3 || len(r.Wrong) != 1 || r.Accuracy < 0.6 || r.Accuracy > 0.7 {
		t.Errorf("got %+v", r)
	}
}

// TestPurposes measures on the folder MICROCONSENT_DATA.
func TestPurposes(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("MICROCONSENT_DATA")
	if folder == "" {
		t.Skip("MICROCONSENT_DATA names no folder of labelled texts")
	}
	texts, err := Purposes(folder)
	if err != nil {
		t.Fatal(err)
	}
	r := Evaluate(texts)
	t.Logf("language of %d purpose texts: accuracy %.4f, calibration error %.4f", r.N, r.Accuracy, r.ECE)
	for _, w := range r.Wrong {
		t.Log(w)
	}
	if r.Accuracy < 0.97 {
		t.Errorf("accuracy %.4f", r.Accuracy)
	}
}
