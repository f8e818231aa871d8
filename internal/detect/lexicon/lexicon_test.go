package lexicon

import (
	"slices"
	"testing"
)

func TestEveryFileLoads(t *testing.T) {
	t.Parallel()
	if _, err := load(); err != nil {
		t.Fatal(err)
	}
}

func TestPhrasesBelongToTheirFileAndSection(t *testing.T) {
	t.Parallel()
	if got := Phrases("de", RejectAll); !slices.Contains(got, "Nur notwendige Cookies") {
		t.Errorf("German refusals lack a well-known one: %q", got)
	}
	if got := Phrases("xx", RejectAll); got != nil {
		t.Errorf("an unknown language has phrases: %q", got)
	}
	if got := Phrases("de", "nonsense"); got != nil {
		t.Errorf("an unknown section has phrases: %q", got)
	}
	if Name("de") != "German" || Script("de") != "Latin" || Name("xx") != "" || Script("xx") != "" {
		t.Error("name or script of a language is wrong")
	}
}

func TestAllIsEveryLanguageInOrder(t *testing.T) {
	t.Parallel()
	var want []Entry
	for _, lang := range Languages() {
		for _, text := range Phrases(lang, Save) {
			want = append(want, Entry{lang, text})
		}
	}
	if got := All(Save); !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("All(save) has %d entries, the languages together %d", len(got), len(want))
	}
}

func TestLookupFindsEverySense(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		for _, section := range Sections() {
			for _, text := range Phrases(lang, section) {
				if !slices.Contains(Lookup(Fold(text)), Sense{lang, section}) {
					t.Fatalf("%s [%s] %q is not found", lang, section, text)
				}
			}
		}
	}
	if got := Lookup("no phrase of any language"); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestResultsAreCopies(t *testing.T) {
	t.Parallel()
	Phrases("de", Save)[0] = "changed"
	Languages()[0] = "changed"
	if Phrases("de", Save)[0] == "changed" || Languages()[0] == "changed" {
		t.Error("a caller can change the lexicon")
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(); err != nil {
			b.Fatal(err)
		}
	}
}
