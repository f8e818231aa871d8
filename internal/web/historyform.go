package web

import (
	"net/url"
	"slices"
	"strings"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// filterView fills the form. Filters that it has no field for stay as hidden fields.
func filterView(f consent.Filter) page.HistoryFilter {
	v := historyFormOf(f.Values())
	v.Since, v.Until, v.Active = label.Day(f.Since), "", !f.IsZero()
	if f.Until != nil {
		lastDay := f.Until.Add(-1)
		v.Until = label.Day(&lastDay)
	}
	return v
}

// historyFormOf fills the form with the values of a query, right or wrong. Values of one key that
// were given apart are joined: the grammar takes both. Unknown keys are left out, so that
// sending the form again mends the filter.
func historyFormOf(query url.Values) page.HistoryFilter {
	at := func(key string) string { return joined(query, key) }
	v := page.HistoryFilter{Query: query.Get("q"), Host: at("host"), Since: query.Get("since"), Until: query.Get("until"), Status: at("status"),
		Roles:      roleOptions(at("role")),
		Categories: categoryOptions(at("category")), Archived: archivedOptions(at("archived")), Clear: "/analyses"}
	for _, key := range consent.FilterKeys() {
		if value := at(key); value != "" && !slices.Contains(formKeys(), key) {
			v.Others = append(v.Others, ui.Link{Text: key, Href: value})
		}
	}
	return v
}

// formKeys are the keys that the form has fields for, and those of one page of the list.
func formKeys() []string {
	return []string{"q", "host", "role", "category", "since", "until", "archived", "status", "cursor", "page"}
}

func joined(query url.Values, key string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(query[key]), func(s string) bool { return s == "" }), ",")
}

func roleOptions(value string) []ui.Option {
	return anyOption(value, label.Role, options(consent.ClauseRoles(), label.Role))
}

func categoryOptions(value string) []ui.Option {
	return anyOption(value, label.Category, options(consent.Categories(), label.Category))
}

func archivedOptions(value string) []ui.Option {
	var out []ui.Option
	if value != "" && label.Archived(consent.Archived(value)) == "" {
		out = append(out, ui.Option{Value: value, Label: value, Selected: true})
	}
	for _, each := range []consent.Archived{consent.ArchivedHidden, consent.ArchivedWith, consent.ArchivedOnly} {
		out = append(out, ui.Option{Value: string(each), Label: label.Archived(each), Selected: value == string(each)})
	}
	return out
}

// anyOption puts the choice of all before the others and selects the value. What is not one
// of the choices, several values or excluded ones, becomes a choice of its own.
func anyOption[T ~string](value string, text func(T) string, rest []ui.Option) []ui.Option {
	head := []ui.Option{{Label: "Any", Selected: value == ""}}
	for i := range rest {
		rest[i].Selected = value != "" && rest[i].Value == value
		if rest[i].Selected {
			return append(head, rest...)
		}
	}
	if value != "" {
		head = append(head, ui.Option{Value: value, Label: valueWords(value, text), Selected: true})
	}
	return append(head, rest...)
}

// valueWords says the values of a key: "Accept all or Reject all, not Settings".
func valueWords[T ~string](value string, text func(T) string) string {
	var is, not []string
	for _, each := range strings.Split(value, ",") {
		if bare, excluded := strings.CutPrefix(each, "-"); excluded {
			not = append(not, "not "+text(T(bare)))
		} else {
			is = append(is, text(T(each)))
		}
	}
	if len(is) > 0 {
		not = append([]string{strings.Join(is, " or ")}, not...)
	}
	return strings.Join(not, ", ")
}

// commas writes values as one parameter.
func commas[T ~string](values []T) string {
	out := make([]string, len(values))
	for i, each := range values {
		out[i] = string(each)
	}
	return strings.Join(out, ",")
}
