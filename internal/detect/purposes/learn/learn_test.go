package learn

import (
	"os"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/detect/purposes"
)

func TestHandwritten(t *testing.T) {
	t.Parallel()
	labels := append(purposes.TCFElements(), purposes.CategoryClasses()...)
	seen := map[string]bool{}
	for _, x := range Handwritten() {
		if !slices.Contains(labels, x.Label) || x.Text == "" {
			t.Errorf("bad example %+v", x)
		}
		seen[x.Label] = true
	}
	for _, l := range labels {
		if !seen[l] {
			t.Errorf("no example of %s", l)
		}
	}
}

func TestRecipes(t *testing.T) {
	t.Parallel()
	for _, r := range recipes() {
		if !slices.Contains(purposes.TCFElements(), r[0]) {
			t.Errorf("unknown element %s", r[0])
		}
		for _, name := range strings.Fields(strings.Replace(r[1], "|", " ", 1)) {
			if !slices.Contains(concepts(), name) {
				t.Errorf("%s: unknown concept %s", r[0], name)
			}
		}
	}
	for _, e := range synthetic(purposes.TCFElements()) {
		if e.Features.Len() == 0 || e.Labels[0] < 0 {
			t.Fatalf("bad example %+v", e)
		}
	}
}

func TestMissingData(t *testing.T) {
	t.Parallel()
	if _, err := Evaluate(t.TempDir()); err == nil {
		t.Error("an empty folder was taken")
	}
	if _, _, err := Train(t.TempDir()); err == nil {
		t.Error("an empty folder was taken")
	}
}

// TestFigures holds the marks on the folder MICROCONSENT_DATA.
func TestFigures(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("MICROCONSENT_DATA")
	if folder == "" {
		t.Skip("MICROCONSENT_DATA names no folder of labelled texts")
	}
	f, err := Evaluate(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	f.Print(&out)
	t.Log(out.String())
	if f.TCF.Micro < 0.95 || f.NewLabels.Micro < 0.85 {
		t.Error("below the marks")
	}
}
