package cookies

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/consent"
)

//go:embed own.txt
var ownText string

//go:embed table.tsv
var tableText string

// Entry is what is known about a name or pattern. A final or first "*" of the pattern
// stands for any ending or beginning. Lifetime is "session", "1 year", "30 days", …, "" when
// unknown; so is Vendor.
type Entry struct {
	Pattern  string
	Category consent.Category
	Vendor   string
	Lifetime string
}

// Classes lists the categories of cookies.
func Classes() []consent.Category {
	return []consent.Category{consent.CategoryNecessary, consent.CategoryFunctional, consent.CategoryAnalytics, consent.CategoryAdvertising}
}

// table finds entries: whole names, then the longest beginning, then the longest ending.
type table struct {
	exact, lower     map[string]*Entry
	prefix, suffix   map[string]*Entry
	longest, longEnd int
	entries          []Entry
}

var own = sync.OnceValue(func() *table { return mustTable(ParseOwn(ownText)) })
var database = sync.OnceValue(func() *table { return mustTable(ParseTable(tableText)) })

func mustTable(entries []Entry, err error) *table {
	if err != nil {
		panic(err) // the tables are part of the program; its tests read them
	}
	return newTable(entries)
}

func newTable(entries []Entry) *table {
	t := &table{exact: map[string]*Entry{}, lower: map[string]*Entry{}, prefix: map[string]*Entry{}, suffix: map[string]*Entry{}, entries: entries}
	for i := range entries {
		e := &entries[i]
		if stem, ok := strings.CutSuffix(e.Pattern, "*"); ok {
			t.prefix[stem] = e
			t.longest = max(t.longest, len(stem))
			continue
		}
		if stem, ok := strings.CutPrefix(e.Pattern, "*"); ok {
			t.suffix[strings.ToLower(stem)] = e
			t.longEnd = max(t.longEnd, len(stem))
			continue
		}
		t.exact[e.Pattern] = e
		if len(e.Pattern) > 3 {
			t.lower[strings.ToLower(e.Pattern)] = e
		}
	}
	return t
}

func (t *table) find(name string) *Entry {
	if e := t.exact[name]; e != nil {
		return e
	}
	for n := min(len(name), t.longest); n > 0; n-- {
		if e := t.prefix[name[:n]]; e != nil {
			return e
		}
	}
	folded := strings.ToLower(name)
	if e := t.lower[folded]; e != nil {
		return e
	}
	for n := min(len(folded), t.longEnd); n > 0; n-- {
		if e := t.suffix[folded[len(folded)-n:]]; e != nil {
			return e
		}
	}
	return nil
}

// Lookup finds a name in the tables.
func Lookup(name string) (Entry, bool) {
	for _, t := range []*table{own(), database()} {
		if e := t.find(name); e != nil {
			return *e, true
		}
	}
	return Entry{}, false
}

// Entries lists both tables, the one written by hand first.
func Entries() []Entry { return append(slices.Clone(own().entries), database().entries...) }

// ParseOwn reads a table in the form of own.txt.
func ParseOwn(text string) ([]Entry, error) {
	var out []Entry
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, " ", 4)
		if len(f) != 4 || !slices.Contains(Classes(), consent.Category(f[1])) {
			return nil, fmt.Errorf("cookies: bad line %q", line)
		}
		lifetime, err := lifetime(f[2])
		if err != nil {
			return nil, err
		}
		out = append(out, Entry{f[0], consent.Category(f[1]), strings.Trim(f[3], "-"), lifetime})
	}
	return out, nil
}

// lifetime spells out "13mo" as "13 months".
func lifetime(s string) (string, error) {
	if s == "session" {
		return s, nil
	}
	if s == "-" {
		return "", nil
	}
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	unit := map[string]string{"m": "minute", "h": "hour", "d": "day", "mo": "month", "y": "year"}[s[len(number):]]
	if number == "" || unit == "" {
		return "", fmt.Errorf("cookies: bad lifetime %q", s)
	}
	if number != "1" {
		unit += "s"
	}
	return number + " " + unit, nil
}

// ParseTable reads a table in the form of table.tsv: a line "=vendor" starts the entries
// of a vendor; an entry is the first letters of its category ("n", "f", "an", "ad"), its
// lifetime and its pattern, separated by tabs.
func ParseTable(text string) ([]Entry, error) {
	var out []Entry
	vendor := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if name, ok := strings.CutPrefix(line, "="); ok {
			vendor = name
			continue
		}
		f := strings.Split(line, "\t")
		i := -1
		if len(f) == 3 {
			i = slices.IndexFunc(Classes(), func(c consent.Category) bool { return f[0] != "" && strings.HasPrefix(string(c), f[0]) })
		}
		if i < 0 || f[2] == "" {
			return nil, fmt.Errorf("cookies: bad line %q", line)
		}
		out = append(out, Entry{f[2], Classes()[i], vendor, f[1]})
	}
	return out, nil
}
