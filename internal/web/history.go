package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// keyNewer turns the page that a cursor begins round: it holds what is newer.
const keyNewer = "newer"

func (p *pages) history(c *gin.Context) error {
	query := c.Request.URL.Query()
	if target, tidy := withoutBlanks(query); tidy && !wantsFragment(c) {
		return seeOther(c, "/analyses"+target)
	}
	newer := query.Get(keyNewer) != ""
	query.Del(keyNewer)
	f, err := consent.ParseFilter(query)
	if err != nil {
		return p.historyWrong(c, query, err)
	}
	v, err := p.historyView(c, f, newer)
	if err != nil {
		return err
	}
	if wantsFragment(c) {
		c.Header("HX-Push-Url", historyPath(f.Values()))
	}
	return render(c, http.StatusOK, page.HistoryPage(v), "results")
}

// historyWrong shows what is wrong with a filter and keeps its values.
func (p *pages) historyWrong(c *gin.Context, query url.Values, err error) error {
	httpx.Note(c.Request.Context(), err)
	ids := map[string]string{"q": "q", "host": "host", "role": "role", "category": "category", "since": "since", "until": "until",
		"archived": "archived"}
	v := page.History{Frame: p.frame(c, "History", layout.NavHistory), Problems: problemsOf(err, ids), Partial: wantsFragment(c),
		Filter: historyFormOf(query)}
	v.Filter.Active, v.Filter.Wrong = true, true
	return render(c, httpx.StatusOf(err), page.HistoryPage(v), "results")
}

func (p *pages) historyView(c *gin.Context, f consent.Filter, newer bool) (page.History, error) {
	ctx, actor := c.Request.Context(), httpx.Actor(c)
	counts, err := p.App.CountAnalyses(ctx, actor, f)
	if err != nil {
		return page.History{}, err
	}
	found, err := p.App.Analyses(ctx, actor, turned(f, newer))
	if err != nil {
		return page.History{}, err
	}
	if newer {
		slices.Reverse(found.Items)
	}
	changes, err := p.App.Changes(ctx, actor, found.Items)
	if err != nil {
		return page.History{}, err
	}
	v := page.History{Frame: p.frame(c, "History", layout.NavHistory), Filter: filterView(f), Tabs: statusTabs(f, counts),
		Rows: historyRows(found.Items, changes), Total: total(f, counts), Pager: historyPager(f, found, newer), Exports: historyExports(f), Feed: feedOf(f),
		Orders: historyOrders(f), Sizes: pageSizes(f), Active: activeFilters(f),
		Submit: actor.Role.AtLeast(consent.RoleAnalyst), Partial: wantsFragment(c)}
	if v.Views, err = p.savedViews(c, f); err != nil {
		return page.History{}, err
	}
	v.Charts, v.Facets, v.Bulk = chartsOf(f), facetsOf(f), bulkBar(c, f, v.Total)
	if f.IsZero() && f.Cursor == nil && len(found.Items) == 0 {
		v.Fresh, err = p.archiveEmpty(c)
	}
	return v, err
}

// archiveEmpty says whether there are no archived analyses either.
func (p *pages) archiveEmpty(c *gin.Context) (bool, error) {
	found, err := p.App.Analyses(c.Request.Context(), httpx.Actor(c), consent.Filter{Archived: consent.ArchivedOnly, Limit: 1})
	return len(found.Items) == 0, err
}

// turned asks for the page on the other side of the cursor.
func turned(f consent.Filter, newer bool) consent.Filter {
	if newer {
		f.Sort = f.Sort.Turned()
	}
	return f
}

func historyPath(values url.Values) string {
	if len(values) == 0 {
		return "/analyses"
	}
	return "/analyses?" + values.Encode()
}

// historyExports are the addresses of the API that give away what the filter selects, on
// whichever page of it the reader is.
func historyExports(f consent.Filter) []ui.Link {
	f.Limit = 0
	var out []ui.Link
	for _, format := range []export.Format{export.CSV, export.XLSX, export.JSON, export.NDJSON, export.Zip} {
		out = append(out, ui.Link{Text: exportWords(format), Href: withQuery("/api/v1/export."+string(format), f.Values())})
	}
	return out
}

func exportWords(format export.Format) string {
	if format == export.Zip {
		return "reports (ZIP)"
	}
	return strings.ToUpper(string(format))
}

// statusTabs counts what the filter selects in each state.
func statusTabs(f consent.Filter, counts []consent.StatusCount) []ui.Link {
	all := f
	all.Status = nil
	out := []ui.Link{{Text: "All", Href: historyPath(all.Values()), Current: len(f.Status) == 0, Counted: true, Count: total(all, counts)}}
	for _, s := range consent.Statuses() {
		one := f
		one.Status = []consent.Status{s}
		out = append(out, ui.Link{Text: label.Status(s), Href: historyPath(one.Values()), Counted: true, Count: total(one, counts),
			Current: len(f.Status) == 1 && f.Status[0] == s})
	}
	return out
}

func total(f consent.Filter, counts []consent.StatusCount) int {
	sum := 0
	for _, each := range counts {
		if len(f.Status) == 0 || slices.Contains(f.Status, each.Status) {
			sum += each.Count
		}
	}
	return sum
}

// withoutBlanks is the query without the empty fields that plain forms send, and whether
// there were any.
func withoutBlanks(query url.Values) (string, bool) {
	kept, blank := url.Values{}, false
	for key, values := range query {
		for _, value := range values {
			if strings.TrimSpace(value) == "" {
				blank = true
			} else {
				kept.Add(key, value)
			}
		}
	}
	if !blank || len(kept) == 0 {
		return "", blank
	}
	return "?" + kept.Encode(), true
}

func historyRows(items []consent.Analysis, changes map[consent.ID]int) []page.HistoryRow {
	out := make([]page.HistoryRow, len(items))
	for i, a := range items {
		out[i] = page.HistoryRow{ID: string(a.ID), Href: analysisPath(a.ID), When: a.CreatedAt, Status: a.Status,
			Archived: a.ArchivedAt != nil, Findings: severityCounts(a.Summary.Findings)}
		out[i].Site, out[i].Detail = siteOf(a)
		if a.Score != nil {
			out[i].Grade = a.Score.Grade
		}
		if n, ok := changes[a.ID]; ok {
			out[i].Change = &n
		}
		for _, tag := range a.Tags {
			out[i].Tags = append(out[i].Tags, ui.Link{Text: tag, Href: historyPath(url.Values{"tag": {tag}})})
		}
		var cmps []string
		for _, cmp := range a.CMPs {
			cmps = append(cmps, cmp.Name)
		}
		out[i].CMPs = strings.Join(cmps, ", ")
		if a.Failure != nil {
			out[i].Failure = label.Short(a.Failure.Message, 120)
		}
	}
	return out
}

// siteOf names an analysis by its host, file or title, with what tells it apart.
func siteOf(a consent.Analysis) (site, detail string) {
	switch {
	case a.Host != "":
		return a.Host, label.Short(strings.TrimPrefix(label.Plain(a.Source.URL), a.Host), 80)
	case a.Source.Name != "":
		return label.Short(a.Source.Name, 80), label.Short(a.Source.Title, 80)
	case a.Source.Title != "":
		return label.Short(a.Source.Title, 80), ""
	}
	return "Pasted " + label.Source(a.Source.Kind), strconv.FormatInt(a.Source.Bytes, 10) + " bytes"
}

func severityCounts(counts map[string]int) []page.SeverityCount {
	var out []page.SeverityCount
	for _, s := range consent.Severities() {
		if n := counts[string(s)]; n > 0 {
			out = append(out, page.SeverityCount{Severity: s, Count: n})
		}
	}
	return out
}
