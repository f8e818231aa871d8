package store

import (
	"context"
	"iter"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

func (s *Store) ofSite(workspace consent.ID, hosts consent.SiteHosts) *bun.SelectQuery {
	q := s.db.NewSelect().Model((*analysisRow)(nil)).Column("id").Where("workspace_id = ?", workspace)
	if hosts.Host != "" {
		return q.Where("host = ?", clean(hosts.Host))
	}
	return q.Where("site = ?", clean(hosts.Site))
}

// CountSite implements consent.RetentionStore.
func (s *Store) CountSite(ctx context.Context, workspace consent.ID, hosts consent.SiteHosts) (int, error) {
	n, err := s.ofSite(workspace, hosts).Count(ctx)
	return int(n), s.fail(err)
}

// RemoveSite implements consent.RetentionStore.
func (s *Store) RemoveSite(ctx context.Context, workspace consent.ID, hosts consent.SiteHosts, limit int) (int, []consent.ID, error) {
	var rows []struct {
		ID       consent.ID
		SourceID *consent.ID
	}
	err := s.ofSite(workspace, hosts).Column("source_id").OrderExpr("created_at, id").Limit(int64(limit)).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return 0, nil, s.fail(err)
	}
	var ids, sources []consent.ID
	for _, row := range rows {
		ids = append(ids, row.ID)
		if row.SourceID != nil {
			sources = append(sources, *row.SourceID)
		}
	}
	n, err := s.count(s.db.NewDelete().Model((*analysisRow)(nil)).Where("id IN (?)", bun.List(ids)).Exec(ctx))
	return n, sources, err
}

const unnamed = "NOT EXISTS (SELECT 1 FROM analyses a WHERE a.source_id = s.id)"

// OrphanSources implements consent.RetentionStore.
func (s *Store) OrphanSources(ctx context.Context, workspace consent.ID, before time.Time, after consent.ID, limit int) ([]consent.Source, error) {
	var rows []sourceRow
	q := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("created_at < ?", stamp(before)).Where(unnamed)
	if after != "" {
		q = q.Where("id > ?", after)
	}
	err := q.OrderExpr("id").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}

// RemoveSources implements consent.RetentionStore.
func (s *Store) RemoveSources(ctx context.Context, workspace consent.ID, ids []consent.ID) ([]consent.Source, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var gone []sourceRow
	_, err := s.db.NewDelete().Model(&gone).Where("workspace_id = ?", workspace).Where("id IN (?)", bun.List(ids)).Where(unnamed).Returning("*").Exec(ctx)
	return domains(gone), s.fail(err)
}

// ForgetSource implements consent.RetentionStore.
func (s *Store) ForgetSource(ctx context.Context, workspace, id consent.ID) error {
	_, err := s.db.NewUpdate().Model((*analysisRow)(nil)).Set("source_id = NULL").Where("workspace_id = ?", workspace).Where("source_id = ?", id).Exec(ctx)
	return s.fail(err)
}

// EveryAnalysis implements consent.RetentionStore.
func (s *Store) EveryAnalysis(ctx context.Context, workspace, after consent.ID, limit int) ([]consent.Analysis, error) {
	var rows []analysisRow
	q := s.db.NewSelect().Model(&rows).Column("id", "workspace_id", "status", "source_id", "name", "kind", "sha256").Where("workspace_id = ?", workspace)
	if after != "" {
		q = q.Where("id > ?", after)
	}
	err := q.OrderExpr("id").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}

// PolicyBlobs implements consent.RetentionStore.
func (s *Store) PolicyBlobs(ctx context.Context, workspace consent.ID) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := s.eachPolicy(ctx, workspace, func(p *consent.Policy) bool {
			return p == nil || p.SHA256 == "" || yield(p.SHA256, nil)
		})
		if err != nil {
			yield("", err)
		}
	}
}

// eachPolicy reads the policies row by row, until take has enough.
func (s *Store) eachPolicy(ctx context.Context, workspace consent.ID, take func(*consent.Policy) bool) error {
	rows, err := s.db.NewSelect().Model((*analysisRow)(nil)).Column("policy", "packed").Where("workspace_id = ?", workspace).
		Where("(policy IS NOT NULL OR packed IS NOT NULL)").Rows(ctx)
	if err != nil {
		return s.fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var row analysisRow
		if err := rows.Scan(&row.Policy, &row.Packed); err != nil {
			return s.fail(err)
		}
		policy, err := s.packer.policyOf(row)
		if err != nil {
			return err
		}
		if !take(policy) {
			return nil
		}
	}
	return s.fail(rows.Err())
}
