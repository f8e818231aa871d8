package store_test

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
	"microconsent/internal/store"
)

// filling puts 20,000 analyses with parts and jobs into the default workspace. ID, AT and
// NOW stand for what makes a row's id and time from its number.
const filling = `
INSERT INTO workspaces VALUES ('00000000-0000-7000-8000-000000000001', 'w', '2026-01-01 00:00:00+00:00');
CREATE TABLE n (i integer);
INSERT INTO history_off VALUES ('filling');
INSERT INTO n WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 20000) SELECT i FROM r;
INSERT INTO analyses (id, workspace_id, job_id, source_id, created_at, updated_at, finished_at, status, host, kind, url, name, title, sha256, bytes,
  language_code, grade, score, search, options, language, engine, cmps, banner, summary, timing, redirects, failure, site, score_parts, unobserved,
  rejudged_from, policy, cached_from, terms, score_rank) SELECT ID, '00000000-0000-7000-8000-000000000001', NULL, NULL, AT, AT, AT,
  CASE WHEN i % 100 = 0 THEN 'failed' ELSE 'completed' END, 'h' || (i % 500), 'html', '', '', '', '', 0, 'de', 'F', 0, 'text ' || i,
  '{}', '{}', '{}', '[]', '{}', '{}', '{}', '[]', NULL,
  'site' || (i % 500), '[]', '[]', NULL, NULL, NULL, TERMS FROM n;
INSERT INTO analysis_cmps SELECT '00000000-0000-7000-8000-000000000001', ID, 'cmp' || (i % 200) FROM n;
INSERT INTO clauses SELECT '00000000-0000-7000-8000-000000000001', ID, 0, 'c1', 'control', 'banner', CASE WHEN i % 200 = 0 THEN 'pay' ELSE 'other' END,
  CASE WHEN i % 200 = 0 THEN 'privacy' ELSE 'other' END, 0.5, '', '', '', '', 1, TRUE, NULL, FALSE, '[]', '[]' FROM n;
INSERT INTO findings SELECT '00000000-0000-7000-8000-000000000001', ID, 0, 'rule' || (i % 200), CASE WHEN i % 200 = 0 THEN 'high' ELSE 'info' END, 'open',
  '', '', '', 1, '[]', '[]', '', '[]', '', NULL FROM n;
INSERT INTO analysis_tags SELECT '00000000-0000-7000-8000-000000000001', ID, 'tag' || (i % 200), NOW FROM n;
INSERT INTO triage SELECT '00000000-0000-7000-8000-000000000001', 'site' || (i % 500), 'key' || i, 'rule', 'dismissed', '', '', NOW FROM n;
INSERT INTO jobs SELECT ID, '00000000-0000-7000-8000-000000000001', 'analyze', ID, 'default',
  CASE i % 200 WHEN 0 THEN 'queued' WHEN 1 THEN 'running' ELSE 'succeeded' END, 1, 3, 1, '', 0, '', NULL, AT, AT, AT, AT, AT, AT, NULL, 1, '' FROM n;
INSERT INTO audit_door VALUES ('test');
INSERT INTO audit_events (id, workspace_id, created_at, actor_kind, actor_id, actor_name, action, target, address, request_id, detail, seq) SELECT ID, '00000000-0000-7000-8000-000000000001', AT, 'user', '', '', '', '', '', '', '{}', i FROM n;
DELETE FROM audit_door;
DELETE FROM history_off;
`

func fill(t testing.TB, s *store.Store, url string) {
	t.Helper()
	terms := `('{"cmp:cmp' || (i % 200) || '": 1, "role:' || CASE WHEN i % 200 = 0 THEN 'pay' ELSE 'other' END || '": 1, "category:' ||
  CASE WHEN i % 200 = 0 THEN 'privacy' ELSE 'other' END || '": 1, "rule:rule' || (i % 200) || '": 1, "severity:' ||
  CASE WHEN i % 200 = 0 THEN 'high' ELSE 'info' END || '": 1, "triage:open": 1}')`
	id, at := "printf('0197a000-0000-7000-8000-%012d', i)", "strftime('%Y-%m-%d %H:%M:%S+00:00', '2026-01-01', i || ' seconds')"
	if strings.HasPrefix(url, "postgres") {
		id, at = "('0197a000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid", "timestamptz '2026-01-01' + i * interval '1 second'"
	}
	if strings.HasPrefix(url, "postgres") {
		terms += "::jsonb"
	}
	for statement := range strings.SplitSeq(strings.NewReplacer("TERMS ", terms+", 0 ", "ID,", id+",", "AT,", at+",", "NOW ", at+" ").Replace(filling), ";\n") {
		if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := s.RebuildHistory(t.Context()); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(url, "postgres") { // as autovacuum does; SQLite has to do without
		if _, err := s.DB().ExecContext(t.Context(), "ANALYZE"); err != nil {
			t.Fatal(err)
		}
	}
}

// recorder keeps the queries of a store.
type recorder struct {
	mu      sync.Mutex
	queries []string
}

func (*recorder) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (r *recorder) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queries = append(r.queries, e.Query)
}

// plan explains the queries that call makes.
func plan(t *testing.T, s *store.Store, url string, call func(*store.Store) error) string {
	t.Helper()
	seen := &recorder{}
	if err := call(s.Watched(seen)); err != nil {
		t.Fatal(err)
	}
	explain, columns := "EXPLAIN QUERY PLAN ", 4
	if strings.HasPrefix(url, "postgres") {
		explain, columns = "EXPLAIN ", 1
	}
	var out strings.Builder
	for _, query := range seen.queries {
		explainInto(t, s, &out, explain+query, columns)
	}
	return out.String()
}

func explainInto(t *testing.T, s *store.Store, out *strings.Builder, query string, columns int) {
	t.Helper()
	rows, err := s.DB().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		line, skip := "", new(any)
		into := []any{skip, skip, skip, &line}
		if err := rows.Scan(into[4-columns:]...); err != nil {
			t.Fatal(err)
		}
		out.WriteString(line + "\n")
	}
}

// ofFew finds the reading of a table that never has more than three rows, or that is empty
// where sites are not written at once.
var ofFew = regexp.MustCompile(`Seq Scan on (paused_queues|site_changes)`)

// fullScan finds a step that reads a whole table without an index. Counters, tags and sites
// are few here, so that PostgreSQL does read them all.
var fullScan = regexp.MustCompile(`(?m)Seq Scan on (analyses|analysis_terms|analysis_cmps|clauses|findings|jobs|triage|audit_events)\b|^SCAN (analyses|a|t|p|f|c|d|s|j|clauses|findings|jobs|triage)$`)

func TestListsUseIndexes(t *testing.T) {
	t.Parallel()
	ctx, workspace := t.Context(), consent.DefaultWorkspaceID
	list := func(f consent.Filter) func(*store.Store) error {
		return func(s *store.Store) error {
			_, err := s.Analyses(ctx, workspace, f)
			return err
		}
	}
	facets := func(f consent.Filter) func(*store.Store) error {
		return func(s *store.Store) error {
			_, err := s.Facets(ctx, workspace, f)
			return err
		}
	}
	stats := func(f consent.Filter) func(*store.Store) error {
		return func(s *store.Store) error {
			_, err := s.Stats(ctx, workspace, f)
			return err
		}
	}
	at := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)
	cursor := &consent.Cursor{CreatedAt: at, ID: "0197a000-0000-7000-8000-000000010800"}
	cases := map[string]struct {
		indexes string // a pattern; one of them must be used
		call    func(*store.Store) error
	}{
		"list":               {"analyses_page", list(consent.Filter{})},
		"next page":          {"analyses_page", list(consent.Filter{Cursor: cursor})},
		"oldest":             {"analyses_page", list(consent.Filter{Sort: consent.SortOldest, Cursor: cursor})},
		"since":              {"analyses_page", list(consent.Filter{Since: &at})},
		"search":             {"analyses_page", list(consent.Filter{Query: "text"})},
		"status":             {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Status: []consent.Status{consent.StatusFailed}})},
		"host":               {"analyses_host", list(consent.Filter{Host: []string{"h7"}})},
		"role":               {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Role: []consent.ClauseRole{consent.ClausePay}})},
		"category":           {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Category: []consent.Category{consent.CategoryPrivacy}})},
		"cmp":                {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{CMP: []string{"cmp7"}})},
		"severity":           {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Severity: []consent.Severity{consent.SeverityHigh}})},
		"rule":               {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Rule: []string{"rule7"}})},
		"triage state":       {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Triage: []consent.Triage{consent.TriageOpen}})},
		"grade":              {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Grade: []string{"F"}})},
		"source":             {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Source: []consent.SourceKind{consent.SourceHTML}})},
		"language":           {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", list(consent.Filter{Language: []string{"de"}})},
		"tag":                {"analysis_tags_tag", list(consent.Filter{Tag: []string{"tag7"}})},
		"site":               {"analyses_site", list(consent.Filter{Site: []string{"site7"}})},
		"archive":            {"analyses_archived", list(consent.Filter{Archived: consent.ArchivedOnly})},
		"by site":            {"analyses_site", list(consent.Filter{Sort: consent.SortSite})},
		"by site down":       {"analyses_site", list(consent.Filter{Sort: consent.SortSiteDown})},
		"by score":           {"analyses_score", list(consent.Filter{Sort: consent.SortScore})},
		"best first":         {"analyses_score", list(consent.Filter{Sort: consent.SortScoreTop})},
		"by severity":        {"analyses_severity", list(consent.Filter{Sort: consent.SortSeverity})},
		"mild first":         {"analyses_severity", list(consent.Filter{Sort: consent.SortMild})},
		"far page":           {"analyses_page", list(consent.Filter{Page: 90})},
		"facets":             {"analysis_days|sites_size", facets(consent.Filter{})},
		"facets of a pair":   {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", facets(consent.Filter{Role: []consent.ClauseRole{consent.ClausePay}, Grade: []string{"F"}})},
		"facets of a search": {"analyses_page", facets(consent.Filter{Query: "text"})},
		"stats of a tag":     {"analysis_tags_tag", stats(consent.Filter{Tag: []string{"tag7"}})},
		"stats of a time":    {"analyses_page", stats(consent.Filter{Since: &at})},
		"by status": {"analysis_terms_pkey|SEARCH t USING PRIMARY KEY", func(s *store.Store) error {
			_, err := s.CountAnalyses(ctx, workspace, consent.Filter{Rule: []string{"rule7"}})
			return err
		}},
		"sites": {"sites_page|analyses_pkey", func(s *store.Store) error {
			_, err := s.Sites(ctx, workspace, consent.Filter{})
			return err
		}},
		"one": {"analyses_pkey|autoindex_analyses_1", func(s *store.Store) error {
			_, err := s.Analysis(ctx, workspace, cursor.ID)
			return err
		}},
		"previous of the site": {"analyses_site", func(s *store.Store) error {
			_, err := s.PreviousAnalysis(ctx, consent.Analysis{ID: cursor.ID, WorkspaceID: workspace, Site: "site7", CreatedAt: at})
			return err
		}},
		"scores of the runs before": {"analyses_site", func(s *store.Store) error {
			_, err := s.PreviousScores(ctx, workspace, []consent.ID{cursor.ID})
			return err
		}},
		"of a source": {"analyses_source", func(s *store.Store) error {
			_, err := s.AnalysesOfSource(ctx, workspace, "0197a000-0000-7000-8000-000000000001", 10)
			return err
		}},
		"of an address": {"analyses_host", func(s *store.Store) error {
			_, err := s.AnalysesOfURL(ctx, workspace, "h7", "https://h7/", 10)
			return err
		}},
		"judged before": {"analyses_rejudged", func(s *store.Store) error {
			_, err := s.LastJudgement(ctx, consent.Analysis{ID: "0197a000-0000-7000-8000-000000020001", RejudgedFrom: "0197a000-0000-7000-8000-000000010801", WorkspaceID: workspace, CreatedAt: at.AddDate(1, 0, 0)})
			return err
		}},
		"triage": {"triage_pkey|autoindex_triage", func(s *store.Store) error {
			_, err := s.Triage(ctx, workspace, "site7")
			return err
		}},
		"jobs": {"jobs_page", func(s *store.Store) error {
			_, err := s.Jobs(ctx, workspace, consent.JobFilter{})
			return err
		}},
		"jobs by state": {"jobs_state|jobs_due", func(s *store.Store) error {
			_, err := s.Jobs(ctx, workspace, consent.JobFilter{State: consent.JobQueued})
			return err
		}},
		"due jobs": {"jobs_due", func(s *store.Store) error {
			_, err := s.DueJobs(ctx, at, at, 10)
			return err
		}},
		"audit events": {"audit_events_page", func(s *store.Store) error {
			_, err := s.AuditEvents(ctx, workspace, consent.AuditFilter{Limit: 10})
			return err
		}},
	}
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		fill(t, s, url)
		for name, c := range cases {
			got := ofFew.ReplaceAllString(plan(t, s, url, c.call), "")
			if !regexp.MustCompile(c.indexes).MatchString(got) || fullScan.MatchString(got) {
				t.Errorf("%s: want %s and no full scan; the plan is\n%s", name, c.indexes, got)
			}
		}
	})
}
