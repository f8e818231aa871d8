package consent

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sort is the order of a list of analyses.
type Sort string

// The orders. Both are keyset orders on (created_at, id).
const (
	SortNewest Sort = "-created_at"
	SortOldest Sort = "created_at"
)

// Filter selects analyses for a list, a page, a count. The zero Filter selects all,
// newest first. Several values of one field mean any of them; several fields mean all.
type Filter struct {
	Query         string // found anywhere in URL, host, title, name or clause text
	Host          []string
	Status        []Status
	Severity      []Severity
	Rule          []string
	CMP           []string
	Grade         []string
	Category      []Category
	Role          []ClauseRole
	Source        []SourceKind
	Language      []string
	Since         *time.Time // created at or after
	Until         *time.Time // created before
	MinConfidence float64    // of the clauses that Category and Role match
	Sort          Sort
	Cursor        *Cursor
	Limit         int // 0 is DefaultLimit
}

// PageSize is the limit in force, between 1 and MaxLimit.
func (f Filter) PageSize() int { return PageSize(f.Limit) }

// PageSize is the limit in force for a wanted one: 0 is DefaultLimit.
func PageSize(limit int) int {
	if limit <= 0 {
		return DefaultLimit
	}
	return min(limit, MaxLimit)
}

// maxQuery bounds a search text, in bytes.
const maxQuery = 1000

// filterKeys are the parameters of the grammar in canonical order.
var filterKeys = []string{"q", "host", "status", "severity", "rule", "cmp", "grade", "category", "role", "tag", "source",
	"language", "since", "until", "min_confidence", "sort", "cursor", "limit"}

// ParseFilter reads the one filter grammar of lists, pages and exports from query
// parameters. A parameter may be repeated or hold several values with commas. An unknown
// parameter or value is an Invalid error that names it; empty values are ignored, so that
// plain forms can send all their fields.
func ParseFilter(q url.Values) (Filter, error) {
	p := filterParser{values: q}
	for key := range q {
		if !slices.Contains(filterKeys, key) {
			p.fail(key, "There is no filter %q. Known filters: %s.", key, strings.Join(filterKeys, ", "))
		}
	}
	f := Filter{
		Query: p.text("q"), Host: lower(p.list("host")), Rule: p.list("rule"), CMP: lower(p.list("cmp")),
		Language: lower(p.list("language")),
		Status:   choose(&p, "status", Statuses()),
		Severity: choose(&p, "severity", Severities()),
		Grade:    choose(&p, "grade", []string{"A", "B", "C", "D", "E", "F"}),
		Category: choose(&p, "category", Categories()),
		Role:     choose(&p, "role", ClauseRoles()),
		Source:   choose(&p, "source", []SourceKind{SourceURL, SourceHTML, SourceText, SourceJSON, SourcePDF}),
		Since:    p.day("since", 0), Until: p.day("until", 1),
		MinConfidence: p.fraction("min_confidence"), Limit: p.limit(), Cursor: p.cursor(),
	}
	if order := choose(&p, "sort", []Sort{SortNewest, SortOldest}); len(order) > 0 {
		f.Sort = order[0]
	}
	if len(p.list("tag")) > 0 {
		p.fail("tag", "Analyses have no tags yet.")
	}
	return f, p.err()
}

// Values writes the filter as query parameters: the inverse of ParseFilter, defaults
// left out. The cursor is left out too: it belongs to one page, not to the view.
func (f Filter) Values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("q", f.Query)
	set("host", strings.Join(f.Host, ","))
	set("status", join(f.Status))
	set("severity", join(f.Severity))
	set("rule", strings.Join(f.Rule, ","))
	set("cmp", strings.Join(f.CMP, ","))
	set("grade", strings.Join(f.Grade, ","))
	set("category", join(f.Category))
	set("role", join(f.Role))
	set("source", join(f.Source))
	set("language", strings.Join(f.Language, ","))
	if f.Since != nil {
		set("since", formatTime(*f.Since))
	}
	if f.Until != nil {
		set("until", formatTime(*f.Until))
	}
	if f.MinConfidence > 0 {
		set("min_confidence", strconv.FormatFloat(f.MinConfidence, 'g', -1, 64))
	}
	if f.Sort != SortNewest {
		set("sort", string(f.Sort))
	}
	if f.Limit > 0 && f.Limit != DefaultLimit {
		set("limit", strconv.Itoa(f.Limit))
	}
	return v
}

// IsZero says whether the filter selects everything.
func (f Filter) IsZero() bool {
	f.Sort, f.Limit = "", 0
	return len(f.Values()) == 0
}

type filterParser struct {
	values url.Values
	fields []Field
}

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

func (p *filterParser) list(key string) []string {
	var out []string
	for _, value := range p.values[key] {
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
				out = append(out, part)
			}
		}
	}
	return out
}

func (p *filterParser) text(key string) string {
	s := strings.TrimSpace(strings.ReplaceAll(p.values.Get(key), "\x00", ""))
	if len(s) > maxQuery {
		p.fail(key, "A search may have at most %d characters.", maxQuery)
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

func (p *filterParser) limit() int {
	s := strings.TrimSpace(p.values.Get("limit"))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > MaxLimit {
		p.fail("limit", "\"limit\" must be a whole number from 1 to %d.", MaxLimit)
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

func choose[T ~string](p *filterParser, key string, known []T) []T {
	var out []T
	for _, s := range p.list(key) {
		if !slices.Contains(known, T(s)) {
			p.fail(key, "%q is no %s. Known: %s.", s, key, strings.ReplaceAll(join(known), ",", ", "))
			continue
		}
		out = append(out, T(s))
	}
	return out
}

func join[T ~string](in []T) string {
	parts := make([]string, len(in))
	for i, s := range in {
		parts[i] = string(s)
	}
	return strings.Join(parts, ",")
}

func lower(in []string) []string {
	for i := range in {
		in[i] = strings.ToLower(in[i])
	}
	return in
}

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
