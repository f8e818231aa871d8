package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"microconsent/internal/consent"
)

// varied stores analyses that differ in everything that is counted: three days, four sites,
// tags on some, one that failed, one that is queued and one in the archive.
func (r *rig) varied() {
	r.t.Helper()
	ctx := r.t.Context()
	r.whole = map[consent.ID]consent.Analysis{}
	grades := []string{"A", "B", "F"}
	var ids []consent.ID
	for i := range 24 {
		a := r.analyzed(start.Add(time.Duration(i)*3*time.Hour), func(a *consent.Analysis) {
			a.Site, a.Host = fmt.Sprintf("s%d.example", i%4), fmt.Sprintf("www.s%d.example", i%4)
			a.Score = &consent.Score{Value: 90 - i, Grade: grades[i%3]}
			a.Language.Code, a.Source.Kind = []string{"de", "fr"}[i%2], []consent.SourceKind{consent.SourceURL, consent.SourcePDF}[i%5/4]
			a.Timing, a.Banner.FirstLayerReject = consent.Timing{Analyze: int64(1 << (i % 9))}, i%3 == 0
			a.CMPs = []consent.CMP{{ID: []string{"onetrust", "didomi", "a:b"}[i%3]}}[:min(1, i%4)]
			a.Findings = a.Findings[:i%3]
			a.Clauses = append(a.Clauses, consent.Clause{Role: consent.ClausePay, Category: consent.CategoryAdvertising, Confidence: float64(i) / 30})[i%2:]
		})
		ids = append(ids, a.ID)
	}
	must[int](r)(r.AddTags(ctx, r.workspace, ids[3:12], []string{"checked"}))
	must[int](r)(r.AddTags(ctx, r.workspace, ids[10:12], []string{"über"}))
	must[[]consent.ID](r)(r.Archive(ctx, r.workspace, ids[5:7], start))
	failed := r.queued(start.Add(time.Hour))
	r.ok(r.CreateAnalysis(ctx, failed))
	r.ok(r.SetAnalysisStatus(ctx, r.workspace, failed.ID, consent.StatusFailed, &consent.Failure{Message: "m"}, start))
	r.ok(r.CreateAnalysis(ctx, r.queued(start.Add(26*time.Hour))))
}

// countedFilters are filters that counters can tell, and such that need the analyses.
func countedFilters() map[string]consent.Filter {
	day := start.Truncate(24*time.Hour).AddDate(0, 0, 1)
	return map[string]consent.Filter{
		"all": {}, "a grade": {Grade: []string{"F"}}, "a day": {Since: &day, Until: ptr(day.AddDate(0, 0, 1))}, "a time": {Since: ptr(start.Add(30 * time.Hour))},
		"a pair": {Grade: []string{"F"}, Language: []string{"de"}}, "a tag": {Tag: []string{"checked"}}, "a site": {Site: []string{"s1.example"}},
		"two values": {Rule: []string{"note", "preselected"}}, "three keys": {Grade: []string{"A", "B"}, CMP: []string{"onetrust"}, Status: []consent.Status{consent.StatusCompleted}},
		"parts that meet": {Rule: []string{"preselected"}, Severity: []consent.Severity{consent.SeverityHigh}}, "all but a grade": {Not: consent.Excluded{Grade: []string{"F"}}},
		"all but a tag": {Not: consent.Excluded{Tag: []string{"checked"}}}, "a search": {Query: "geschäft"}, "no such word": {Query: "absent"},
		"the archive": {Archived: consent.ArchivedOnly}, "with the archive": {Archived: consent.ArchivedWith, Grade: []string{"A"}}, "a confidence": {MinConfidence: 0.99},
		"nothing": {Grade: []string{"E"}}, "page and order are left out": {Grade: []string{"A"}, Sort: consent.SortScore, Page: 2, Limit: 1},
	}
}

// listed reads everything that the filter selects, with clauses and findings.
func (r *rig) listed(f consent.Filter) (out []consent.Analysis) {
	r.t.Helper()
	f.Page, f.Limit = 0, consent.MaxLimit
	for _, a := range must[consent.Page[consent.Analysis]](r)(r.Analyses(r.t.Context(), r.workspace, f)).Items {
		if _, known := r.whole[a.ID]; !known {
			r.whole[a.ID] = r.read(a.ID)
		}
		out = append(out, r.whole[a.ID])
	}
	return out
}

// valuesOf are the values of a key that an analysis has, with the number of things.
func valuesOf(a consent.Analysis, key string) map[string]int {
	out := map[string]int{}
	add := func(value string) {
		if value != "" {
			out[value]++
		}
	}
	for _, c := range a.Clauses {
		add(map[string]string{"category": string(c.Category), "role": string(c.Role)}[key])
	}
	for _, f := range a.Findings {
		add(map[string]string{"rule": f.Rule, "severity": string(f.Severity), "triage": string(f.Status)}[key])
	}
	for _, m := range a.CMPs {
		add(map[string]string{"cmp": m.ID}[key])
	}
	if key == "tag" {
		for _, tag := range a.Tags {
			add(tag)
		}
	}
	grade := ""
	if a.Score != nil {
		grade = a.Score.Grade
	}
	add(map[string]string{"status": string(a.Status), "grade": grade, "source": string(a.Source.Kind), "language": a.Language.Code, "site": a.Site}[key])
	return out
}

// countsOf counts as a facet does.
func countsOf(in []consent.Analysis, key string) map[string]consent.FacetValue {
	out := map[string]consent.FacetValue{}
	for _, a := range in {
		for value, things := range valuesOf(a, key) {
			n := out[value]
			out[value] = consent.FacetValue{Value: value, Count: n.Count + 1, Things: n.Things + things}
		}
	}
	return out
}

// byValue leaves out the number of things where it is the number of analyses.
func byValue(key string, in []consent.FacetValue) map[string]consent.FacetValue {
	out := map[string]consent.FacetValue{}
	for _, v := range in {
		if !slices.Contains([]string{"rule", "severity", "triage", "category", "role"}, key) {
			v.Things = v.Count
		}
		out[v.Value] = v
	}
	return out
}

// facets: each key counts what the rest of the filter selects, whatever it is counted by.
func facets(r *rig) {
	r.withWorkspaces()
	r.varied()
	for name, f := range countedFilters() {
		all := r.listed(f)
		got := must[consent.Facets](r)(r.Facets(r.t.Context(), r.workspace, f))
		r.same(name+": total", []any{got.Total, got.Exact}, []any{len(all), true})
		var keys []string
		for _, facet := range got.Facets {
			keys = append(keys, facet.Key)
			others := all
			if rest := f.Without(facet.Key); rest.Values().Encode() != f.Values().Encode() {
				others = r.listed(rest)
			}
			r.same(name+": "+facet.Key, byValue(facet.Key, facet.Values), countsOf(others, facet.Key))
			r.same(name+": all of "+facet.Key, facet.Newest, 0)
		}
		r.same(name+": keys", keys, consent.FacetKeys())
	}
	r.want("signs only", code(r.Facets(r.t.Context(), r.workspace, consent.Filter{Query: "☃"})), "")
	r.same("another workspace", must[consent.Facets](r)(r.Facets(r.t.Context(), r.other, consent.Filter{})).Total, 0)
	order := must[consent.Facets](r)(r.Facets(r.t.Context(), r.workspace, consent.Filter{})).Of("grade").Values
	r.same("in the domain's order", []string{order[0].Value, order[1].Value, order[2].Value}, []string{"A", "B", "F"})
}

// statistics: the series hold what the analyses hold, whatever they are counted by.
func statistics(r *rig) {
	r.withWorkspaces()
	r.varied()
	for name, f := range countedFilters() {
		got := must[consent.Stats](r)(r.Stats(r.t.Context(), r.workspace, f))
		all := r.listed(f)
		r.same(name+": total", []any{got.Total, got.Exact, got.Newest}, []any{len(all), true, 0})
		for key, values := range map[string][]consent.FacetValue{"rule": got.Rules, "severity": got.Severities, "category": got.Categories, "role": got.Roles,
			"cmp": got.CMPs, "language": got.Languages, "grade": got.Grades} {
			r.same(name+": "+key, byValue(key, values), countsOf(all, key))
		}
		r.same(name+": days", got.Days, daysOf(all))
		confidence, times, refusals := chartsOf(all)
		r.same(name+": confidence", got.Confidence, confidence)
		r.same(name+": times", got.Times, times)
		byCMP := map[string]consent.RefusalStats{}
		for _, each := range got.Refusals {
			byCMP[each.CMP] = each
		}
		r.same(name+": refusals", byCMP, refusals)
	}
}

func daysOf(in []consent.Analysis) []consent.DayStats {
	days, sums := map[string]consent.DayStats{}, map[string]int{}
	for _, a := range in {
		day := a.CreatedAt.UTC().Format(time.DateOnly)
		d := days[day]
		if d.Day = day; d.Grades == nil {
			d.Grades = map[string]int{}
		}
		if d.Analyses++; a.Score != nil {
			d.Scored++
			d.Grades[a.Score.Grade]++
			sums[day] += a.Score.Value
			d.Mean = float64(sums[day]) / float64(d.Scored)
		}
		days[day] = d
	}
	out := []consent.DayStats{}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		out = append(out, days[day])
	}
	return out
}

func chartsOf(in []consent.Analysis) (confidence, times []int, refusals map[string]consent.RefusalStats) {
	confidence, times, refusals = make([]int, 10), make([]int, len(consent.TimeBins())+1), map[string]consent.RefusalStats{}
	for _, a := range in {
		for _, c := range a.Clauses {
			tenth, _ := strconv.Atoi(strconv.FormatFloat(c.Confidence*10-0.499999, 'f', 0, 64))
			confidence[max(0, min(9, tenth))]++
		}
		if a.Status == consent.StatusCompleted {
			times[consent.TimeBin(a.Timing.Total())]++
			offeredBy(refusals, a)
		}
	}
	return confidence, times, refusals
}

func offeredBy(into map[string]consent.RefusalStats, a consent.Analysis) {
	name := consent.NoCMP
	if len(a.CMPs) > 0 {
		name = map[string]string{"a:b": "a_b"}[a.CMPs[0].ID]
		if name == "" {
			name = a.CMPs[0].ID
		}
	}
	n := into[name]
	if n.CMP = name; a.Banner.FirstLayerReject {
		n.Offered++
	} else {
		n.NotOffered++
	}
	into[name] = n
}
