package store_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"microconsent/internal/consent"
	"microconsent/internal/sample/history"
)

// speedCase is a question to the history: a page of a list, unless ask says otherwise.
type speedCase struct {
	name, query string
	page        int // the number of the page; 0 is the first
	ask         func(ctx context.Context, s *subject, f consent.Filter) error
	turn        *atomic.Int64 // of hosts, so that one that is cached is not all that is measured
	free        bool          // exact, however long it takes
}

func (c speedCase) run(ctx context.Context, s *subject) error {
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	if c.ask != nil {
		return c.ask(ctx, s, f)
	}
	_, err = s.app.Analyses(ctx, s.actor, f)
	return err
}

func (s *subject) filter(c speedCase) (consent.Filter, error) {
	values, err := url.ParseQuery(c.query)
	if err != nil {
		return consent.Filter{}, err
	}
	if c.turn != nil {
		hosts := s.hosts()
		values.Set("host", hosts[int(c.turn.Add(1))%len(hosts)])
	}
	f, err := consent.ParseFilter(values)
	if err == nil && c.page > 0 {
		f.Cursor = s.cursor(c.page)
	}
	return f, err
}

// hosts are some of those that have analyses; inventing one takes longer than a query.
func (s *subject) hosts() []string {
	for i := 0; len(s.someHosts) < min(42, s.n); i++ {
		s.someHosts = append(s.someHosts, history.At(s.made, i*7919%s.n).Host)
	}
	return s.someHosts
}

// cursor is where a page begins.
func (s *subject) cursor(page int) *consent.Cursor {
	if s.cursors[page] == nil {
		last := history.At(s.made, max(1, s.n-page*consent.DefaultLimit))
		s.cursors[page] = &consent.Cursor{CreatedAt: last.CreatedAt, ID: last.ID}
	}
	return s.cursors[page]
}

// speedCases asks for every filter alone, for usual pairs, for pages far behind, for texts
// and for counts.
func speedCases(s *subject) []speedCase {
	list := []speedCase{
		{name: "first page"}, {name: "largest page", query: "limit=200"}, {name: "oldest first", query: "sort=created_at"},
		{name: "page 100", page: 100}, {name: "page 10,000", page: min(10_000, s.n/consent.DefaultLimit-1)},
		{name: "host", turn: &atomic.Int64{}}, {name: "host and grade", query: "grade=F", turn: &atomic.Int64{}},
		{name: "unknown host", query: "host=nowhere.example"},
		{name: "status failed", query: "status=failed"}, {name: "status queued (none)", query: "status=queued"},
		{name: "severity high", query: "severity=high"}, {name: "severity info", query: "severity=info"},
		{name: "rule", query: "rule=no-reject-on-first-layer"}, {name: "unknown rule", query: "rule=none"},
		{name: "cmp", query: "cmp=onetrust"}, {name: "unknown cmp", query: "cmp=none"},
		{name: "grade A", query: "grade=A"}, {name: "grade F", query: "grade=F"},
		{name: "category", query: "category=advertising"}, {name: "role of all", query: "role=accept_all"}, {name: "rare role", query: "role=pay"},
		{name: "site", query: "site=" + history.At(s.made, s.n/2).Site}, {name: "triage", query: "triage=open"}, {name: "rare triage", query: "triage=false_positive"},
		{name: "unknown tag", query: "tag=none"}, {name: "archive (empty)", query: "archived=only"}, {name: "with the archive", query: "archived=with&grade=B"},
		{name: "source", query: "source=pdf"}, {name: "language", query: "language=ja"},
		{name: "since", query: "since=2026-10-01"}, {name: "until", query: "until=2025-01-01"}, {name: "one day", query: "since=2026-03-01&until=2026-03-01"},
		{name: "min confidence", query: "min_confidence=0.95"},
		{name: "grade and status", query: "grade=F&status=completed"}, {name: "rule and severity", query: "rule=no-reject-on-first-layer&severity=high"},
		{name: "cmp and grade", query: "cmp=onetrust&grade=F"}, {name: "role and category", query: "role=purpose_toggle&category=advertising"},
		{name: "language and rule", query: "language=de&rule=implied-consent"}, {name: "month and grade", query: "since=2025-06-01&until=2025-06-30&grade=A"},
		{name: "by site", query: "sort=site"}, {name: "by score", query: "sort=score"}, {name: "by severity, a grade", query: "sort=severity&grade=C"},
		{name: "all but a grade", query: "grade=-F"}, {name: "all but a rule", query: "rule=-no-reject-on-first-layer&cmp=onetrust"}, {name: "page 90 of failed", query: "status=failed&page=90"},
		{name: "two grades", query: "grade=E,F"}, {name: "rare role, unknown cmp", query: "role=pay&cmp=none"},
		{name: "search, common word", query: "q=cookies"}, {name: "search, rare word", query: "q=quittengelee"}, {name: "search, no such word", query: "q=zzyzx"},
		{name: "search, part of a word", query: "q=ittengel"}, {name: "search, two words", query: "q=privacy+policy"}, {name: "search, Japanese", query: "q=同意する"},
		{name: "search, one sign", query: "q=密"}, {name: "search and grade", query: "q=cookies&grade=F"}, {name: "search in a host", query: "q=north-shop"}, {name: "search in an unknown host", query: "q=north-shop-99999"}, {name: "search, oldest first", query: "q=north-shop&sort=created_at"},
	}
	return append(list, speedCounts()...)
}

func speedCounts() []speedCase {
	var out []speedCase
	for name, ask := range map[string]func(context.Context, *subject, consent.Filter) error{
		"facets": func(ctx context.Context, s *subject, f consent.Filter) error {
			_, err := s.app.Facets(ctx, s.actor, f)
			return err
		},
		"stats": func(ctx context.Context, s *subject, f consent.Filter) error {
			_, err := s.app.Stats(ctx, s.actor, f)
			return err
		},
		"changes of a page": func(ctx context.Context, s *subject, f consent.Filter) error {
			page, err := s.app.Analyses(ctx, s.actor, f)
			if err == nil {
				_, err = s.app.Changes(ctx, s.actor, page.Items)
			}
			return err
		},
		"sites": func(ctx context.Context, s *subject, f consent.Filter) error {
			_, err := s.app.Sites(ctx, s.actor, f)
			return err
		},
		"tabs": func(ctx context.Context, s *subject, f consent.Filter) error {
			_, err := s.app.CountAnalyses(ctx, s.actor, f)
			return err
		},
		"exact count": func(ctx context.Context, s *subject, f consent.Filter) error {
			_, err := s.app.CountMatching(ctx, s.actor, f)
			return err
		},
		"history page with facets": func(ctx context.Context, s *subject, f consent.Filter) error {
			_, err := s.app.History(ctx, s.actor, f)
			return err
		},
	} {
		for of, query := range map[string]string{"": "", ", a grade": "grade=F", ", a pair": "grade=F&language=de", ", a rare pair": "role=pay&cmp=onetrust", ", a month": "since=2026-09-01&until=2026-09-30",
			", a search": "q=privacy", ", a rare search": "q=quittengelee", ", a host's": "q=north-shop"} {
			out = append(out, speedCase{name: name + of, query: query, ask: ask, free: name == "exact count" && strings.HasPrefix(query, "q=")})
		}
	}
	slices.SortFunc(out, func(a, b speedCase) int { return strings.Compare(a.name, b.name) })
	return out
}
