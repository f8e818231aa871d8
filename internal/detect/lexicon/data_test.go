package lexicon

import (
	"slices"
	"testing"
)

// required are the languages that the project promises: the official ones of the European
// Union first.
var required = []string{
	"bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt",
	"ro", "sk", "sl", "sv",
	"no", "is", "tr", "ru", "uk", "sr", "sr-latn", "ja", "zh", "zh-hant", "ko", "ar", "he", "hi", "id", "vi", "th",
}

func TestRequiredLanguagesArePresent(t *testing.T) {
	t.Parallel()
	langs := Languages()
	for _, lang := range required {
		if !slices.Contains(langs, lang) {
			t.Errorf("no phrases for %s", lang)
		}
	}
	if !slices.IsSorted(langs) {
		t.Errorf("languages are not in order: %q", langs)
	}
}

// minimum is how many phrases a section must have in every language.
func minimum(section string) int {
	switch section {
	case AcceptAll, RejectAll, Settings, Save, PolicyLink, Other:
		return 12
	case Banner:
		return 10
	case Acknowledge, Withdraw, LoadEmbed:
		return 6
	case Close, Pay, Implied, CategoryPrefix + "necessary", CategoryPrefix + "analytics", CategoryPrefix + "advertising":
		return 4
	}
	return 3
}

func TestEveryLanguageHasEveryRoleAndTopic(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			if Name(lang) == "" || Script(lang) == "" {
				t.Error("no name or script")
			}
			for _, section := range Sections() {
				if got, want := len(Phrases(lang, section)), minimum(section); got < want {
					t.Errorf("[%s] has %d phrases, want %d or more", section, got, want)
				}
			}
		})
	}
}

// Phrases that differ in case or punctuation alone are one phrase.
func TestNoPhraseIsTwiceInASection(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		for _, section := range Sections() {
			seen := map[string]bool{}
			for _, text := range Phrases(lang, section) {
				if seen[Fold(text)] {
					t.Errorf("%s [%s]: %q twice", lang, section, text)
				}
				seen[Fold(text)] = true
			}
		}
	}
}

// A phrase under two roles of one language would teach the model both answers.
func TestNoPhraseHasTwoRoles(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		role := map[string]string{}
		for _, section := range Roles() {
			for _, text := range Phrases(lang, section) {
				key := Fold(text)
				if other, twice := role[key]; twice {
					t.Errorf("%s: %q is [%s] and [%s]", lang, text, other, section)
				}
				role[key] = section
			}
		}
	}
}

// Some words are written alike in two languages but mean opposite things; agreement and
// refusal never may, since a reader of mixed pages would be misled.
func TestNoPhraseAcceptsHereAndRejectsThere(t *testing.T) {
	t.Parallel()
	accepts := map[string]string{}
	for _, e := range All(AcceptAll) {
		accepts[Fold(e.Text)] = e.Lang
	}
	for _, e := range All(RejectAll) {
		if lang, both := accepts[Fold(e.Text)]; both {
			t.Errorf("%q accepts in %s and rejects in %s", e.Text, lang, e.Lang)
		}
	}
}
