package detect

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestNegated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]consent.Category{
		"non-necessary":            consent.CategoryOther,
		"Nicht notwendige Cookies": consent.CategoryOther,
		"necessary":                consent.CategoryNecessary,
		"Notwendig":                consent.CategoryNecessary,
		"checkbox-non-necessary":   consent.CategoryOther,
	} {
		if got := (&Page{}).topic(text).category; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if negated("These cookies are needed. " + strings.Repeat("x", maxNegated) + " unnecessary") {
		t.Error("a long text names no category")
	}
}
