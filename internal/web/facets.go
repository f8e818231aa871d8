package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
)

const facetsPath = "/analyses/facets"

// facetsShown is how many values of a key are shown before the rest is folded.
const facetsShown = 7

// facetsOf is the address of the counts of what a list shows. Order and page size stay, so
// that a value chosen there leads back to the same list.
func facetsOf(f consent.Filter) string { return withQuery(facetsPath, f.Values()) }

// facetKeys are the keys that the list is refined by, the most telling first, and whether
// their values stand open. Status has tabs of its own.
func facetKeys() []page.FacetGroup {
	return []page.FacetGroup{{Key: "grade", Open: true}, {Key: "severity", Open: true}, {Key: "cmp", Open: true}, {Key: "tag", Open: true}, {Key: "rule"},
		{Key: "triage"}, {Key: "role"}, {Key: "category"}, {Key: "language"}, {Key: "source"}, {Key: "site"}}
}

// facets counts what the filter selects by each key: as a page, or as the part beside the
// list.
func (p *pages) facets(c *gin.Context) error {
	f, _, _, tidy, err := filterOf(c)
	if tidy != "" {
		return seeOther(c, tidy)
	}
	v := page.Facets{Frame: p.frame(c, "Refine the list", layout.NavHistory), Partial: wantsFragment(c), Back: historyPath(nil)}
	if err != nil {
		v.Problems = problemsOf(err, nil)
		return render(c, httpx.StatusOf(err), page.FacetsPage(v), "facets")
	}
	found, err := p.App.Facets(c.Request.Context(), httpx.Actor(c), f)
	if err != nil {
		return err
	}
	v.Back, v.Active = historyPath(f.Values()), activeFilters(f)
	v.Counted = counted(consent.Stats{Total: found.Total, Exact: found.Exact, Newest: found.Of("grade").Newest})
	for _, group := range facetKeys() {
		if group = facetGroup(f, found.Of(group.Key), group); len(group.First) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
	return render(c, http.StatusOK, page.FacetsPage(v), "facets")
}

// facetGroup lists the values of one key: those in force, even when nothing has them, and
// those that could be added. A group with a value in force stands open.
func facetGroup(f consent.Filter, counts consent.Facet, group page.FacetGroup) page.FacetGroup {
	values := f.Values()
	chosen := splitValues(values.Get(group.Key))
	group.Title, group.Least = label.FilterKey(group.Key), counts.Newest > 0
	var links []page.FacetLink
	for _, value := range chosen {
		if !slices.ContainsFunc(counts.Values, func(v consent.FacetValue) bool { return v.Value == value }) {
			links = append(links, page.FacetLink{Text: strings.TrimPrefix(filterWords(group.Key, value), group.Title+": "), On: true,
				Href: pathWith(values, group.Key, toggled(chosen, value))})
		}
	}
	for _, v := range counts.Values {
		links = append(links, page.FacetLink{Text: valueName(group.Key, v.Value), Hint: valueHint(group.Key, v.Value), Count: v.Count, Counted: true,
			On: slices.Contains(chosen, v.Value), Href: pathWith(values, group.Key, toggled(chosen, v.Value))})
	}
	slices.SortStableFunc(links, func(a, b page.FacetLink) int { return order(b.On) - order(a.On) })
	group.Open = group.Open || len(chosen) > 0
	group.First, group.Rest = links[:min(facetsShown, len(links))], links[min(facetsShown, len(links)):]
	return group
}

func order(on bool) int {
	if on {
		return 1
	}
	return 0
}

func splitValues(joined string) []string {
	if joined == "" {
		return nil
	}
	return strings.Split(joined, ",")
}

// toggled takes a value out, or adds it in place of its exclusion.
func toggled(chosen []string, value string) string {
	if at := slices.Index(chosen, value); at >= 0 {
		return strings.Join(slices.Delete(slices.Clone(chosen), at, at+1), ",")
	}
	kept := slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return s == "-"+value })
	return strings.Join(append(kept, value), ",")
}

// valueHint says what a value means that people do not read at once.
func valueHint(key, value string) string {
	if key != "rule" {
		return ""
	}
	words, _ := app.Words(value, "en")
	return words.Title
}
