// Package suppress reads findings that a project set aside from a file beside its code
// (.microconsent.yml) and applies it to documents, so that a gate in CI can be passed for
// reasons that are written down and reviewed.
package suppress

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"microconsent/internal/consent"
	"microconsent/internal/detect/rules"
)

// FileName is where a project keeps its suppressions.
const FileName = ".microconsent.yml"

// Entry sets findings of one rule aside. Site, Selector and Key narrow it; "" means any.
type Entry struct {
	Rule     string
	Site     string // registrable domain or any host of it
	Selector string // of a control that the finding names, as in its clause
	Key      string // the finding's own key
	Reason   string
	Until    time.Time // its last day; zero for no end
	Line     int       // in the file
}

// keys are what an entry may hold.
var keys = []string{"rule", "site", "selector", "key", "reason", "until"}

// Parse reads a file: one YAML mapping with a list "suppressions". Every mistake is told
// with its line; Invalid when there is one.
func Parse(data []byte) ([]Entry, error) {
	var file struct {
		Suppressions []yaml.Node `yaml:"suppressions"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	switch err := decoder.Decode(&file); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, consent.Wrap(err, consent.Invalid, "%s cannot be read: %s", FileName, plain(err))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, consent.Errorf(consent.Invalid, "%s holds more than one YAML document.", FileName)
	}
	var p parser
	for i := range file.Suppressions {
		p.entry(&file.Suppressions[i])
	}
	if len(p.fields) > 0 {
		return nil, &consent.Error{Code: consent.Invalid, Message: FileName + " has mistakes.", Fields: p.fields}
	}
	return p.entries, nil
}

// plain is the parser's message without its prefixes and Go types.
func plain(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		text = strings.Join(typed.Errors, "; ")
	}
	text, _, _ = strings.Cut(text, " in type ")
	return text
}

type parser struct {
	entries []Entry
	fields  []consent.Field
}

func (p *parser) fail(line int, format string, args ...any) {
	p.fields = append(p.fields, consent.Field{Name: fmt.Sprintf("line %d", line), Message: fmt.Sprintf(format, args...)})
}

func (p *parser) entry(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.fail(n.Line, "Each suppression must be a mapping with rule and reason.")
		return
	}
	e, seen := Entry{Line: n.Line}, map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(keys, key.Value):
			p.fail(key.Line, "There is no key %q. Known: %s.", key.Value, strings.Join(keys, ", "))
		case seen[key.Value]:
			p.fail(key.Line, "%q stands there twice.", key.Value)
		case value.Kind != yaml.ScalarNode:
			p.fail(value.Line, "%q must be a text.", key.Value)
		default:
			p.set(&e, key.Value, value)
		}
		seen[key.Value] = true
	}
	p.check(e, seen)
}

func (p *parser) set(e *Entry, key string, value *yaml.Node) {
	text := strings.TrimSpace(value.Value)
	switch key {
	case "rule":
		e.Rule = text
	case "site":
		e.Site = text
	case "selector":
		e.Selector = text
	case "key":
		e.Key = text
	case "reason":
		e.Reason = text
	case "until":
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			p.fail(value.Line, "\"until\" must be a day such as 2027-01-31.")
		}
		e.Until = at
	}
}

func (p *parser) check(e Entry, seen map[string]bool) {
	if _, known := rules.ByID(e.Rule); e.Rule == "" {
		p.fail(e.Line, "A suppression must name its rule.")
	} else if !known {
		p.fail(e.Line, "There is no rule %q.", e.Rule)
	}
	if _, err := consent.CheckReason(consent.TriageDismissed, e.Reason); e.Reason == "" {
		p.fail(e.Line, "A suppression must say its reason.")
	} else if err != nil {
		p.fail(e.Line, "%s", consent.MessageOf(err))
	}
	for key, text := range map[string]string{"site": e.Site, "selector": e.Selector, "key": e.Key} {
		if seen[key] && text == "" {
			p.fail(e.Line, "%q is empty: leave it out to mean any.", key)
		}
	}
	p.entries = append(p.entries, e)
}
