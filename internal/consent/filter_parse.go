package consent

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxQuery bounds a search text, in bytes.
const maxQuery = 1000

// ParseFilter reads the one filter grammar of lists, pages and exports from query
// parameters. A parameter may be repeated or hold several values with commas; a minus before
// a value excludes it. q holds the language of the search box: what is written key:value in
// it is read as that parameter. An unknown parameter or value is an Invalid error that names
// it and what was meant; empty values are ignored, so that plain forms can send all their
// fields.
func ParseFilter(q url.Values) (Filter, error) {
	p := filterParser{values: maps.Clone(q)}
	if p.values == nil {
		p.values = url.Values{}
	}
	for key := range q {
		if !slices.Contains(FilterKeys(), key) {
			p.fail(key, "There is no filter %q.%s Known filters: %s.", key, didYouMean(key, FilterKeys()), strings.Join(FilterKeys(), ", "))
		}
	}
	var f Filter
	f.Query = p.search()
	p.plain("host", lowered, &f.Host, &f.Not.Host)
	p.plain("site", lowered, &f.Site, &f.Not.Site)
	choose(&p, "status", Statuses(), &f.Status, &f.Not.Status)
	choose(&p, "severity", Severities(), &f.Severity, &f.Not.Severity)
	p.plain("rule", asIs, &f.Rule, &f.Not.Rule)
	choose(&p, "triage", Triages(), &f.Triage, &f.Not.Triage)
	p.plain("cmp", lowered, &f.CMP, &f.Not.CMP)
	choose(&p, "grade", []string{"A", "B", "C", "D", "E", "F"}, &f.Grade, &f.Not.Grade)
	choose(&p, "category", Categories(), &f.Category, &f.Not.Category)
	choose(&p, "role", ClauseRoles(), &f.Role, &f.Not.Role)
	p.plain("tag", lowered, &f.Tag, &f.Not.Tag)
	choose(&p, "source", []SourceKind{SourceURL, SourceHTML, SourceText, SourceJSON, SourcePDF}, &f.Source, &f.Not.Source)
	p.plain("language", lowered, &f.Language, &f.Not.Language)
	p.plain("batch", lowered, &f.Batch, &f.Not.Batch)
	f.Since, f.Until, f.MinConfidence = p.day("since", 0), p.day("until", 1), p.fraction("min_confidence")
	f.Archived, f.Sort = p.archived(), p.sort()
	f.Limit, f.Page, f.Cursor = p.number("limit", MaxLimit), p.number("page", maxPage), p.cursor()
	p.paging(&f)
	return f, p.err()
}

// maxPage bounds a page number.
const maxPage = 1_000_000

type filterParser struct {
	values url.Values
	fields []Field
}

// paging refuses a cursor of another order, and a cursor beside a page number.
func (p *filterParser) paging(f *Filter) {
	switch {
	case f.Cursor == nil:
	case f.Page > 0:
		p.fail("page", "Give \"page\" or \"cursor\", not both.")
	case f.Cursor.Sort.Base() != f.Sort.Base():
		p.fail("cursor", "This page link belongs to another order. Start again from the first page.")
	}
}

func lowered(s string) string { return strings.ToLower(s) }
func asIs(s string) string    { return s }

// err names everything that was refused, nil for nothing.
func (p *filterParser) err() error {
	if len(p.fields) == 0 {
		return nil
	}
	slices.SortFunc(p.fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return &Error{Code: Invalid, Message: p.fields[0].Message, Fields: p.fields}
}

func (p *filterParser) fail(key, format string, args ...any) {
	p.fields = append(p.fields, InvalidField(key, format, args...).Fields...)
}

func (p *filterParser) text(key string) string {
	s := strings.TrimSpace(strings.ReplaceAll(p.values.Get(key), "\x00", ""))
	if len(s) > maxQuery {
		p.fail(key, "%q may have at most %d characters.", key, maxQuery)
		return ""
	}
	return s
}

// list reads the values of a key, those with a minus apart.
func (p *filterParser) list(key string) (wanted, excepted []string) {
	for _, value := range p.values[key] {
		for part := range strings.SplitSeq(value, ",") {
			part = strings.TrimSpace(strings.ReplaceAll(part, "\x00", ""))
			rest, minus := strings.CutPrefix(part, "-")
			if minus {
				part = strings.TrimLeft(rest, "- ")
			}
			switch {
			case part == "":
			case minus && !slices.Contains(excepted, part):
				excepted = append(excepted, part)
			case !minus && !slices.Contains(wanted, part):
				wanted = append(wanted, part)
			}
		}
	}
	return wanted, excepted
}

// plain reads a key whose values are any text.
func (p *filterParser) plain(key string, form func(string) string, wanted, excepted *[]string) {
	some, none := p.list(key)
	*wanted, *excepted = formed(some, form), formed(none, form)
}

func formed(in []string, form func(string) string) []string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(form(s)); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (p *filterParser) archived() Archived {
	switch s := strings.TrimSpace(p.values.Get("archived")); s {
	case "", "no":
		return ArchivedHidden
	case "only":
		return ArchivedOnly
	case "with", "any":
		return ArchivedWith
	default:
		p.fail("archived", "\"archived\" must be only (archived ones) or with (both), not %q.", s)
		return ArchivedHidden
	}
}

func (p *filterParser) sort() Sort {
	s := Sort(strings.TrimSpace(p.values.Get("sort")))
	if s != "" && !slices.Contains(Sorts(), s) {
		p.fail("sort", "%q is no order.%s Known: %s.", s, didYouMean(string(s), texts(Sorts())), strings.Join(texts(Sorts()), ", "))
		return ""
	}
	return s
}

// day reads a date or an RFC 3339 time. A date means its first moment in UTC, moved by
// the given days, so that "until" includes the day that it names.
func (p *filterParser) day(key string, days int) *time.Time {
	s := strings.TrimSpace(p.values.Get(key))
	if s == "" {
		return nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		t = t.AddDate(0, 0, days)
		return &t
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		p.fail(key, "%q must be a date such as 2026-11-23 or a time such as 2026-11-23T10:00:00Z.", key)
		return nil
	}
	t = Timestamp(t)
	return &t
}

func (p *filterParser) fraction(key string) float64 {
	s := strings.TrimSpace(p.values.Get(key))
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(x >= 0 && x <= 1) {
		p.fail(key, "%q must be a number from 0 to 1.", key)
		return 0
	}
	return x
}

// number reads a whole number from 1; 0 for none.
func (p *filterParser) number(key string, most int) int {
	s := strings.TrimSpace(p.values.Get(key))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		p.fail(key, "%q must be a whole number from 1 to %d.", key, most)
		return 0
	}
	return n
}

func (p *filterParser) cursor() *Cursor {
	s := strings.TrimSpace(p.values.Get("cursor"))
	if s == "" {
		return nil
	}
	c, err := ParseCursor(s)
	if err != nil {
		p.fields = append(p.fields, FieldsOf(err)...)
		return nil
	}
	return &c
}

// choose reads a key whose values are known. Severities may be a range: ">=medium".
func choose[T ~string](p *filterParser, key string, known []T, wanted, excepted *[]T) {
	some, none := p.list(key)
	*wanted, *excepted = chosen(p, key, known, some), chosen(p, key, known, none)
}

func chosen[T ~string](p *filterParser, key string, known []T, values []string) []T {
	var out []T
	for _, s := range values {
		found := inRange(key, s, known)
		if len(found) == 0 {
			p.fail(key, "%q is no %s.%s Known: %s.", s, key, didYouMean(s, texts(known)), strings.Join(texts(known), ", "))
		}
		for _, each := range found {
			if !slices.Contains(out, each) {
				out = append(out, each)
			}
		}
	}
	return out
}

// inRange is the value itself, or for a key with an order the values on one side of it. The
// first of the known ones is the greatest.
func inRange[T ~string](key, s string, known []T) []T {
	bare := strings.TrimLeft(s, "<>=")
	at := slices.Index(known, T(bare))
	if key == "grade" && at < 0 {
		at = slices.Index(known, T(strings.ToUpper(bare)))
	}
	operator := s[:len(s)-len(bare)]
	if at < 0 || operator != "" && key != "severity" && key != "grade" {
		return nil
	}
	switch operator {
	case "":
		return known[at : at+1]
	case ">=":
		return known[:at+1]
	case ">":
		return known[:at]
	case "<=":
		return known[at:]
	case "<":
		return known[at+1:]
	}
	return nil
}

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
