package learn

import (
	"slices"
	"testing"

	"microconsent/internal/detect/purposes"
)

func TestFrameworkInUnseenLanguages(t *testing.T) {
	t.Parallel()
	all := Unseen()
	if len(all) < 30 {
		t.Fatalf("only %d texts", len(all))
	}
	for _, each := range all {
		if !slices.Contains(purposes.TCFElements(), each.Label) {
			t.Errorf("%q is no element of the framework", each.Label)
		}
	}
	if accuracy, wrong := UnseenAccuracy(); accuracy < 0.9 {
		t.Errorf("%.2f right; wrong: %v", accuracy, wrong)
	}
}
