package storybook

import (
	"time"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func historyView() page.History {
	return page.History{Frame: frame("History", layout.NavHistory), Submit: true, Total: 1234,
		Filter: page.HistoryFilter{Roles: choices("Any", "Any", "Accept all", "Reject all"), Categories: choices("Any", "Any", "Analytics", "Advertising"),
			Archived: choices("Left out", "Left out", "Included", "Only archived"), Clear: "/analyses"},
		Tabs: []ui.Link{{Text: "All", Href: "/analyses", Current: true, Counted: true, Count: 1234}, {Text: "Waiting", Href: "/analyses?status=queued", Counted: true, Count: 2},
			{Text: "Running", Href: "/analyses?status=running", Counted: true, Count: 1}, {Text: "Done", Href: "/analyses?status=completed", Counted: true, Count: 1200},
			{Text: "Failed", Href: "/analyses?status=failed", Counted: true, Count: 30}, {Text: "Canceled", Href: "/analyses?status=canceled", Counted: true, Count: 1}},
		Charts: "/analyses/charts", Facets: "/analyses/facets", Feed: "/analyses/feed",
		Bulk: &page.BulkBar{Action: "/analyses/bulk", Filter: "grade=F", Total: 1234, Actions: choices("Add tags", "Add tags", "Archive")},
		Views: page.SavedViews{Query: "grade=F", May: true, MayShare: true, Links: []ui.Link{{Text: "Failed since Monday", Href: "/analyses?status=failed"},
			{Text: Hostile, Href: "/analyses?grade=F", Current: true}}},
		Exports: []ui.Link{{Text: "CSV", Href: "/api/v1/export.csv"}, {Text: "XLSX", Href: "/api/v1/export.xlsx"}, {Text: "NDJSON", Href: "/api/v1/export.ndjson"}},
		Orders: map[string]page.Order{"site": {Href: "/analyses?sort=site"}, "created_at": {Href: "/analyses?sort=created_at", State: "descending"},
			"score": {Href: "/analyses?sort=score"}, "severity": {Href: "/analyses?sort=severity"}},
		Sizes: []ui.Link{{Text: "20", Href: "/analyses?limit=20"}, {Text: "50", Href: "/analyses", Current: true}},
		Pager: ui.Pager{Label: "analyses", First: "/analyses", Newer: "/analyses?cursor=x&newer=1", Older: "/analyses?cursor=y"}}
}

func historyRow(n, site, detail, grade, cmp string, s consent.Status, findings ...page.SeverityCount) page.HistoryRow {
	return page.HistoryRow{Href: "/analyses/" + id(n), Site: site, Detail: detail, When: ago(26 * time.Hour), Grade: grade, CMPs: cmp, Status: s, Findings: findings}
}

func historyRows() []page.HistoryRow {
	count := func(s consent.Severity, n int) page.SeverityCount { return page.SeverityCount{Severity: s, Count: n} }
	failed := historyRow("15", "down.example", "/a/very/long/path/that/goes/on/and/on/without/any/break/at/all/to/see/what/happens", "", "", consent.StatusFailed)
	failed.Failure = "The site does not answer."
	failed.Archived = true
	failed.Tags = []ui.Link{{Text: "client a", Href: "/analyses?tag=client+a"}, {Text: Hostile, Href: "/analyses?tag=x"}}
	rows := []page.HistoryRow{
		historyRow("11", "journal.example", "/news", "F", "OneTrust", consent.StatusCompleted, count(consent.SeverityHigh, 3), count(consent.SeverityMedium, 2), count(consent.SeverityLow, 1), count(consent.SeverityInfo, 4)),
		historyRow("12", "shop.example", "", "C", "Usercentrics, Didomi", consent.StatusCompleted, count(consent.SeverityMedium, 1)),
		historyRow("13", "buchladen-fair.html", "Buchladen", "A", "", consent.StatusCompleted),
		historyRow("14", "queue.example", "/", "", "", consent.StatusQueued),
		historyRow("16", "run.example", "/", "", "", consent.StatusRunning),
		failed,
		historyRow("17", Hostile, Hostile, "B", Hostile, consent.StatusCanceled),
	}
	for i, change := range []int{-21, 1, 0} {
		rows[i].Change = &change
	}
	return rows
}

func history() []Story {
	full := historyView()
	full.Rows = historyRows()
	filtered, none, wrong, fresh, fragment := full, historyView(), historyView(), historyView(), full
	filtered.Filter.Query, filtered.Filter.Host, filtered.Filter.Status, filtered.Filter.Since, filtered.Filter.Until = Hostile, "example.com", "completed", "2026-11-01", "2026-11-23"
	filtered.Filter.Others = []ui.Link{{Text: "cmp", Href: "onetrust"}}
	filtered.Filter.Active = true
	filtered.Active = []ui.Link{{Text: "q: " + Hostile, Href: "/analyses?host=example.com"}, {Text: "host: example.com", Href: "/analyses"}}
	none.Filter, none.Pager, none.Total = filtered.Filter, ui.Pager{}, 0
	wrong.Problems = []ui.Problem{{ID: "since", Message: "\"since\" must be a date such as 2026-11-23 or a time such as 2026-11-23T10:00:00Z."}, {Message: "There is no filter \"colour\"."}}
	fresh.Fresh = true
	fragment.Partial = true
	forbidden := fresh
	forbidden.Submit, forbidden.Frame.User, forbidden.Bulk = false, viewer(), nil
	read := full
	read.Submit, read.Frame.User, read.Bulk, read.Views = false, viewer(), nil, page.SavedViews{}
	dark := full
	dark.Frame.Theme, dark.Frame.Flash = "dark", label.Count(12, "analysis waits", "analyses wait")+" now."
	return []Story{
		{Name: "history", View: page.HistoryPage(full)}, {Name: "history/filtered", View: page.HistoryPage(filtered)}, {Name: "history/dark", View: page.HistoryPage(dark)},
		{Name: "history/viewer", View: page.HistoryPage(read)},
		{Name: "history/no-match", View: page.HistoryPage(none)}, {Name: "history/wrong", View: page.HistoryPage(wrong)}, {Name: "history/fresh", View: page.HistoryPage(fresh)},
		{Name: "history/fresh-viewer", View: page.HistoryPage(forbidden)}, {Name: "history/fragment", View: page.HistoryPage(fragment), Fragment: "results"},
	}
}

func bulk() []Story {
	v := page.Bulk{Frame: frame("Change many analyses", layout.NavHistory), Action: "/analyses/bulk/run", What: "tag", Count: 1234, All: true,
		Words: []string{"grade: F", "q: " + Hostile}, Filter: "grade=F", Tags: "client a", Back: "/analyses?grade=F"}
	ticked, wrong, blocked := v, v, v
	ticked.All, ticked.Words, ticked.What, ticked.Count, ticked.IDs = false, nil, "delete", 2, []string{id("11"), id("12")}
	wrong.Wrong(map[string]string{"tags": "Name at least one tag."}, []ui.Problem{{ID: "tags", Message: "Name at least one tag."}})
	blocked.Wrong(map[string]string{"id": "No analysis is selected."}, []ui.Problem{{Message: "No analysis is selected."}})
	done := page.BulkDone{Frame: frame("Archive", layout.NavHistory), What: "archive", Count: 4, Done: 2, Unchanged: 1, Failed: 1, Back: "/analyses",
		Failures: []page.BulkFailure{{Href: "/analyses/" + id("14"), ID: id("14"), Why: "This analysis has not ended yet. Cancel it first. " + Hostile}}}
	return []Story{
		{Name: "bulk", View: page.BulkPage(v)}, {Name: "bulk/ticked", View: page.BulkPage(ticked)}, {Name: "bulk/wrong", View: page.BulkPage(wrong)},
		{Name: "bulk/nothing", View: page.BulkPage(blocked)}, {Name: "bulk/done", View: page.BulkDonePage(done)},
	}
}

func facets() []Story {
	link := func(text string, n int, on bool) page.FacetLink {
		return page.FacetLink{Text: text, Href: "/analyses?grade=A", Count: n, Counted: true, On: on}
	}
	v := page.Facets{Frame: frame("Refine the list", layout.NavHistory), Back: "/analyses?grade=F", Counted: "From 1,234 analyses.",
		Active: []ui.Link{{Text: "Grade: F", Href: "/analyses"}},
		Groups: []page.FacetGroup{{Key: "grade", Title: "Grade", Open: true, First: []page.FacetLink{link("F", 30, true), {Text: "not A", Href: "/analyses", On: true}, link("C", 4, false)}},
			{Key: "tag", Title: "Tag", First: []page.FacetLink{link(Hostile, 2, false)}, Rest: []page.FacetLink{link("client a", 1, false)}}}}
	v.Groups[1].First[0].Hint = Hostile
	least, none, wrong, part := v, v, v, v
	least.Counted, least.Groups = "From the newest 2,000 of at least 5,000 analyses.", []page.FacetGroup{v.Groups[0], v.Groups[1]}
	least.Groups[0].Least, least.Groups[1].Least = true, true
	none.Groups, none.Counted = nil, "From 0 analyses."
	wrong.Groups, wrong.Problems = nil, []ui.Problem{{Message: "There is no filter \"colour\"."}}
	part.Partial = true
	return []Story{{Name: "facets", View: page.FacetsPage(v)}, {Name: "facets/estimated", View: page.FacetsPage(least)}, {Name: "facets/nothing", View: page.FacetsPage(none)},
		{Name: "facets/wrong", View: page.FacetsPage(wrong)}, {Name: "facets/fragment", View: page.FacetsPage(part), Fragment: "facets"}}
}
