package web

import (
	"net/url"
	"testing"

	"microconsent/internal/consent"
	"microconsent/views/page"
)

func filterOfQuery(t *testing.T, query string) consent.Filter {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	f, err := consent.ParseFilter(values)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFacetLinks(t *testing.T) {
	t.Parallel()
	counts := consent.Facet{Key: "grade", Values: []consent.FacetValue{{Value: "A", Count: 3}, {Value: "B", Count: 2}}}
	for query, want := range map[string][]page.FacetLink{
		"": {{Text: "A", Count: 3, Counted: true, Href: "/analyses?grade=A"}, {Text: "B", Count: 2, Counted: true, Href: "/analyses?grade=B"}},
		"grade=B&q=lamp": {{Text: "B", Count: 2, Counted: true, On: true, Href: "/analyses?q=lamp"},
			{Text: "A", Count: 3, Counted: true, Href: "/analyses?grade=B%2CA&q=lamp"}},
		"grade=-A": {{Text: "not A", On: true, Href: "/analyses"}, {Text: "A", Count: 3, Counted: true, Href: "/analyses?grade=A"},
			{Text: "B", Count: 2, Counted: true, Href: "/analyses?grade=-A%2CB"}},
		"grade=F&limit=20": {{Text: "F", On: true, Href: "/analyses?limit=20"}, {Text: "A", Count: 3, Counted: true, Href: "/analyses?grade=F%2CA&limit=20"},
			{Text: "B", Count: 2, Counted: true, Href: "/analyses?grade=F%2CB&limit=20"}},
	} {
		got := facetGroup(filterOfQuery(t, query), counts, page.FacetGroup{Key: "grade"})
		if len(got.First) != len(want) || got.Open != (query != "") || got.Least {
			t.Errorf("%q: %+v", query, got)
			continue
		}
		for i := range want {
			if got.First[i] != want[i] {
				t.Errorf("%q, link %d: %+v, want %+v", query, i, got.First[i], want[i])
			}
		}
	}
}

func TestFacetsFoldWhatIsMuch(t *testing.T) {
	t.Parallel()
	counts := consent.Facet{Key: "tag", Newest: 2000}
	for _, tag := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"} {
		counts.Values = append(counts.Values, consent.FacetValue{Value: tag, Count: 1})
	}
	got := facetGroup(filterOfQuery(t, "tag=i"), counts, page.FacetGroup{Key: "tag"})
	if len(got.First) != facetsShown || len(got.Rest) != 2 || got.First[0].Text != "i" || !got.Least {
		t.Errorf("%+v", got)
	}
}
