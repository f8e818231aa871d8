package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"microconsent/internal/consent"
)

// touchSource is how exact a source's CreatedAt is; it saves writes where the same bytes come
// often.
const touchSource = 10 * time.Minute

// PutSource implements consent.SourceStore. Of several that put the same bytes at once one
// wins and all get its row. Its time is moved on, so that nothing that is being worked with
// looks old.
func (s *Store) PutSource(ctx context.Context, source consent.Source) (consent.Source, error) {
	row := newSourceRow(source)
	err := s.db.NewInsert().Model(&row).On("CONFLICT (workspace_id, sha256) DO UPDATE").Set("created_at = EXCLUDED.created_at").
		Where("s.created_at < ?", row.CreatedAt.Add(-touchSource)).Returning("*").Scan(ctx)
	if !errors.Is(err, sql.ErrNoRows) {
		return row.domain(), s.fail(err)
	}
	var kept sourceRow
	err = s.db.NewSelect().Model(&kept).Where("workspace_id = ?", source.WorkspaceID).Where("sha256 = ?", source.SHA256).Scan(ctx)
	return kept.domain(), s.fail(err)
}

// Source implements consent.SourceStore.
func (s *Store) Source(ctx context.Context, workspace, id consent.ID) (consent.Source, error) {
	var row sourceRow
	err := s.db.NewSelect().Model(&row).Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	return row.domain(), s.fail(err)
}
