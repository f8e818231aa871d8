package consent

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Archived says what becomes of archived analyses in a list.
type Archived string

// The choices. Lists leave archived analyses out unless asked.
const (
	ArchivedHidden Archived = ""
	ArchivedOnly   Archived = "only"
	ArchivedWith   Archived = "with"
)

// Filter selects analyses for a list, a page, a count, an export. The zero Filter selects
// all that are not archived, newest first. Several values of one field mean any of them;
// several fields mean all. Severity, Rule and Triage have to meet in one finding; Category,
// Role and MinConfidence in one clause.
type Filter struct {
	Query         string // words and "phrases", all of which must be found; see Words
	Host          []string
	Site          []string
	Status        []Status
	Severity      []Severity
	Rule          []string
	Triage        []Triage // of a finding
	CMP           []string
	Grade         []string
	Category      []Category
	Role          []ClauseRole
	Tag           []string
	Source        []SourceKind
	Language      []string
	Batch         []string // ids of batches
	Archived      Archived
	Since         *time.Time // created at or after
	Until         *time.Time // created before
	MinConfidence float64    // of the clauses that Category and Role match
	Not           Excluded
	Sort          Sort
	Cursor        *Cursor
	Page          int // from 1, instead of a cursor; 0 is the first
	Limit         int // 0 is DefaultLimit
}

// Excluded are values that no selected analysis has: host=-a.example.
type Excluded struct {
	Host, Site, Rule, CMP, Grade, Tag, Language, Batch []string
	Status                                             []Status
	Severity                                           []Severity
	Triage                                             []Triage
	Category                                           []Category
	Role                                               []ClauseRole
	Source                                             []SourceKind
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

// FilterKeys are the parameters of the grammar in canonical order.
func FilterKeys() []string {
	return []string{"q", "host", "site", "status", "severity", "rule", "triage", "cmp", "grade", "category", "role", "tag", "source",
		"language", "batch", "archived", "since", "until", "min_confidence", "sort", "cursor", "page", "limit"}
}

// Selection is the values of one key of a filter that takes a list.
type Selection struct {
	Key    string
	Any    []string // one of them, when there are any
	Except []string // none of them
}

// Selections lists the keys that take lists, in canonical order, with or without values.
func (f Filter) Selections() []Selection {
	n := f.Not
	return []Selection{{"host", f.Host, n.Host}, {"site", f.Site, n.Site}, {"status", texts(f.Status), texts(n.Status)},
		{"severity", texts(f.Severity), texts(n.Severity)}, {"rule", f.Rule, n.Rule}, {"triage", texts(f.Triage), texts(n.Triage)},
		{"cmp", f.CMP, n.CMP}, {"grade", f.Grade, n.Grade}, {"category", texts(f.Category), texts(n.Category)},
		{"role", texts(f.Role), texts(n.Role)}, {"tag", f.Tag, n.Tag}, {"source", texts(f.Source), texts(n.Source)},
		{"language", f.Language, n.Language}, {"batch", f.Batch, n.Batch}}
}

// Without is the filter with all values of one key left out: what a facet counts by.
func (f Filter) Without(key string) Filter {
	switch key {
	case "host":
		f.Host, f.Not.Host = nil, nil
	case "site":
		f.Site, f.Not.Site = nil, nil
	case "status":
		f.Status, f.Not.Status = nil, nil
	case "severity":
		f.Severity, f.Not.Severity = nil, nil
	case "rule":
		f.Rule, f.Not.Rule = nil, nil
	case "triage":
		f.Triage, f.Not.Triage = nil, nil
	case "cmp":
		f.CMP, f.Not.CMP = nil, nil
	case "grade":
		f.Grade, f.Not.Grade = nil, nil
	case "category":
		f.Category, f.Not.Category = nil, nil
	case "role":
		f.Role, f.Not.Role = nil, nil
	case "tag":
		f.Tag, f.Not.Tag = nil, nil
	case "source":
		f.Source, f.Not.Source = nil, nil
	case "language":
		f.Language, f.Not.Language = nil, nil
	case "batch":
		f.Batch, f.Not.Batch = nil, nil
	}
	return f
}

func texts[T ~string](in []T) []string {
	if len(in) == 0 {
		return nil
	}
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

// Values writes the filter as query parameters: the inverse of ParseFilter, defaults
// left out. Cursor and page are left out too: they belong to one page, not to the view.
func (f Filter) Values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("q", f.Query)
	for _, s := range f.Selections() {
		parts := slices.Clone(s.Any)
		for _, value := range s.Except {
			parts = append(parts, "-"+value)
		}
		set(s.Key, strings.Join(parts, ","))
	}
	set("archived", string(f.Archived))
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

// IsZero says whether the filter selects everything that is not archived.
func (f Filter) IsZero() bool {
	f.Sort, f.Limit = "", 0
	return len(f.Values()) == 0
}
