package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// Integrity implements consent.CareStore.
func (s *Store) Integrity(ctx context.Context) error {
	var wrong []string
	for _, check := range s.dialect.integrity() {
		lines, err := s.lines(ctx, check)
		if err != nil {
			return err
		}
		wrong = append(wrong, lines...)
	}
	wrong = slices.DeleteFunc(wrong, func(line string) bool { return line == "ok" })
	if len(wrong) > 0 {
		return consent.Errorf(consent.Internal, "The database is damaged: %s.", strings.Join(wrong[:min(3, len(wrong))], "; "))
	}
	return nil
}

// lines are the rows of a query with one column.
func (s *Store) lines(ctx context.Context, query string) (out []string, err error) {
	rows, err := s.db.QueryContext(ctx, query)
	if err != nil {
		return nil, s.fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, s.fail(err)
		}
		out = append(out, line)
	}
	return out, s.fail(rows.Err())
}

// StrayAnalyses implements consent.CareStore.
func (s *Store) StrayAnalyses(ctx context.Context, workspace consent.ID, before time.Time, limit int) ([]consent.Analysis, error) {
	var rows []analysisRow
	err := s.db.NewSelect().Model(&rows).ExcludeColumn(notListed()...).Where("workspace_id = ?", workspace).
		Where("status IN ('queued', 'running')").Where("updated_at < ?", stamp(before)).
		Where("NOT EXISTS (SELECT 1 FROM jobs j WHERE j.analysis_id = a.id AND j.state IN ('queued', 'running'))").
		OrderExpr("created_at, id").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}

// HistoryFaults implements consent.CareStore. A day that lost its last analysis may stay with
// zeros.
func (s *Store) HistoryFaults(ctx context.Context) (int, error) {
	right := `SELECT workspace_id, term, ` + s.dialect.day("created_at") + ` AS day, count(*) AS analyses, sum(weight) AS weight
FROM history_terms WHERE archived_at IS NULL GROUP BY 1, 2, 3`
	kept := `SELECT workspace_id, term, substr(day, 1, 10) AS day, sum(analyses) AS analyses, sum(weight) AS weight FROM analysis_days
GROUP BY 1, 2, 3 HAVING sum(analyses) <> 0 OR sum(weight) <> 0`
	named := "SELECT workspace_id, term, created_at, id FROM history_terms WHERE substr(term, 1, 1) NOT IN ('', '#')"
	listed := "SELECT workspace_id, term, created_at, analysis_id FROM analysis_terms"
	shown := "SELECT " + siteColumns + " FROM history_latest"
	faults := 0
	for _, pair := range [][2]string{{right, kept}, {kept, right}, {named, listed}, {listed, named}, {newestOfSites, shown}, {shown, newestOfSites}} {
		n := 0
		query := "SELECT count(*) FROM (SELECT * FROM (" + pair[0] + ") AS x EXCEPT SELECT * FROM (" + pair[1] + ") AS y) AS z"
		if err := s.db.NewRaw(query).Scan(ctx, &n); err != nil {
			return 0, s.fail(err)
		}
		faults += n
	}
	return faults, nil
}

// FoldCounters implements consent.CareStore.
func (s *Store) FoldCounters(ctx context.Context, before time.Time) (int, error) {
	query, saved := s.dialect.fold(), 0
	if query == "" {
		return 0, nil
	}
	err := s.db.NewRaw(query, before.UTC().Format(time.DateOnly)).Scan(ctx, &saved)
	return saved, s.fail(err)
}

// FoldSites implements consent.CareStore.
func (s *Store) FoldSites(ctx context.Context, most int) (int, error) {
	query, done := s.dialect.foldSites(), 0
	if query == "" {
		return 0, nil
	}
	err := s.db.NewRaw(query, most).Scan(ctx, &done)
	return done, s.fail(err)
}

// EverySource implements consent.CareStore.
func (s *Store) EverySource(ctx context.Context, workspace, after consent.ID, limit int) ([]consent.Source, error) {
	var rows []sourceRow
	q := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace)
	if after != "" {
		q = q.Where("id > ?", after)
	}
	err := q.OrderExpr("id").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}
