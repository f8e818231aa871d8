package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// Stats implements consent.HistoryStore.
func (s *Store) Stats(ctx context.Context, workspace consent.ID, f consent.Filter) (consent.Stats, error) {
	f = whole(f)
	f.Sort = ""
	m, err := s.sample(ctx, workspace, f, byDay)
	if err != nil {
		return consent.Stats{}, err
	}
	out := consent.Stats{Total: m.total, Exact: m.exact, Newest: m.from, Days: m.dayStats(),
		Rules: m.values("rule"), Severities: m.values("severity"), Categories: m.values("category"), Roles: m.values("role"),
		CMPs: m.values("cmp"), Languages: m.values("language"), Grades: m.values("grade"),
		Confidence: make([]int, 10), Times: make([]int, len(consent.TimeBins())+1), Refusals: m.refusals()}
	for i := range out.Confidence {
		out.Confidence[i] = m.terms[chartTenth+strconv.Itoa(i)].weight
	}
	for i := range out.Times {
		out.Times[i] = m.terms[chartTime+strconv.Itoa(i)].analyses
	}
	return out, nil
}

func (m sample) dayStats() []consent.DayStats {
	out := make([]consent.DayStats, 0, len(m.days))
	for _, day := range slices.Sorted(maps.Keys(m.days)) {
		terms := m.days[day]
		d := consent.DayStats{Day: day, Analyses: terms[""].analyses, Scored: terms[chartScore].analyses, Grades: map[string]int{}}
		if d.Scored > 0 {
			d.Mean = float64(terms[chartScore].weight) / float64(d.Scored)
		}
		for _, grade := range valueOrder("grade") {
			if n := terms[termGrade+grade].analyses; n > 0 {
				d.Grades[grade] = n
			}
		}
		out = append(out, d)
	}
	return out
}

func (m sample) refusals() []consent.RefusalStats {
	byCMP := map[string]consent.RefusalStats{}
	for term, n := range m.terms {
		rest, ok := strings.CutPrefix(term, chartReject)
		if !ok {
			continue
		}
		name, offered, _ := strings.Cut(rest, ":")
		r := byCMP[name]
		r.CMP = name
		if offered == "yes" {
			r.Offered += n.analyses
		} else {
			r.NotOffered += n.analyses
		}
		byCMP[name] = r
	}
	out := slices.Collect(maps.Values(byCMP))
	slices.SortFunc(out, func(a, b consent.RefusalStats) int {
		return cmp.Or(cmp.Compare(b.Offered+b.NotOffered, a.Offered+a.NotOffered), strings.Compare(a.CMP, b.CMP))
	})
	return out[:min(len(out), facetMost)]
}
