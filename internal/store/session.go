package store

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// SaveSession implements consent.SessionStore. It replaces a session with the same token.
func (s *Store) SaveSession(ctx context.Context, session consent.Session) error {
	row := sessionRow{TokenHash: clean(session.TokenHash), Data: session.Data, ExpiresAt: stamp(session.ExpiresAt)}
	if row.Data == nil {
		row.Data = []byte{}
	}
	_, err := s.db.NewInsert().Model(&row).On("CONFLICT (token_hash) DO UPDATE").
		Set("data = EXCLUDED.data").Set("expires_at = EXCLUDED.expires_at").Exec(ctx)
	return s.fail(err)
}

// FindSession implements consent.SessionStore.
func (s *Store) FindSession(ctx context.Context, tokenHash string, now time.Time) (consent.Session, error) {
	var row sessionRow
	err := s.db.NewSelect().Model(&row).Where("token_hash = ?", clean(tokenHash)).Where("expires_at > ?", stamp(now)).Scan(ctx)
	return row.domain(), s.fail(err)
}

// DeleteSession implements consent.SessionStore. A session that is gone is no error.
func (s *Store) DeleteSession(ctx context.Context, tokenHash string) error {
	_, err := s.db.NewDelete().Model((*sessionRow)(nil)).Where("token_hash = ?", clean(tokenHash)).Exec(ctx)
	return s.fail(err)
}

// DeleteExpiredSessions implements consent.SessionStore.
func (s *Store) DeleteExpiredSessions(ctx context.Context, now time.Time) (int, error) {
	return s.count(s.db.NewDelete().Model((*sessionRow)(nil)).Where("expires_at <= ?", stamp(now)).Exec(ctx))
}
