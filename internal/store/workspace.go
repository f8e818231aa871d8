package store

import (
	"context"

	"microconsent/internal/consent"
)

// CreateWorkspace implements consent.WorkspaceStore.
func (s *Store) CreateWorkspace(ctx context.Context, w consent.Workspace) error {
	row := workspaceRow{ID: w.ID, Name: clean(w.Name), CreatedAt: stamp(w.CreatedAt)}
	return s.insert(ctx, &row)
}

// DefaultWorkspace implements consent.WorkspaceStore.
func (s *Store) DefaultWorkspace(ctx context.Context) (consent.Workspace, error) {
	var row workspaceRow
	err := s.db.NewSelect().Model(&row).OrderExpr("created_at, id").Limit(1).Scan(ctx)
	return row.domain(), s.fail(err)
}

// Workspaces implements consent.WorkspaceStore.
func (s *Store) Workspaces(ctx context.Context) ([]consent.Workspace, error) {
	var rows []workspaceRow
	err := s.db.NewSelect().Model(&rows).OrderExpr("created_at, id").Scan(ctx)
	return domains(rows), s.fail(err)
}
