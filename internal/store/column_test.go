package store

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func FuzzJSONColumn(f *testing.F) {
	for _, seed := range []string{"", "plain", "a\x00b", `\u0000`, "\\\x00", `\\u0000`, "\x00\x00", "\xff", "\u2028<>&", "\"", "日本"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := asJSON([]string{text}).Value()
		if err != nil {
			t.Fatal(err)
		}
		var back jsonOf[[]string]
		if err := back.Scan(value); err != nil {
			t.Fatalf("%q became %v: %v", text, value, err)
		}
		var replaced strings.Builder // as encoding/json does: each broken byte by itself
		for _, r := range text {
			if r != 0 {
				replaced.WriteRune(r)
			}
		}
		if len(back.V) != 1 || back.V[0] != replaced.String() {
			t.Errorf("%q came back as %q", text, back.V)
		}
	})
}

func TestJSONColumnNull(t *testing.T) {
	t.Parallel()
	if value, err := asJSON((*consent.Failure)(nil)).Value(); value != nil || err != nil {
		t.Errorf("nil pointer: %v, %v", value, err)
	}
	if value, err := list[string](nil).Value(); value != "[]" || err != nil {
		t.Errorf("nil list: %v, %v", value, err)
	}
	full := asJSON(&consent.Failure{Code: consent.Timeout})
	if err := full.Scan(nil); full.V != nil || err != nil {
		t.Errorf("NULL read as %v, %v", full.V, err)
	}
	if err := full.Scan(42); err == nil {
		t.Error("a number was read as JSON")
	}
	if err := full.Scan([]byte(`{"code":`)); err == nil {
		t.Error("broken JSON was read")
	}
}

func FuzzSearchFindsItself(f *testing.F) {
	for _, seed := range []string{"Alle akzeptieren", "100%_!", "ΣΊΣΥΦΟΣ", "İı", "a\x00\xffb", " \n\t "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := consent.Analysis{Clauses: []consent.Clause{{Text: "before " + text + " after"}}}
		if folded := fold(text); !strings.Contains(searchText(a), folded) {
			t.Errorf("%q, folded %q, is not in %q", text, folded, searchText(a))
		}
		if once := fold(text); fold(once) != once {
			t.Errorf("%q folds to %q and then to %q", text, once, fold(once))
		}
	})
}
