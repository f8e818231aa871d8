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
	err := s.db.NewSelect().Model(&rows).ExcludeColumn("search", "policy").Where("workspace_id = ?", workspace).
		Where("status IN ('queued', 'running')").Where("updated_at < ?", stamp(before)).
		Where("NOT EXISTS (SELECT 1 FROM jobs j WHERE j.analysis_id = a.id AND j.state IN ('queued', 'running'))").
		OrderExpr("created_at, id").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
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
