package store

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// CreateAPIKey implements consent.APIKeyStore.
func (s *Store) CreateAPIKey(ctx context.Context, k consent.APIKey) error {
	row := newAPIKeyRow(k)
	return s.insert(ctx, &row)
}

// APIKeyByHash implements consent.APIKeyStore.
func (s *Store) APIKeyByHash(ctx context.Context, hash string) (consent.APIKey, error) {
	var row apiKeyRow
	err := s.db.NewSelect().Model(&row).Where("hash = ?", clean(hash)).Scan(ctx)
	return row.domain(), s.fail(err)
}

// APIKeys implements consent.APIKeyStore. The newest comes first.
func (s *Store) APIKeys(ctx context.Context, workspace consent.ID) ([]consent.APIKey, error) {
	var rows []apiKeyRow
	err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).OrderExpr("created_at DESC, id DESC").Scan(ctx)
	return domains(rows), s.fail(err)
}

// RevokeAPIKey implements consent.APIKeyStore. A second time keeps the first time's stamp.
func (s *Store) RevokeAPIKey(ctx context.Context, workspace, id consent.ID, at time.Time) error {
	return s.found(s.db.NewUpdate().Model((*apiKeyRow)(nil)).Set("revoked_at = COALESCE(revoked_at, ?)", stamp(at)).
		Where("workspace_id = ?", workspace).Where("id = ?", id).Exec(ctx))
}

// TouchAPIKey implements consent.APIKeyStore.
func (s *Store) TouchAPIKey(ctx context.Context, id consent.ID, at time.Time) error {
	return s.found(s.db.NewUpdate().Model((*apiKeyRow)(nil)).Set("last_used_at = ?", stamp(at)).Where("id = ?", id).Exec(ctx))
}
