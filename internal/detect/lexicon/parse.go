package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// file is one language.
type file struct {
	name, script, letters string
	sections              map[string][]string
}

// parse reads a file of phrases and refuses what the format does not know: invalid UTF-8, an
// unknown key or section, a section given twice, an empty one, a phrase before the first
// section. Whether a phrase stands twice is left to the tests: it costs more than the rest.
func parse(text string) (*file, error) {
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("not UTF-8")
	}
	p := parser{known: Sections(), file: &file{sections: map[string][]string{}}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if err := p.line(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return p.file, p.finish()
}

type parser struct {
	known   []string
	section string
	file    *file
}

func (p *parser) line(line string) error {
	switch {
	case line == "" || strings.HasPrefix(line, "#"):
		return nil
	case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
		return p.open(line[1 : len(line)-1])
	case p.section == "":
		return p.key(line)
	}
	p.file.sections[p.section] = append(p.file.sections[p.section], line)
	return nil
}

func (p *parser) open(section string) error {
	if _, twice := p.file.sections[section]; twice {
		return fmt.Errorf("section %q twice", section)
	}
	if !slices.Contains(p.known, section) {
		return fmt.Errorf("unknown section %q", section)
	}
	if err := p.finish(); err != nil {
		return err
	}
	p.section = section
	p.file.sections[section] = nil
	return nil
}

func (p *parser) key(line string) error {
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		return fmt.Errorf("phrase %q before the first section", line)
	}
	value = strings.TrimSpace(value)
	switch strings.TrimSpace(key) {
	case "name":
		p.file.name = value
	case "script":
		p.file.script = value
	case "letters":
		p.file.letters = value
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

// finish refuses to leave a section without a phrase.
func (p *parser) finish() error {
	if p.section != "" && len(p.file.sections[p.section]) == 0 {
		return fmt.Errorf("section %q is empty", p.section)
	}
	return nil
}
