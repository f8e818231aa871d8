package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// facetMost is how many values a facet has at most; the most frequent ones.
const facetMost = 50

// sample are rows that the filter selects, as terms with their counts, and by day.
type sample struct {
	terms map[string]counter
	days  map[string]map[string]counter // day → term → counter
	tags  map[string]counter
	sites map[string]counter
	total int
	exact bool // total is all there is
	from  int  // what terms and days are counted among; 0 is everything
	own   int  // the same for tags and sites
}

// Facets implements consent.HistoryStore.
func (s *Store) Facets(ctx context.Context, workspace consent.ID, f consent.Filter) (consent.Facets, error) {
	f = whole(f)
	f.Sort = ""
	base, err := s.sample(ctx, workspace, f, anyKey)
	if err != nil {
		return consent.Facets{}, err
	}
	out := consent.Facets{Total: base.total, Exact: base.exact}
	for _, selection := range f.Selections() {
		if !slices.Contains(consent.FacetKeys(), selection.Key) || len(selection.Any)+len(selection.Except) == 0 {
			continue
		}
		own, err := s.sample(ctx, workspace, f.Without(selection.Key), selection.Key)
		if err != nil {
			return consent.Facets{}, err
		}
		out.Facets = append(out.Facets, own.facet(selection.Key))
	}
	for _, key := range consent.FacetKeys() {
		if !slices.ContainsFunc(out.Facets, func(f consent.Facet) bool { return f.Key == key }) {
			out.Facets = append(out.Facets, base.facet(key))
		}
	}
	slices.SortFunc(out.Facets, func(a, b consent.Facet) int {
		return cmp.Compare(slices.Index(consent.FacetKeys(), a.Key), slices.Index(consent.FacetKeys(), b.Key))
	})
	return out, nil
}

func (m sample) facet(key string) consent.Facet {
	out := consent.Facet{Key: key, Values: m.values(key), Newest: m.from}
	if ownKey(key) {
		out.Newest = m.own
	}
	return out
}

// ownKey says whether the values of a key are no terms: they have no counters.
func ownKey(key string) bool { return key == "tag" || key == "site" }

// values are the terms of a key: in the order of the domain where it has one, else the most
// frequent first.
func (m sample) values(key string) []consent.FacetValue {
	out := []consent.FacetValue{}
	from, prefix := m.terms, key+":"
	switch key {
	case "tag":
		from, prefix = m.tags, ""
	case "site":
		from, prefix = m.sites, ""
	}
	for term, n := range from {
		if value, ok := strings.CutPrefix(term, prefix); ok && n.analyses > 0 {
			out = append(out, consent.FacetValue{Value: value, Count: n.analyses, Things: n.weight})
		}
	}
	order := valueOrder(key)
	slices.SortFunc(out, func(a, b consent.FacetValue) int {
		if order != nil {
			return cmp.Compare(slices.Index(order, a.Value), slices.Index(order, b.Value))
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), facetMost)]
}

func valueOrder(key string) []string {
	switch key {
	case "status":
		return cleaned(consent.Statuses())
	case "severity":
		return cleaned(consent.Severities())
	case "triage":
		return cleaned(consent.Triages())
	case "category":
		return cleaned(consent.Categories())
	case "role":
		return cleaned(consent.ClauseRoles())
	case "grade":
		return []string{"A", "B", "C", "D", "E", "F"}
	}
	return nil
}

// What a sample is for, beside the one key of a facet.
const (
	anyKey = "any" // all facets
	byDay  = "day" // charts
)

// sample takes the counters where they fit the filter, else the newest of what it selects. It
// holds what is asked for: the terms of one key, or of all, or the charts.
func (s *Store) sample(ctx context.Context, workspace consent.ID, f consent.Filter, of string) (sample, error) {
	if s.counted(f) {
		return s.countersOf(ctx, workspace, f, of)
	}
	places, all, err := s.newest(ctx, workspace, f, sampleLook, sampleMost+1)
	if err != nil {
		return sample{}, err
	}
	places = places[:min(len(places), sampleMost)]
	m := sample{total: len(places), exact: all}
	if !all {
		m.from, m.own = m.total, m.total
	}
	if err := s.gather(ctx, &m, idsOf(places), of); err != nil || all || of != anyKey && of != byDay {
		return m, err
	}
	if term, ok := s.counters(f); ok { // how many there are is known all the same
		since, until := daysBetween(f)
		sums, err := s.sums(ctx, workspace, []string{term}, since, until)
		m.total, m.exact = sums[term].analyses, true
		return m, err
	}
	return m, nil
}

// gather adds up what analyses have: what is asked for only, since their terms are long.
func (s *Store) gather(ctx context.Context, m *sample, ids []consent.ID, of string) error {
	m.terms, m.days, m.tags, m.sites = map[string]counter{}, map[string]map[string]counter{}, map[string]counter{}, map[string]counter{}
	if len(ids) == 0 {
		return nil
	}
	if of != "tag" {
		var rows []analysisRow
		if err := s.db.NewSelect().Model(&rows).Column(gathered(of)...).Where("id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
			return s.fail(err)
		}
		for _, row := range rows {
			m.add(row)
		}
	}
	if of != "tag" && of != anyKey {
		return nil
	}
	var tags []struct {
		Tag string
		N   int
	}
	err := s.db.NewSelect().TableExpr("analysis_tags").ColumnExpr("tag, count(*) AS n").Where("analysis_id IN (?)", bun.List(ids)).GroupExpr("tag").Scan(ctx, &tags)
	for _, t := range tags {
		m.tags[t.Tag] = counter{t.N, 0}
	}
	return s.fail(err)
}

// gathered are the columns that a sample is made of.
func gathered(of string) []string {
	if column, single := columnOf[of]; single {
		return []string{column}
	}
	all := []string{"created_at", "status", "kind", "language_code", "grade", "score", "site", "terms"}
	if of == anyKey || of == byDay {
		return all
	}
	return all[len(all)-1:]
}

func (m *sample) add(row analysisRow) {
	day := row.CreatedAt.UTC().Format(time.DateOnly)
	if m.days[day] == nil {
		m.days[day] = map[string]counter{}
	}
	count := func(term string, weight int) {
		for _, in := range []map[string]counter{m.terms, m.days[day]} {
			in[term] = counter{in[term].analyses + 1, in[term].weight + weight}
		}
	}
	count("", 1)
	count(termStatus+string(row.Status), 1)
	count(termSource+string(row.Kind), 1)
	if row.LanguageCode != "" {
		count(termLanguage+row.LanguageCode, 1)
	}
	if row.Grade != "" {
		count(termGrade+row.Grade, 1)
	}
	if row.Score != nil {
		count(chartScore, *row.Score)
	}
	for term, weight := range row.Terms.V {
		count(term, weight)
	}
	if row.Site != "" {
		m.sites[row.Site] = counter{m.sites[row.Site].analyses + 1, 0}
	}
}

// countersOf reads the counters of all analyses, or of those of whole days.
func (s *Store) countersOf(ctx context.Context, workspace consent.ID, f consent.Filter, of string) (m sample, err error) {
	since, until := daysBetween(f)
	if m.terms, err = s.sumsOf(ctx, workspace, of, since, until); err != nil {
		return m, err
	}
	m.total, m.exact = m.terms[""].analyses, true
	if of == byDay {
		m.days, err = s.dayCounters(ctx, workspace, f)
		return m, err
	}
	if of != anyKey && !ownKey(of) {
		return m, nil
	}
	if since == "" && until == "" {
		return m, s.ownCounters(ctx, workspace, &m)
	}
	return m, s.ownOfDays(ctx, workspace, f, &m)
}

// ownOfDays counts tags and sites of some days among the newest of these.
func (s *Store) ownOfDays(ctx context.Context, workspace consent.ID, f consent.Filter, m *sample) error {
	places, all, err := s.newest(ctx, workspace, f, sampleMost+1, sampleMost+1)
	if err != nil {
		return err
	}
	places = places[:min(len(places), sampleMost)]
	var tags, sites sample
	if err := s.gather(ctx, &tags, idsOf(places), "tag"); err != nil {
		return err
	}
	if err := s.gather(ctx, &sites, idsOf(places), "site"); err != nil {
		return err
	}
	if m.tags, m.sites = tags.tags, sites.sites; !all {
		m.own = len(places)
	}
	return nil
}

// ownCounters counts what has no counters by day: tags, and the sites with most analyses.
func (s *Store) ownCounters(ctx context.Context, workspace consent.ID, m *sample) error {
	var tags, sites []struct {
		Value string
		N     int
	}
	m.tags, m.sites = map[string]counter{}, map[string]counter{}
	archived := s.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("a.id").Where("a.workspace_id = ?", workspace).Where("a.archived_at IS NOT NULL")
	err := s.db.NewSelect().TableExpr("analysis_tags AS t").ColumnExpr("t.tag AS value, count(*) AS n").Where("t.workspace_id = ?", workspace).
		Where("t.analysis_id NOT IN (?)", archived).GroupExpr("t.tag").Scan(ctx, &tags)
	if err != nil {
		return s.fail(err)
	}
	err = s.db.NewSelect().TableExpr("history_latest AS s").ColumnExpr("s.site AS value, s.analyses AS n").Where("s.workspace_id = ?", workspace).
		OrderExpr("s.analyses DESC, s.site DESC").Limit(facetMost).Scan(ctx, &sites)
	for _, t := range tags {
		m.tags[t.Value] = counter{t.N, 0}
	}
	for _, t := range sites {
		m.sites[t.Value] = counter{t.N, 0}
	}
	return s.fail(err)
}

func (s *Store) dayCounters(ctx context.Context, workspace consent.ID, f consent.Filter) (map[string]map[string]counter, error) {
	out := map[string]map[string]counter{}
	terms := []string{"", chartScore}
	for _, grade := range valueOrder("grade") {
		terms = append(terms, termGrade+grade)
	}
	for _, term := range terms {
		days, err := s.daysOf(ctx, workspace, f, term)
		if err != nil {
			return nil, err
		}
		for _, d := range days {
			if out[d.Day] == nil {
				out[d.Day] = map[string]counter{}
			}
			out[d.Day][term] = counter{d.Analyses, d.Weight}
		}
	}
	return out, nil
}
