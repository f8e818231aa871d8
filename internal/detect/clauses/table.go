package clauses

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/stems"
)

//go:embed concepts.txt
var conceptsText string

//go:embed rules.txt
var rulesText string

// rule adds weight to a practice where a sentence holds all concepts of with and none of
// without. Concepts are bits.
type rule struct {
	practice      int
	weight        float64
	with, without uint64
}

// tables are the two files, read once.
type tables struct {
	names []string // of the concepts
	all   *stems.Set
	langs map[string]*stems.Set
	rules []rule
}

var loaded = sync.OnceValue(func() *tables {
	t, err := parseTables(conceptsText, rulesText)
	if err != nil {
		panic(err) // the tables are part of the program; its tests read them
	}
	return t
})

// mostConcepts is how many concepts fit the bits of a rule.
const mostConcepts = 64

func parseTables(concepts, rules string) (*tables, error) {
	t := &tables{all: stems.New(), langs: map[string]*stems.Set{}}
	lang := ""
	for line := range strings.Lines(concepts) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			lang = strings.Trim(line, "[]")
			t.langs[lang] = stems.New()
			continue
		}
		if err := t.concept(lang, line); err != nil {
			return nil, err
		}
	}
	for line := range strings.Lines(rules) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if err := t.rule(line); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// set gives the stems of a language; of all languages where it has none of its own.
func (t *tables) set(language string) *stems.Set {
	if s := t.langs[language]; s != nil {
		return s
	}
	return t.all
}

// Covered says whether there are stems of a language (ISO 639-1). Others are read by what
// they share with these, which is not enough to rely on something not being said.
func Covered(language string) bool { return loaded().langs[language] != nil }

// weak are concepts that nearly every sentence holds; they are no evidence.
const weak = "we you data use"

// conceptsOf gives the concepts, as bits, that rules for a practice ask for.
func (t *tables) conceptsOf(practice int) uint64 {
	var out uint64
	for _, r := range t.rules {
		if r.practice == practice {
			out |= r.with
		}
	}
	for _, name := range strings.Fields(weak) {
		if i := slices.Index(t.names, name); i >= 0 {
			out &^= 1 << i
		}
	}
	return out
}

// concept adds one line; the first language names the concepts.
func (t *tables) concept(lang, line string) error {
	name, list, _ := strings.Cut(line, " ")
	number := slices.Index(t.names, name)
	if number < 0 {
		if len(t.langs) != 1 || len(t.names) == mostConcepts {
			return fmt.Errorf("clauses: unknown concept %q in [%s]", name, lang)
		}
		number = len(t.names)
		t.names = append(t.names, name)
	}
	t.langs[lang].Add(number, list)
	t.all.Add(number, list)
	return nil
}

func (t *tables) rule(line string) error {
	f := strings.Fields(line)
	if len(f) < 3 {
		return fmt.Errorf("clauses: bad rule %q", line)
	}
	weight, err := strconv.ParseFloat(f[1], 64)
	r := rule{practice: slices.Index(Practices(), consent.Practice(f[0])), weight: weight}
	if err != nil || r.practice < 0 {
		return fmt.Errorf("clauses: bad rule %q", line)
	}
	for _, name := range f[2:] {
		name, not := strings.CutPrefix(name, "!")
		number := slices.Index(t.names, name)
		if number < 0 {
			return fmt.Errorf("clauses: rule %q has an unknown concept", line)
		}
		if not {
			r.without |= 1 << number
		} else {
			r.with |= 1 << number
		}
	}
	t.rules = append(t.rules, r)
	return nil
}

// Practices lists what statements are classified into, in the order of the domain.
func Practices() []consent.Practice {
	return []consent.Practice{consent.PracticeFirstParty, consent.PracticeThirdParty, consent.PracticeUserChoice, consent.PracticeAccess,
		consent.PracticeRetention, consent.PracticeSecurity, consent.PracticePolicyChange, consent.PracticeDoNotTrack,
		consent.PracticeAudiences, consent.PracticeLegalBasis, consent.PracticeInternationalTrans, consent.PracticeCookies,
		consent.PracticeContact, consent.PracticeIntroductory, consent.PracticeOther}
}
