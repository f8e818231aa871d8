package cookietable

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed columns.txt
var columnsText string

// column is what a column or label holds.
type column int

const (
	none column = iota
	name
	category
	purpose
	provider
	duration
	columns
)

func sections() map[string]column {
	return map[string]column{"name": name, "category": category, "purpose": purpose, "provider": provider, "duration": duration}
}

// naming is a phrase by which a column is known.
type naming struct {
	phrase string
	column column
}

// words are the phrases: whole names, and beginnings by their first byte.
type words struct {
	whole  map[string]column
	starts map[byte][]naming
}

var loaded = sync.OnceValue(func() *words {
	w, err := parse(columnsText)
	if err != nil {
		panic(err) // the table is part of the program; its tests read it
	}
	return w
})

func parse(text string) (*words, error) {
	w := &words{whole: map[string]column{}, starts: map[byte][]naming{}}
	at := none
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			if at = sections()[strings.Trim(line, "[]")]; at == none {
				return nil, fmt.Errorf("cookietable: no such section: %s", line)
			}
		case at == none:
			return nil, fmt.Errorf("cookietable: %q stands in no section", line)
		case line[0] == '=':
			if _, known := w.whole[line[1:]]; !known {
				w.whole[line[1:]] = at
			}
		default:
			w.starts[line[0]] = append(w.starts[line[0]], naming{line, at})
		}
	}
	return w, nil
}

// maxLabel is the longest name of a column, in bytes.
const maxLabel = 60

// columnOf reads the name of a column or a label.
func columnOf(text string) column {
	text = strings.ToLower(strings.Trim(text, " :*\u00a0-–"))
	if text == "" || len(text) > maxLabel {
		return none
	}
	if c, ok := loaded().whole[text]; ok {
		return c
	}
	for _, n := range loaded().starts[text[0]] {
		if strings.HasPrefix(text, n.phrase) {
			return n.column
		}
	}
	return none
}
