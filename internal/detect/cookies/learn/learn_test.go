package learn

import (
	"os"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/detect/cookies"
)

func TestHandwritten(t *testing.T) {
	t.Parallel()
	for _, n := range Handwritten() {
		if !slices.Contains(cookies.Classes(), n.Category) {
			t.Errorf("%s has the category %s", n.Name, n.Category)
		}
	}
	if n := len(Handwritten()); n < 200 {
		t.Errorf("%d names", n)
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	if group("_gat_UA-1-5") != group("_gat_ua_22_3") || group("_ga") == group("_gb") {
		t.Error("groups do not follow the letters")
	}
}

func TestMissingData(t *testing.T) {
	t.Parallel()
	if _, err := Evaluate(t.TempDir()); err == nil {
		t.Error("an empty folder was taken")
	}
	if _, err := Train(t.TempDir()); err == nil {
		t.Error("an empty folder was taken")
	}
}

// TestFigures holds the mark on the folder MICROCONSENT_DATA.
func TestFigures(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("MICROCONSENT_DATA")
	if folder == "" {
		t.Skip("MICROCONSENT_DATA names no folder of labelled names")
	}
	f, err := Evaluate(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	f.Print(&out)
	t.Log(out.String())
	if f.NoCrawl < 0.70 || f.Tables < 0.70 {
		t.Error("below the mark")
	}
}
