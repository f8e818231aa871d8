package cmp

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"microconsent/internal/detect/match"
)

//go:embed vendors.txt
var vendorsText string

type kind uint8

const (
	kindHost kind = iota
	kindURL
	kindText
	kindID
	kindClass
	kindAttr
	kindGlobal
	kindCookie
	kindTCF
	kinds
)

// kindInfo gives the word of the table, the word of evidence, and how likely a page with
// such a mark uses the vendor.
var kindInfo = [kinds]struct {
	word, evidence string
	weight         float64
}{
	{"host", "address on", 0.97}, {"url", "address with", 0.93}, {"text", "script text", 0.88}, {"id", "id", 0.9},
	{"class", "class", 0.88}, {"attr", "attribute", 0.9}, {"global", "window property", 0.9}, {"cookie", "cookie", 0.85},
	{"tcf", "CMP id", 0.97},
}

// weakWeight is the weight of a mark that other programs carry too.
const weakWeight = 0.35

// vendor is one consent manager; yields names one that borrows its ids and classes.
type vendor struct{ id, name, yields string }

// mark is one mark of one vendor. text is in lower case, without the final "*" of an open
// mark.
type mark struct {
	vendor int
	kind   kind
	text   string
	open   bool // any ending
	weak   bool
}

func (m *mark) weight() float64 {
	if m.weak {
		return weakWeight
	}
	return kindInfo[m.kind].weight
}

// table is vendors.txt, read and indexed once.
type table struct {
	vendors []vendor
	marks   []mark
	exact   [kinds]map[string][]int // whole names
	stems   [kinds]map[string][]int // open names, by their first letters up to a separator
	begins  [kinds][1 << 10]bool    // how names of a kind begin: see opening
	text    *match.Set
}

// opening hashes the first two letters of a name in either case, so that most names need
// no look-up. Names of one letter are 0, with whatever begins so.
func opening(name string) int {
	if len(name) < 2 {
		return 0
	}
	return int(name[0]&0x1f)<<5 | int(name[1]&0x1f)
}

var loadedTable = sync.OnceValue(func() *table {
	t, err := parseTable(vendorsText)
	if err != nil {
		panic(err) // the table is part of the program; its tests read it
	}
	return t
})

func parseTable(text string) (*table, error) {
	t := &table{}
	for k := range kinds {
		t.exact[k], t.stems[k] = map[string][]int{}, map[string][]int{}
	}
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := t.line(line); err != nil {
			return nil, fmt.Errorf("cmp: line %d: %w", number+1, err)
		}
	}
	t.text = match.Build(textPhrases(t.marks))
	return t, nil
}

func (t *table) line(line string) error {
	if id, name, ok := strings.Cut(line, " | "); ok {
		t.vendors = append(t.vendors, vendor{id: id, name: name})
		return nil
	}
	fields := strings.Fields(line)
	if fields[0] == "yield" && len(fields) == 2 && len(t.vendors) > 0 {
		t.vendors[len(t.vendors)-1].yields = fields[1]
		return nil
	}
	for k := range kinds {
		if kindInfo[k].word == fields[0] {
			return t.add(k, fields[1:])
		}
	}
	return fmt.Errorf("unknown kind %q", fields[0])
}

func (t *table) add(k kind, names []string) error {
	if len(t.vendors) == 0 {
		return fmt.Errorf("mark before the first vendor")
	}
	for _, name := range names {
		m := mark{vendor: len(t.vendors) - 1, kind: k, text: strings.ReplaceAll(strings.ToLower(name), "+", " ")}
		m.text, m.weak = strings.CutPrefix(m.text, "~")
		m.text, m.open = strings.CutSuffix(m.text, "*")
		if k == kindTCF {
			if _, err := strconv.Atoi(m.text); err != nil {
				return fmt.Errorf("CMP id %q", m.text)
			}
		}
		if len(m.text) == 0 {
			return fmt.Errorf("empty mark %q", name)
		}
		t.index(m)
	}
	return nil
}

func (t *table) index(m mark) {
	number := len(t.marks)
	t.marks = append(t.marks, m)
	t.begins[m.kind][opening(m.text)] = true
	if m.open {
		key := m.text[:stem(m.text)]
		t.stems[m.kind][key] = append(t.stems[m.kind][key], number)
		return
	}
	t.exact[m.kind][m.text] = append(t.exact[m.kind][m.text], number)
}

// stemLength is the number of bytes by which open marks are found.
const stemLength = 3

func stem(name string) int { return min(len(name), stemLength) }
