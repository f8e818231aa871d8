package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// Archive implements consent.ShelfStore.
func (s *Store) Archive(ctx context.Context, workspace consent.ID, analyses []consent.ID, at time.Time) ([]consent.ID, error) {
	q := s.shelve(workspace, analyses, at).Set("archived_at = ?", stamp(at)).Where("archived_at IS NULL").
		Where("status NOT IN (?, ?)", consent.StatusQueued, consent.StatusRunning)
	return s.shelved(ctx, analyses, q)
}

// Unarchive implements consent.ShelfStore.
func (s *Store) Unarchive(ctx context.Context, workspace consent.ID, analyses []consent.ID, at time.Time) ([]consent.ID, error) {
	return s.shelved(ctx, analyses, s.shelve(workspace, analyses, at).Set("archived_at = NULL").Where("archived_at IS NOT NULL"))
}

func (s *Store) shelve(workspace consent.ID, analyses []consent.ID, at time.Time) *bun.UpdateQuery {
	return s.db.NewUpdate().Model((*analysisRow)(nil)).Set("updated_at = ?", stamp(at)).
		Where("workspace_id = ?", workspace).Where("id IN (?)", bun.List(analyses)).Returning("id")
}

func (s *Store) shelved(ctx context.Context, analyses []consent.ID, q *bun.UpdateQuery) ([]consent.ID, error) {
	var ids []consent.ID
	if len(analyses) == 0 {
		return nil, nil
	}
	err := q.Scan(ctx, &ids)
	return ids, s.fail(err)
}

// DeleteArchived implements consent.ShelfStore. What hangs on an analysis goes by the foreign
// keys.
func (s *Store) DeleteArchived(ctx context.Context, workspace consent.ID, analyses []consent.ID) (removed, sources []consent.ID, err error) {
	if len(analyses) == 0 {
		return nil, nil, nil
	}
	var rows []struct{ ID, SourceID consent.ID }
	err = s.db.NewRaw("DELETE FROM analyses WHERE workspace_id = ? AND id IN (?) AND archived_at IS NOT NULL RETURNING id, COALESCE(source_id, id) AS source_id",
		workspace, bun.List(analyses)).Scan(ctx, &rows)
	seen := map[consent.ID]bool{}
	for _, row := range rows {
		removed = append(removed, row.ID)
		if row.SourceID != row.ID && !seen[row.SourceID] {
			seen[row.SourceID] = true
			sources = append(sources, row.SourceID)
		}
	}
	return removed, sources, s.fail(err)
}
