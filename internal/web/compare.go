package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
	"microconsent/views/page"
)

func comparePath(base, head consent.ID) string {
	return "/compare?" + url.Values{"base": {string(base)}, "head": {string(head)}}.Encode()
}

// compare shows what changed from one analysis to another.
func (p *pages) compare(c *gin.Context) error {
	query := c.Request.URL.Query()
	if len(unknownKeys(query)) == 0 && (query.Get("base") == "" || query.Get("head") == "") {
		return p.pickSides(c, query)
	}
	base, head, err := sidesOf(query)
	if err != nil {
		return err
	}
	found, err := p.App.Compare(c.Request.Context(), httpx.Actor(c), base, head)
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := export.CompareMarkdown(&text, consent.NewDocument(found.Base), consent.NewDocument(found.Head), found.Change); err != nil {
		return err
	}
	v := page.Compare{Frame: p.frame(c, "What changed", layout.NavHistory), Base: sideOf("Before", found.Base), Head: sideOf("After", found.Head),
		Swap: comparePath(head, base), Pick: "/compare?base=" + string(base), Change: found.Change, Markdown: text.String()}
	return render(c, http.StatusOK, page.ComparePage(v), "")
}

func sidesOf(query url.Values) (base, head consent.ID, err error) {
	for _, key := range unknownKeys(query) {
		return "", "", consent.InvalidField(key, "There is no parameter %q. Known: base, head, and q to search.", key)
	}
	if base, err = consent.ParseID(query.Get("base")); err != nil {
		return "", "", err
	}
	head, err = consent.ParseID(query.Get("head"))
	return base, head, err
}

// unknownKeys are the parameters that a comparison does not know, in order.
func unknownKeys(query url.Values) []string {
	var out []string
	for key := range query {
		if !slices.Contains([]string{"base", "head", "q"}, key) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

func sideOf(name string, a consent.Analysis) page.CompareSide {
	title, _ := siteOf(a)
	return page.CompareSide{Name: name, Title: title, Href: analysisPath(a.ID), When: a.CreatedAt, Score: a.Score,
		Facts: provenanceOf(a), Language: a.Language, Rules: a.Options.Jurisdiction, Address: a.Source.URL}
}

// previousOf is the address of the comparison with the analysis before; "" where there is
// none, and where it cannot be told right now: the page is worth more than the link.
func (p *pages) previousOf(c *gin.Context, a consent.Analysis) string {
	if a.Status != consent.StatusCompleted {
		return ""
	}
	before, err := p.App.Previous(c.Request.Context(), httpx.Actor(c), a)
	if err != nil {
		if consent.CodeOf(err) != consent.NotFound {
			httpx.Note(c.Request.Context(), err)
		}
		return ""
	}
	return comparePath(before.ID, a.ID)
}
