package learn

import (
	"os"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/clauses"
)

func TestWritten(t *testing.T) {
	t.Parallel()
	segments, err := Written()
	if err != nil {
		t.Fatal(err)
	}
	count := map[consent.Practice]int{}
	seen := map[string]bool{}
	for _, s := range segments {
		for _, p := range s.Practices {
			count[p]++
		}
		if seen[s.Text] {
			t.Errorf("twice: %s", s.Text)
		}
		seen[s.Text] = true
	}
	for _, p := range clauses.Practices() {
		if count[p] < 5 {
			t.Errorf("%d examples of %s", count[p], p)
		}
	}
}

func TestMixedJoinsPractices(t *testing.T) {
	t.Parallel()
	segments, err := Written()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range mixed(segments) {
		if len(s.Practices) == 0 || len(slices.Compact(slices.Clone(s.Practices))) != len(s.Practices) {
			t.Errorf("practices %v", s.Practices)
		}
	}
}

func TestCounting(t *testing.T) {
	t.Parallel()
	f := judge([]Segment{{Text: "We retain your data for two years.", Practices: []consent.Practice{consent.PracticeRetention}},
		{Text: "We retain your data for two years.", Practices: []consent.Practice{consent.PracticeSecurity}}})
	if c := f.By[consent.PracticeRetention]; c.TruePositive != 1 || c.FalsePositive != 1 {
		t.Errorf("retention %+v", c)
	}
	if c := f.By[consent.PracticeSecurity]; c.FalseNegative != 1 || len(f.Wrong) == 0 {
		t.Errorf("security %+v", c)
	}
	var out strings.Builder
	f.Print(&out)
	if !strings.Contains(out.String(), "micro-F1") {
		t.Errorf("printed %q", out.String())
	}
}

// TestFigures holds the marks on the folder MICROCONSENT_DATA.
func TestFigures(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("MICROCONSENT_DATA")
	if folder == "" {
		t.Skip("MICROCONSENT_DATA names no folder of labelled segments")
	}
	f, err := Evaluate(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	f.Print(&out)
	t.Log(out.String())
	if f.Micro < 0.68 || f.Macro < 0.60 {
		t.Error("below the marks")
	}
}
