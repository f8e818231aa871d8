package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func (f *fakeApp) History(ctx context.Context, actor consent.Actor, filter consent.Filter) (app.HistoryPage, error) {
	page, err := f.Analyses(ctx, actor, filter)
	return app.HistoryPage{Page: page, Facets: consent.Facets{Total: 3, Exact: true,
		Facets: []consent.Facet{{Key: "grade", Values: []consent.FacetValue{{Value: "F", Count: 3}}}}}}, err
}

func (f *fakeApp) Stats(_ context.Context, actor consent.Actor, filter consent.Filter) (consent.Stats, error) {
	f.filter = filter
	none := []consent.FacetValue{}
	return consent.Stats{Total: 3, Exact: true, Days: []consent.DayStats{{Day: "2026-11-23", Analyses: 3, Grades: map[string]int{"F": 3}}},
		Rules: none, Severities: none, Categories: none, Roles: none, CMPs: none, Languages: none, Grades: none,
		Confidence: make([]int, 10), Times: make([]int, 13), Refusals: []consent.RefusalStats{}}, f.note(actor)
}

func aSite() consent.SiteSummary {
	return consent.SiteSummary{Site: "a.example", LatestID: analysisID, LatestAt: noon, Grade: "F", Analyses: 2, Points: []consent.SitePoint{{ID: analysisID, At: noon, Grade: "F"}}}
}

func (f *fakeApp) Sites(_ context.Context, actor consent.Actor, filter consent.Filter) (consent.Page[consent.SiteSummary], error) {
	f.filter = filter
	return consent.Page[consent.SiteSummary]{Items: []consent.SiteSummary{aSite()}, Next: f.next}, f.note(actor)
}

func (f *fakeApp) Site(_ context.Context, actor consent.Actor, host string, filter consent.Filter) (app.SitePage, error) {
	f.filter = filter
	if host != "www.a.example" {
		return app.SitePage{}, consent.Errorf(consent.NotFound, "There is no such site.")
	}
	return app.SitePage{Site: aSite(), Timeline: consent.Page[consent.Analysis]{Items: []consent.Analysis{f.analysis}, Next: f.next}}, f.note(actor)
}

func TestHistory(t *testing.T) {
	t.Parallel()
	for target, c := range map[string]struct {
		status int
		holds  string
	}{
		"/analyses?facets=1&grade=F":    {200, `"facets":{"total":3,"exact":true,"facets":[{"key":"grade","values":[{"value":"F","count":3}]}]}`},
		"/analyses?facets=yes":          {422, `"name":"facets"`},
		"/stats?grade=F":                {200, `"days":[{"day":"2026-11-23","analyses":3`},
		"/stats?hue=red":                {422, `"name":"hue"`},
		"/stats?facets=1":               {422, `"name":"facets"`},
		"/sites?grade=F":                {200, `{"items":[{"site":"a.example","latest_id":"` + string(analysisID)},
		"/sites?limit=0":                {422, `"name":"limit"`},
		"/sites/www.a.example?grade=F":  {200, `"analyses":{"items":[{"id":"` + string(analysisID)},
		"/sites/b.example":              {404, "no such site"},
		"/sites/www.a.example?grade=no": {422, `"name":"grade"`},
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			w := r.do(http.MethodGet, Base+target, "")
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.holds) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if c.status == http.StatusOK && (len(r.filter.Grade) != 1 || r.filter.Grade[0] != "F") {
				t.Errorf("filter %+v", r.filter)
			}
		})
	}
}

func TestListWithoutFacets(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"", "?facets=0"} {
		w := newRig(t).do(http.MethodGet, Base+"/analyses"+query, "")
		wantStatus(t, w, http.StatusOK)
		if _, found := decode(t, w)["facets"]; found {
			t.Errorf("%q gives facets", query)
		}
	}
}

// The next page keeps the filter.
func TestNextPagesOfSites(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.next = &consent.Cursor{CreatedAt: noon, ID: analysisID}
	for _, path := range []string{Base + "/sites", Base + "/sites/www.a.example"} {
		link := r.do(http.MethodGet, path+"?grade=F", "").Header().Get("Link")
		if !strings.HasPrefix(link, "<"+path+"?cursor=") || !strings.Contains(link, "grade=F") {
			t.Errorf("%s: %q", path, link)
		}
	}
}
