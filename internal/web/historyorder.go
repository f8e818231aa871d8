package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// historyOrders are the columns that the list can be sorted by: a click turns the order of
// the column in force, and takes the usual order of another.
func historyOrders(f consent.Filter) map[string]page.Order {
	out := map[string]page.Order{}
	for _, first := range []consent.Sort{consent.SortNewest, consent.SortSite, consent.SortScore, consent.SortSeverity} {
		to, state := f, ""
		to.Sort = first
		if f.Sort.Base() == first.Base() {
			to.Sort, state = f.Sort.Turned(), direction(f.Sort)
		}
		out[string(first.Base())] = page.Order{Href: historyPath(to.Values()), State: state}
	}
	return out
}

// direction is the value of aria-sort. The worst finding comes first in the order "severity",
// whose numbers fall.
func direction(s consent.Sort) string {
	down := s == "" || s[0] == '-'
	if down != (s.Base() == consent.SortSeverity) {
		return "descending"
	}
	return "ascending"
}

// pageSizes link to the list with other numbers of rows.
func pageSizes(f consent.Filter) []ui.Link {
	var out []ui.Link
	for _, n := range []int{20, consent.DefaultLimit, consent.MaxLimit} {
		to := f
		to.Limit = n
		out = append(out, ui.Link{Text: strconv.Itoa(n), Href: historyPath(to.Values()), Current: f.PageSize() == n})
	}
	slices.SortFunc(out, func(a, b ui.Link) int { return len(a.Text) - len(b.Text) })
	return slices.CompactFunc(out, func(a, b ui.Link) bool { return a.Text == b.Text })
}

// activeFilters are the values in force, each with the address of the list without it.
func activeFilters(f consent.Filter) []ui.Link {
	var out []ui.Link
	values := f.Values()
	for _, key := range consent.FilterKeys() {
		if key == "sort" || key == "limit" || !values.Has(key) {
			continue
		}
		parts := []string{values.Get(key)}
		if key != "q" {
			parts = strings.Split(parts[0], ",")
		}
		for i, part := range parts {
			rest := slices.Delete(slices.Clone(parts), i, i+1)
			out = append(out, ui.Link{Text: filterWords(key, part), Href: pathWith(values, key, strings.Join(rest, ","))})
		}
	}
	return out
}

// pathWith is the list with another value of one key; "" takes the key out.
func pathWith(values url.Values, key, value string) string {
	to := url.Values{}
	for k, v := range values {
		if k != key {
			to[k] = v
		}
	}
	if value != "" {
		to.Set(key, value)
	}
	return historyPath(to)
}
