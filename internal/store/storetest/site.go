package storetest

import (
	"time"

	"microconsent/internal/consent"
)

// siteSummaries: one row a site, by its newest completed analysis, with what that one found.
func siteSummaries(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	list := func(f consent.Filter) []consent.SiteSummary {
		r.t.Helper()
		return must[consent.Page[consent.SiteSummary]](r)(r.Sites(ctx, r.workspace, f)).Items
	}
	r.same("at first", len(list(consent.Filter{})), 0)
	of := func(site, grade string, value int, cmps ...consent.CMP) func(*consent.Analysis) {
		return func(a *consent.Analysis) {
			a.Site, a.Score, a.CMPs = site, &consent.Score{Value: value, Grade: grade}, cmps
		}
	}
	r.analyzed(start, of("a.example", "C", 60, consent.CMP{ID: "Didomi"}))
	latest := r.analyzed(start.Add(time.Hour), of("a.example", "A", 95, consent.CMP{ID: "Usercentrics"}, consent.CMP{ID: "OneTrust"}))
	r.analyzed(start.Add(2*time.Hour), of("b.example", "F", 10))
	all := list(consent.Filter{})
	r.same("newest first", []string{all[0].Site, all[1].Site}, []string{"b.example", "a.example"})
	open := 0
	for _, f := range latest.Findings {
		if f.Status == consent.TriageOpen {
			open++
		}
	}
	a := all[1]
	r.same("platforms", a.CMPs, []string{"onetrust", "usercentrics"})
	r.same("numbers", []int{*a.Score, *a.PreviousScore, a.Analyses, a.OpenFindings, len(a.Points)}, []int{95, 60, 2, open, 2})
	r.same("grades", []string{a.Grade, a.PreviousGrade}, []string{"A", "C"})
	r.same("no platforms", len(all[0].CMPs), 0)
	r.same("alone", must[consent.SiteSummary](r)(r.Site(ctx, r.workspace, "a.example")), a)
	r.same("by the newest only", len(list(consent.Filter{Grade: []string{"C"}})), 0)
	r.same("worst first", list(consent.Filter{Sort: consent.SortScore})[0].Site, "b.example")
	r.want("another workspace", code(r.Site(ctx, r.other, "a.example")), consent.NotFound)
}
