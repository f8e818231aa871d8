package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/consent"
)

// AnalysisList is one page of analyses, with facets when they were asked for.
type AnalysisList struct {
	List[AnalysisItem]
	Facets *consent.Facets `json:"facets,omitempty" doc:"With facets=1: what the filter selects, counted by the keys of the filter."`
}

// SiteDocument is a site with a page of its analyses.
type SiteDocument struct {
	Site     consent.SiteSummary `json:"site"`
	Analyses List[AnalysisItem]  `json:"analyses" doc:"Those that the filter selects, newest first."`
}

func (a *API) registerHistory() {
	tag := []string{"History"}
	register(a, huma.Operation{OperationID: "get-stats", Method: http.MethodGet, Path: "/stats", Tags: tag, Summary: "Get the series for charts of what a filter selects",
		SkipValidateParams: true, Parameters: paramsOf[listInput](), // consent.ParseFilter checks them
		Description: "Where newest is not 0, the filter selects more than is counted at once, and the counts are those among so many of the newest."}, a.stats)
	register(a, huma.Operation{OperationID: "list-sites", Method: http.MethodGet, Path: "/sites", Tags: tag, Summary: "List sites by their newest completed analysis",
		SkipValidateParams: true, Parameters: paramsOf[listInput](),
		Description: "The filter selects among the newest completed analyses of the sites."}, a.sites)
	register(a, huma.Operation{OperationID: "get-site", Method: http.MethodGet, Path: "/sites/{host}", Tags: tag, Summary: "Get a site with its analyses",
		SkipValidateParams: true, Parameters: filterParams(),
		Description: "The host may be the site or a host of it. 404 when it has no completed analysis."}, a.site)
}

// filterParams are the parameters of the filter beside a host in the path.
func filterParams() []*huma.Param {
	var out []*huma.Param
	for _, each := range paramsOf[listInput]() {
		if each.Name != "host" {
			out = append(out, each)
		}
	}
	return out
}

// rawQuery is an input that consent.ParseFilter reads.
type rawQuery struct{ values url.Values }

// Resolve keeps the query.
func (in *rawQuery) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.values = u.Query()
	return nil
}

func (a *API) stats(ctx context.Context, actor consent.Actor, in *rawQuery) (*output[consent.Stats], error) {
	filter, err := consent.ParseFilter(in.values)
	if err != nil {
		return nil, err
	}
	found, err := a.app.Stats(ctx, actor, filter)
	return &output[consent.Stats]{Body: found}, err
}

type sitesOutput struct {
	Link string `header:"Link"`
	Body List[consent.SiteSummary]
}

func (a *API) sites(ctx context.Context, actor consent.Actor, in *rawQuery) (*sitesOutput, error) {
	filter, err := consent.ParseFilter(in.values)
	if err != nil {
		return nil, err
	}
	page, err := a.app.Sites(ctx, actor, filter)
	if err != nil {
		return nil, err
	}
	return &sitesOutput{Body: listOf(page, siteOf), Link: nextLink(Base+"/sites", filter.Values(), page.Next)}, nil
}

// siteOf gives lists that are never null.
func siteOf(s consent.SiteSummary) consent.SiteSummary {
	s.CMPs, s.Points = append([]string{}, s.CMPs...), append([]consent.SitePoint{}, s.Points...)
	return s
}

type siteInput struct {
	Host string `path:"host" doc:"A site or a host of it, such as www.example.com."`

	values url.Values
}

// Resolve keeps the query.
func (in *siteInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.values = u.Query()
	return nil
}

type siteOutput struct {
	Link string `header:"Link"`
	Body SiteDocument
}

func (a *API) site(ctx context.Context, actor consent.Actor, in *siteInput) (*siteOutput, error) {
	filter, err := consent.ParseFilter(in.values)
	if err != nil {
		return nil, err
	}
	found, err := a.app.Site(ctx, actor, in.Host, filter)
	if err != nil {
		return nil, err
	}
	return &siteOutput{Body: SiteDocument{Site: siteOf(found.Site), Analyses: listOf(found.Timeline, itemOf)},
		Link: nextLink(Base+"/sites/"+url.PathEscape(in.Host), filter.Values(), found.Timeline.Next)}, nil
}

// cutFacets takes the parameter facets out of a query, which is no part of the filter.
func cutFacets(query url.Values) (wanted bool, err error) {
	values, given := query["facets"]
	delete(query, "facets")
	switch text := strings.Join(values, ","); {
	case !given || text == "0":
		return false, nil
	case text == "1":
		return true, nil
	}
	return false, consent.InvalidField("facets", "Write 1 for facets, or 0.")
}
