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
	ids := map[string]string{"q": "q", "host": "host", "role": "role", "category": "category", "since": "since", "until": "until"}
	v := page.History{Frame: p.frame(c, "History", layout.NavHistory), Problems: problemsOf(err, ids), Partial: wantsFragment(c),
		Filter: page.HistoryFilter{Query: query.Get("q"), Host: query.Get("host"), Since: query.Get("since"), Until: query.Get("until"),
			Roles: roleOptions(nil), Categories: categoryOptions(nil), Clear: "/analyses", Active: true}}
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
	v := page.History{Frame: p.frame(c, "History", layout.NavHistory), Filter: filterView(f), Tabs: statusTabs(f, counts),
		Rows: historyRows(found.Items), Total: total(f, counts), Pager: historyPager(f, found, newer), Exports: historyExports(f),
		Submit: actor.Role.AtLeast(consent.RoleAnalyst), Partial: wantsFragment(c)}
	v.Fresh = f.IsZero() && f.Cursor == nil && len(found.Items) == 0
	return v, nil
}

// turned asks for the page on the other side of the cursor.
func turned(f consent.Filter, newer bool) consent.Filter {
	if newer && f.Sort == consent.SortOldest {
		f.Sort = consent.SortNewest
	} else if newer {
		f.Sort = consent.SortOldest
	}
	return f
}

func historyPath(values url.Values) string {
	if len(values) == 0 {
		return "/analyses"
	}
	return "/analyses?" + values.Encode()
}

// historyPager links to the pages before and after. The first item begins what is newer,
// the last one what is older.
func historyPager(f consent.Filter, found consent.Page[consent.Analysis], newer bool) ui.Pager {
	p := ui.Pager{Label: "analyses"}
	if len(found.Items) == 0 {
		return p
	}
	at := func(a consent.Analysis, newer bool) string {
		values := f.Values()
		values.Set("cursor", consent.Cursor{CreatedAt: a.CreatedAt, ID: a.ID}.String())
		if newer {
			values.Set(keyNewer, "1")
		}
		return historyPath(values)
	}
	if newer || found.Next != nil {
		p.Older = at(found.Items[len(found.Items)-1], false)
	}
	if newer && found.Next != nil || !newer && f.Cursor != nil {
		p.Newer = at(found.Items[0], true)
	}
	if f.Cursor != nil {
		p.First = historyPath(f.Values())
	}
	return p
}

// historyExports are the addresses of the API that give away what the filter selects, on
// whichever page of it the reader is.
func historyExports(f consent.Filter) []ui.Link {
	f.Limit = 0
	query := ""
	if values := f.Values(); len(values) > 0 {
		query = "?" + values.Encode()
	}
	var out []ui.Link
	for _, format := range []export.Format{export.CSV, export.XLSX, export.NDJSON} {
		out = append(out, ui.Link{Text: strings.ToUpper(string(format)), Href: "/api/v1/export." + string(format) + query})
	}
	return out
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

// filterView fills the form. Filters that it has no field for stay in the address.
func filterView(f consent.Filter) page.HistoryFilter {
	values := f.Values()
	v := page.HistoryFilter{Query: f.Query, Host: strings.Join(f.Host, ","), Since: label.Day(f.Since), Status: values.Get("status"),
		Roles: roleOptions(f.Role), Categories: categoryOptions(f.Category), Active: !f.IsZero(), Clear: "/analyses"}
	if f.Until != nil {
		lastDay := f.Until.Add(-1)
		v.Until = label.Day(&lastDay)
	}
	for _, key := range []string{"severity", "rule", "cmp", "grade", "source", "language", "min_confidence", "sort", "limit"} {
		if value := values.Get(key); value != "" {
			v.Others = append(v.Others, ui.Link{Text: key, Href: value})
		}
	}
	return v
}

func roleOptions(at []consent.ClauseRole) []ui.Option {
	return anyOption("Any", at, label.Role, options(consent.ClauseRoles(), label.Role, one(at)...))
}

func categoryOptions(at []consent.Category) []ui.Option {
	return anyOption("Any", at, label.Category, options(consent.Categories(), label.Category, one(at)...))
}

// one is the only value, or none: a select shows one at a time.
func one[T any](at []T) []T {
	if len(at) == 1 {
		return at
	}
	return nil
}

// anyOption puts the choice of all before the others, and the choice of several values
// that an address asked for behind it.
func anyOption[T ~string](all string, at []T, text func(T) string, rest []ui.Option) []ui.Option {
	head := []ui.Option{{Label: all, Selected: len(at) == 0}}
	if len(at) > 1 {
		several, words := make([]string, len(at)), make([]string, len(at))
		for i, each := range at {
			several[i], words[i] = string(each), text(each)
		}
		head = append(head, ui.Option{Value: strings.Join(several, ","), Label: strings.Join(words, " or "), Selected: true})
	}
	return append(head, rest...)
}

func historyRows(items []consent.Analysis) []page.HistoryRow {
	out := make([]page.HistoryRow, len(items))
	for i, a := range items {
		out[i] = page.HistoryRow{Href: analysisPath(a.ID), When: a.CreatedAt, Status: a.Status, Findings: severityCounts(a.Summary.Findings)}
		out[i].Site, out[i].Detail = siteOf(a)
		if a.Score != nil {
			out[i].Grade = a.Score.Grade
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
