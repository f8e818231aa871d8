package api

import (
	"bytes"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
)

const atomType = "application/atom+xml; charset=utf-8"

func (a *API) registerFeed() {
	a.routes.GET("/analyses.atom", httpx.Wrap(a.feed))
	op := huma.Operation{OperationID: "feed-analyses", Method: http.MethodGet, Path: "/analyses.atom", Tags: analysesTag,
		Summary: "Get the list as an Atom feed (RFC 4287)",
		Description: "The filters are those of the list. Ids of entries are URNs of the analyses and stay. The key belongs in a header, as everywhere; " +
			"readers that know no other header send it as the password of Basic, which reading requests take.",
		Parameters: paramsOf[listInput](), Responses: map[string]*huma.Response{"200": {Description: "OK",
			Content: map[string]*huma.MediaType{"application/atom+xml": {Schema: &huma.Schema{Type: "string"}}}}}}
	a.describeErrors(&op)
	a.OpenAPI().AddOperation(&op)
}

func (a *API) feed(c *gin.Context) error {
	filter, err := consent.ParseFilter(c.Request.URL.Query())
	if err != nil {
		return err
	}
	page, err := a.app.Analyses(c.Request.Context(), httpx.Actor(c), filter)
	if err != nil {
		return err
	}
	base := baseOf(c.Request)
	values := filter.Values()
	in := export.Feed{ID: base + Base + "/analyses.atom?" + values.Encode(), Title: "Analyses", Self: base + c.Request.URL.RequestURI(), Base: base, Now: time.Now()}
	if name := values.Encode(); name != "" {
		in.Title += ": " + name
	}
	if page.Next != nil {
		values.Set("cursor", page.Next.String())
		in.Next = base + Base + "/analyses.atom?" + values.Encode()
	}
	var out bytes.Buffer
	if err := export.Atom(&out, in, page.Items); err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-cache")
	c.Data(http.StatusOK, atomType, out.Bytes())
	return nil
}

// baseOf is the address that the caller uses.
func baseOf(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		u.Scheme = "https"
	}
	return u.String()
}
