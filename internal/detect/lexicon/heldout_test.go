package lexicon

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
)

// heldOut are phrases written apart from the files, as real buttons say them: a classifier
// that learned from the files is measured on these.
func heldOut(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open("testdata/heldout.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], []string{"lang", "role", "text"}) {
		t.Fatalf("header %q", rows[0])
	}
	return rows[1:]
}

func TestHeldOutPhrasesAreNotInTheFiles(t *testing.T) {
	t.Parallel()
	for _, row := range heldOut(t) {
		lang, role, text := row[0], row[1], row[2]
		if Name(lang) == "" || !slices.Contains(Roles(), role) {
			t.Errorf("%q: unknown language or role", row)
		}
		for _, s := range Lookup(Fold(text)) {
			if s.Lang == lang {
				t.Errorf("%q stands in the file under [%s]", row, s.Section)
			}
		}
		for _, w := range words(text) {
			if why := foreign(w, loaded().files[lang]); why != "" {
				t.Errorf("%q: %s", row, why)
			}
		}
	}
}

func TestHeldOutPhrasesCoverEveryLanguage(t *testing.T) {
	t.Parallel()
	count := map[[2]string]int{}
	for _, row := range heldOut(t) {
		count[[2]string{row[0], row[1]}]++
	}
	for _, lang := range required {
		for _, role := range []string{AcceptAll, RejectAll, Acknowledge, Settings, Save, Withdraw, PolicyLink, Other} {
			if n := count[[2]string{lang, role}]; n < 3 {
				t.Errorf("%s %s: %d held-out phrases, want 3", lang, role, n)
			}
		}
	}
}
