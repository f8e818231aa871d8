package lexicon

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.txt
var data embed.FS

// Entry is a phrase as written in its file, with its language tag.
type Entry struct{ Lang, Text string }

// Sense is one reading of a phrase: in this language it stands in this section.
type Sense struct{ Lang, Section string }

// Languages lists the language tags in alphabetical order. Serbian in Latin letters is
// "sr-latn", Chinese in traditional characters "zh-hant".
func Languages() []string { return slices.Clone(loaded().langs) }

// Name is the English name of a language, "" when it has no file.
func Name(lang string) string {
	if f := loaded().files[lang]; f != nil {
		return f.name
	}
	return ""
}

// Script is the writing system of a language by its Unicode name ("Latin", "Cyrillic"; of
// Japanese "Japanese", of Korean "Hangul", of Chinese "Han"), "" when it has no file.
func Script(lang string) string {
	if f := loaded().files[lang]; f != nil {
		return f.script
	}
	return ""
}

// Phrases returns the phrases of one section of one language in the order of the file; nil
// when there are none.
func Phrases(lang, section string) []string {
	f := loaded().files[lang]
	if f == nil {
		return nil
	}
	return slices.Clone(f.sections[section])
}

// All returns the phrases of one section in all languages, in the order of Languages.
func All(section string) []Entry {
	var entries []Entry
	l := loaded()
	for _, lang := range l.langs {
		for _, text := range l.files[lang].sections[section] {
			entries = append(entries, Entry{lang, text})
		}
	}
	return entries
}

// Lookup returns every sense of a text that is a phrase as a whole; folded is a result of
// Fold. The slice is shared: do not change it.
func Lookup(folded string) []Sense { return senses()[folded] }

type library struct {
	langs []string
	files map[string]*file
}

// loaded parses the files once. They are part of the program and every one is parsed by the
// tests, so a broken one is a fault of the program.
var loaded = sync.OnceValue(func() library {
	l, err := load()
	if err != nil {
		panic(err)
	}
	return l
})

func load() (library, error) {
	l := library{files: map[string]*file{}}
	names, err := data.ReadDir("data")
	if err != nil {
		return l, err
	}
	for _, n := range names {
		text, err := data.ReadFile("data/" + n.Name())
		if err != nil {
			return l, err
		}
		f, err := parse(string(text))
		if err != nil {
			return l, fmt.Errorf("lexicon %s: %w", n.Name(), err)
		}
		lang := strings.TrimSuffix(n.Name(), ".txt")
		l.files[lang] = f
		l.langs = append(l.langs, lang)
	}
	slices.Sort(l.langs)
	return l, nil
}

// senses is the index behind Lookup, built at its first use.
var senses = sync.OnceValue(func() map[string][]Sense {
	index := map[string][]Sense{}
	l := loaded()
	for _, lang := range l.langs {
		for _, section := range Sections() {
			for _, text := range l.files[lang].sections[section] {
				key := Fold(text)
				index[key] = append(index[key], Sense{lang, section})
			}
		}
	}
	return index
})
