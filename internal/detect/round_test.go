package detect_test

import (
	"context"
	"math"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

func TestConfidencesHaveThreeDecimals(t *testing.T) {
	t.Parallel()
	page, err := detect.Parse(context.Background(), detect.Input{Kind: consent.SourceHTML, Text: []byte(
		`<html lang=en><body><div id="cookie-banner"><p>We use cookies for analytics and advertising.</p><button>Accept all</button> <a href="/privacy">Privacy policy</a></div>`)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := page.Analyze(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	all := []float64{r.Language.Confidence}
	for _, c := range r.Clauses {
		all = append(all, c.Confidence)
	}
	for _, f := range r.Findings {
		all = append(all, f.Confidence)
	}
	if len(r.Clauses) < 3 || len(r.Findings) == 0 {
		t.Fatalf("%d clauses, %d findings", len(r.Clauses), len(r.Findings))
	}
	for _, p := range all {
		if p != math.Round(p*1000)/1000 {
			t.Errorf("confidence %v", p)
		}
	}
}
