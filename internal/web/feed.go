package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
)

const feedPath = "/analyses/feed"

// feedOf is the address that tells how to subscribe to what a list shows.
func feedOf(f consent.Filter) string {
	f.Sort, f.Limit = "", 0
	return withQuery(feedPath, f.Values())
}

// feed tells the address of the feed of a filter. It needs a key, since what feed readers
// get would else be open to all.
func (p *pages) feed(c *gin.Context) error {
	f, _, _, tidy, err := filterOf(c)
	if tidy != "" {
		return seeOther(c, tidy)
	}
	v := page.Feed{Frame: p.frame(c, "Feed", layout.NavHistory), Back: historyPath(nil)}
	if err != nil {
		v.Problems = problemsOf(err, nil)
		return render(c, httpx.StatusOf(err), page.FeedPage(v), "")
	}
	v.Back, v.Keys = historyPath(f.Values()), httpx.Actor(c).Role.AtLeast(consent.RoleAdmin)
	for _, each := range activeFilters(f) {
		v.Words = append(v.Words, each.Text)
	}
	v.Address = p.base(c) + withQuery("/api/v1/analyses.atom", f.Values())
	v.WithKey = withPassword(v.Address)
	return render(c, http.StatusOK, page.FeedPage(v), "")
}

// base is the public address, or the one that the reader uses where none is known.
func (p *pages) base(c *gin.Context) string {
	if p.BaseURL != "" {
		return strings.TrimSuffix(p.BaseURL, "/")
	}
	return "http://" + c.Request.Host
}

// withPassword is an address with a place for the key, as feed readers take it that ask for
// nothing but an address.
func withPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	u.User = url.UserPassword("feed", "YOUR_KEY")
	return u.String()
}
