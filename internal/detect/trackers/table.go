package trackers

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/match"
)

//go:embed services.txt
var servicesText string

// host is a host of a service and the beginning of the path where only that part of the
// host is the service's.
type host struct {
	service int
	path    string
}

// maxSnippets is how many services snippets can tell apart: one bit each.
const maxSnippets = 32

type table struct {
	services []Service
	hosts    map[string][]host
	snippets *match.Set
	phrases  []match.Phrase // of snippets
	bits     []int          // the service of each bit
	words    []string       // the first words of its snippet
}

var loaded = sync.OnceValue(func() *table {
	t, err := parse(servicesText)
	if err != nil {
		panic(err) // the table is part of the program; its tests read it
	}
	return t
})

func parse(text string) (*table, error) {
	t := &table{hosts: map[string][]host{}}
	var phrases []match.Phrase
	for number, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "|")
		if len(fields) != 4 {
			return nil, fmt.Errorf("trackers: line %d has %d fields", number+1, len(fields))
		}
		category := consent.Category(strings.TrimSpace(fields[1]))
		if !slices.Contains(consent.Categories(), category) {
			return nil, fmt.Errorf("trackers: line %d: category %q", number+1, category)
		}
		t.services = append(t.services, Service{strings.TrimSpace(fields[0]), category})
		t.addHosts(fields[2])
		phrases = append(phrases, t.addSnippets(fields[3])...)
	}
	if len(t.bits) > maxSnippets {
		return nil, fmt.Errorf("trackers: %d services with snippets", len(t.bits))
	}
	t.phrases, t.snippets = phrases, match.Build(phrases)
	return t, nil
}

func (t *table) addHosts(list string) {
	for name := range strings.FieldsSeq(list) {
		name, path, _ := strings.Cut(name, "/")
		t.hosts[name] = append(t.hosts[name], host{len(t.services) - 1, path})
	}
}

func (t *table) addSnippets(list string) []match.Phrase {
	words := strings.Fields(list)
	if len(words) == 0 {
		return nil
	}
	bit := uint32(1) << len(t.bits)
	t.bits, t.words = append(t.bits, len(t.services)-1), append(t.words, words[0])
	var out []match.Phrase
	for _, w := range words {
		out = append(out, match.Phrase{Text: strings.ReplaceAll(w, "+", " "), Bits: bit})
	}
	return out
}
