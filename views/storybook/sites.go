package storybook

import (
	"time"

	"microconsent/internal/consent"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func score(n int) *int { return &n }

func siteRows() []page.SiteRow {
	return []page.SiteRow{
		{Site: "journal.example", Href: "/sites/journal.example", Grade: "F", Before: "C", Score: score(12), Points: []int{70, 62, 12}, ChangedAt: moment(ago(time.Hour)),
			When: ago(time.Hour), Latest: "/analyses/" + id("11"), Analyses: 1234, Open: 7, CMPs: "onetrust, didomi"},
		{Site: "quiet.example", Href: "/sites/quiet.example", When: ago(time.Hour), Latest: "/analyses/" + id("12"), Analyses: 1},
		{Site: Hostile, Href: "/sites/x", Grade: "A", Before: "A", Score: score(100), Points: []int{100}, When: ago(26 * time.Hour), Latest: "/analyses/" + id("13"), Analyses: 2, CMPs: Hostile},
	}
}

func sites() []Story {
	full := page.Sites{Frame: frame("Sites", layout.NavSites), Filter: storyForm("/sites", "Filter sites", "sites"), Submit: true, Rows: siteRows(),
		Heads: []page.SortHead{{Text: "Site", Href: "/sites?sort=site"}, {Text: "Grade"}, {Text: "Score", Href: "/sites?sort=-score", Sort: "ascending"}, {Text: "Scores over time"},
			{Text: "Grade changed (UTC)"}, {Text: "Last analyzed (UTC)", Href: "/sites"}, {Text: "Analyses"}, {Text: "Open findings"}, {Text: "Consent platform"}},
		Pager: ui.Pager{Label: "sites", First: "/sites", Newer: "/sites", Older: "/sites?page=3"}}
	none, wrong, fresh, viewers, part := full, full, full, full, full
	none.Rows, none.Pager, none.Filter.CMP, none.Filter.Active = nil, ui.Pager{}, Hostile, true
	wrong.Problems = []ui.Problem{{Message: "There is no filter \"colour\"."}}
	fresh.Fresh, viewers.Fresh, part.Partial = true, true, true
	viewers.Submit, viewers.Frame.User = false, viewer()
	return append([]Story{{Name: "sites", View: page.SitesPage(full)}, {Name: "sites/no-match", View: page.SitesPage(none)}, {Name: "sites/wrong", View: page.SitesPage(wrong)},
		{Name: "sites/fresh", View: page.SitesPage(fresh)}, {Name: "sites/fresh-viewer", View: page.SitesPage(viewers)}, {Name: "sites/fragment", View: page.SitesPage(part), Fragment: "sites"}}, site()...)
}

func site() []Story {
	row := func(n, change string, worse bool, s consent.Status) page.TimelineRow {
		return page.TimelineRow{Href: "/analyses/" + id(n), When: ago(time.Hour), Detail: "journal.example/news", Grade: "C", Score: score(62), Change: change, Worse: worse,
			Compare: "/compare?base=" + id("10") + "&head=" + id(n), Status: s}
	}
	first, failed := row("14", "the first", false, consent.StatusCompleted), row("15", "", false, consent.StatusFailed)
	first.Compare, failed.Compare, failed.Grade, failed.Score, failed.Detail = "", "", "", nil, Hostile
	full := page.Site{Frame: frame("journal.example", layout.NavSites), Row: siteRows()[0], Trend: []page.Chart{chartOf("chart-trend", "Score of the last analyses")},
		Again: "/analyses/new?url=https%3A%2F%2Fjournal.example%2F", History: "/analyses?site=journal.example",
		Timeline: []page.TimelineRow{row("11", "2 new, 1 fixed", true, consent.StatusCompleted), row("12", "as before", false, consent.StatusCompleted), failed, first},
		Pager:    ui.Pager{Label: "analyses", Older: "/sites/journal.example?page=2"},
		Triage: []page.SiteDecision{{Rule: "no-reject-on-first-layer", Href: "/analyses?site=journal.example&rule=no-reject-on-first-layer", Status: consent.TriageDismissed, By: Hostile, Reason: Hostile, At: ago(time.Hour)},
			{Rule: "preselected", Href: "/analyses?site=journal.example&rule=preselected", Status: consent.TriageAccepted, By: "ada@example.com", At: ago(time.Hour)}}}
	hostile, viewers := full, full
	hostile.Row, hostile.Trend, hostile.Triage, hostile.Timeline = siteRows()[2], nil, nil, nil
	viewers.Again, viewers.Frame.User = "", viewer()
	return []Story{{Name: "site", View: page.SitePage(full)}, {Name: "site/viewer", View: page.SitePage(viewers)}, {Name: "site/hostile", View: page.SitePage(hostile)}}
}
