package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// CreateUser implements consent.UserStore.
func (s *Store) CreateUser(ctx context.Context, u consent.User) error {
	row := newUserRow(u)
	return s.insert(ctx, &row)
}

// CountUsers implements consent.UserStore.
func (s *Store) CountUsers(ctx context.Context) (int, error) {
	n, err := s.db.NewSelect().Model((*userRow)(nil)).Count(ctx)
	return int(n), s.fail(err)
}

// UserByEmail implements consent.UserStore.
func (s *Store) UserByEmail(ctx context.Context, email string) (consent.User, error) {
	return s.user(ctx, "email = ?", clean(email))
}

// UserByID implements consent.UserStore.
func (s *Store) UserByID(ctx context.Context, id consent.ID) (consent.User, error) {
	return s.user(ctx, "id = ?", id)
}

func (s *Store) user(ctx context.Context, where string, arg any) (consent.User, error) {
	var row userRow
	err := s.db.NewSelect().Model(&row).Where(where, arg).Scan(ctx)
	return row.domain(), s.fail(err)
}

// Users implements consent.UserStore. They come by e-mail address, ordered here since the
// databases collate differently.
func (s *Store) Users(ctx context.Context, workspace consent.ID) ([]consent.User, error) {
	var rows []userRow
	if err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Scan(ctx); err != nil {
		return nil, s.fail(err)
	}
	slices.SortFunc(rows, func(a, b userRow) int { return strings.Compare(a.Email, b.Email) })
	return domains(rows), nil
}

// TouchLogin implements consent.UserStore.
func (s *Store) TouchLogin(ctx context.Context, id consent.ID, at time.Time) error {
	return s.found(s.db.NewUpdate().Model((*userRow)(nil)).Set("last_login_at = ?", stamp(at)).Where("id = ?", id).Exec(ctx))
}
