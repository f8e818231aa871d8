package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// scripts are the Unicode scripts of a writing system. Where words are not set apart by
// spaces, a Latin name may touch them.
func scripts(name string) (names []string, spaced bool) {
	switch name {
	case "Japanese":
		return []string{"Han", "Hiragana", "Katakana"}, false
	case "Han", "Thai", "Hangul":
		return []string{name}, false
	}
	return []string{name}, true
}

// foreign tells why a word does not belong to a language, "" when it does. A word is of the
// language's script or all Latin: product names and "cookies" occur everywhere.
func foreign(word string, f *file) string {
	names, spaced := scripts(f.script)
	own, latin := false, false
	for _, r := range norm.NFC.String(word) {
		switch {
		case unicode.In(r, unicode.Common, unicode.Inherited):
		case inScripts(r, names):
			if own = true; !inAlphabet(r, f) {
				return fmt.Sprintf("%q is not a letter of the language", r)
			}
		case unicode.Is(unicode.Latin, r):
			latin = true
		default:
			return fmt.Sprintf("%q is of another script", r)
		}
	}
	if own && latin && spaced {
		return "two scripts in one word"
	}
	return ""
}

func inScripts(r rune, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return unicode.Is(unicode.Scripts[n], r) })
}

func inAlphabet(r rune, f *file) bool {
	r = unicode.ToLower(r)
	switch {
	case f.script == "Latin" && 'a' <= r && r <= 'z':
		return true
	case f.script != "Latin" && f.letters == "":
		return true
	}
	return strings.ContainsRune(f.letters, r)
}

// words splits a phrase where scripts may change.
func words(phrase string) []string {
	return strings.FieldsFunc(phrase, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '/' || r == '־' })
}

func TestPhrasesUseTheLettersOfTheirLanguage(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		f := loaded().files[lang]
		if names, _ := scripts(f.script); unicode.Scripts[names[0]] == nil {
			t.Errorf("%s: unknown script %q", lang, f.script)
			continue
		}
		for section, phrases := range f.sections {
			for _, phrase := range phrases {
				for _, w := range words(phrase) {
					if why := foreign(w, f); why != "" {
						t.Errorf("%s [%s] %q: %s", lang, section, phrase, why)
					}
				}
			}
		}
	}
}

func TestForeignLettersAreNoticed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lang, word string
		ok         bool
	}{
		{"ru", "Принять", true},
		{"ru", "Пpинять", false}, // a Latin p
		{"ru", "cookie", true},
		{"ru", "Прийняти", true},
		{"ru", "всі", false}, // a Ukrainian letter
		{"uk", "всі", true},
		{"de", "schließen", true},
		{"de", "fermé", false},
		{"ja", "Cookieを", true},
		{"ja", "쿠키", false},
		{"el", "Αποδοχή", true},
		{"el", "Aποδοχή", false}, // a Latin A
	} {
		if got := foreign(tt.word, loaded().files[tt.lang]); (got == "") != tt.ok {
			t.Errorf("%s %q: %q", tt.lang, tt.word, got)
		}
	}
}

func TestFilesAreNormalized(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		text, err := data.ReadFile("data/" + lang + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if !norm.NFC.IsNormal(text) {
			t.Errorf("%s is not in NFC", lang)
		}
	}
}
