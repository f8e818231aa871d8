package storetest

import (
	"fmt"
	"time"

	"microconsent/internal/consent"
)

// jumps: page 3 is what two steps from page to page lead to, in every order, whether
// counters lead there or rows are skipped.
func jumps(r *rig) {
	r.withWorkspaces()
	r.varied()
	for name, f := range countedFilters() {
		for _, order := range consent.Sorts() {
			f.Sort, f.Page, f.Limit = order, 0, consent.MaxLimit
			all := r.idsOf(f)
			for _, size := range []int{1, 5} {
				for _, page := range []int{1, 2, 3, 7} {
					f.Page, f.Limit = page, size
					want := all[min(len(all), (page-1)*size):min(len(all), page*size)]
					r.same(fmt.Sprintf("%s, order %s, page %d of %d", name, order, page, size), r.idsOf(f), want)
				}
			}
		}
	}
	r.same("far behind the end", len(r.idsOf(consent.Filter{Page: 1_000_000})), 0)
	far := consent.Filter{Page: 10_000, MinConfidence: 0.1}
	r.want("too far for what has no counters", code(r.Analyses(r.t.Context(), r.workspace, far)), consent.Invalid)
}

func (r *rig) idsOf(f consent.Filter) (out []consent.ID) {
	r.t.Helper()
	for _, a := range must[consent.Page[consent.Analysis]](r)(r.Analyses(r.t.Context(), r.workspace, f)).Items {
		out = append(out, a.ID)
	}
	return out
}

// matching: the exact count and the ids of all that match agree with the list.
func matching(r *rig) {
	r.withWorkspaces()
	r.varied()
	for name, f := range countedFilters() {
		f.Page, f.Limit = 0, consent.MaxLimit
		want := r.idsOf(f)
		r.same(name+": count", must[int](r)(r.CountMatching(r.t.Context(), r.workspace, f)), len(want))
		var got []consent.ID
		for id, err := range r.MatchingIDs(r.t.Context(), r.workspace, f) {
			r.ok(err)
			got = append(got, id)
		}
		r.same(name+": ids", got, want)
		total := 0
		for _, c := range must[[]consent.StatusCount](r)(r.CountAnalyses(r.t.Context(), r.workspace, f)) {
			total += c.Count
		}
		if len(f.Status) == 0 {
			r.same(name+": by status", total, len(want))
		}
	}
}

// exclusions: what has one of the values is left out, beside what is asked for and alone.
func exclusions(r *rig) {
	r.withWorkspaces()
	plain := r.queued(start)
	plain.Host, plain.Source = "other.example", consent.SourceRef{Kind: consent.SourceText}
	r.ok(r.CreateAnalysis(r.t.Context(), plain))
	full := r.analyzed(start.Add(time.Second), nil)
	must[int](r)(r.AddTags(r.t.Context(), r.workspace, []consent.ID{full.ID}, []string{"checked"}))
	for name, not := range map[string]consent.Excluded{
		"host": {Host: []string{"example.com"}}, "site": {Site: []string{"example.com"}}, "status": {Status: []consent.Status{consent.StatusCompleted}},
		"severity": {Severity: []consent.Severity{consent.SeverityInfo}}, "rule": {Rule: []string{"none", "note"}}, "triage": {Triage: []consent.Triage{consent.TriageDismissed}},
		"cmp": {CMP: []string{"onetrust"}}, "grade": {Grade: []string{"F"}}, "category": {Category: []consent.Category{consent.CategoryPrivacy}},
		"role": {Role: []consent.ClauseRole{consent.ClauseAcceptAll}}, "tag": {Tag: []string{"checked"}}, "source": {Source: []consent.SourceKind{consent.SourceURL}},
		"language": {Language: []string{"de"}},
	} {
		r.same("all but the "+name, r.idsOf(consent.Filter{Not: not}), []consent.ID{plain.ID})
		r.same("the "+name+" and not", len(r.idsOf(consent.Filter{Not: not, Tag: []string{"checked"}})), 0)
	}
	r.selects("others", consent.Filter{Not: consent.Excluded{Host: []string{"x"}, Rule: []string{"x"}, Tag: []string{"x"}}}, full, plain)
	r.selects("a word", consent.Filter{Query: "-geschäft"}, plain)
	r.selects("a short word", consent.Filter{Query: "-de"}, plain)
	r.selects("a word beside another", consent.Filter{Query: "alle -geschäft"})
	r.selects("an absent word beside another", consent.Filter{Query: "alle -absent"}, full)
}
