package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type onceRow struct {
	bun.BaseModel `bun:"table:idempotency_keys,alias:i"`

	WorkspaceID consent.ID                `bun:"workspace_id,pk"`
	Caller      string                    `bun:"caller,pk"`
	Key         string                    `bun:"key,pk"`
	Fingerprint string                    `bun:"fingerprint"`
	Status      int                       `bun:"status"`
	Header      jsonOf[map[string]string] `bun:"header"`
	Body        []byte                    `bun:"body"`
	CreatedAt   time.Time                 `bun:"created_at"`
}

func (r onceRow) domain() consent.Once {
	return consent.Once{WorkspaceID: r.WorkspaceID, Caller: r.Caller, Key: r.Key, Fingerprint: r.Fingerprint, CreatedAt: r.CreatedAt.UTC(),
		Answer: consent.StoredAnswer{Status: r.Status, Header: r.Header.V, Body: r.Body}}
}

// BeginOnce implements consent.OnceStore. Of several that begin at once one wins.
func (s *Store) BeginOnce(ctx context.Context, o consent.Once, stale, abandoned time.Time) (found *consent.Once, err error) {
	row := onceRow{WorkspaceID: o.WorkspaceID, Caller: clean(o.Caller), Key: clean(o.Key), Fingerprint: o.Fingerprint,
		Header: asJSON(map[string]string{}), Body: []byte{}, CreatedAt: stamp(o.CreatedAt)}
	err = s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		_, err := tx.db.NewDelete().Model(&row).WherePK().Where("(created_at < ? OR status = 0 AND created_at < ?)", stamp(stale), stamp(abandoned)).Exec(ctx)
		if err != nil {
			return tx.fail(err)
		}
		n, err := tx.count(tx.db.NewInsert().Model(&row).On("CONFLICT (workspace_id, caller, key) DO NOTHING").Exec(ctx))
		if err != nil || n == 1 {
			return err
		}
		var kept onceRow
		if err := tx.db.NewSelect().Model(&kept).Where("workspace_id = ?", row.WorkspaceID).Where("caller = ?", row.Caller).Where("key = ?", row.Key).Scan(ctx); err != nil {
			return tx.fail(err)
		}
		once := kept.domain()
		found = &once
		return nil
	})
	return found, err
}

func (s *Store) once(o consent.Once) *onceRow {
	return &onceRow{WorkspaceID: o.WorkspaceID, Caller: clean(o.Caller), Key: clean(o.Key)}
}

// FinishOnce implements consent.OnceStore.
func (s *Store) FinishOnce(ctx context.Context, o consent.Once) error {
	body, header := o.Answer.Body, o.Answer.Header
	if body == nil {
		body = []byte{}
	}
	if header == nil {
		header = map[string]string{}
	}
	_, err := s.db.NewUpdate().Model(s.once(o)).Set("status = ?", o.Answer.Status).Set("header = ?", asJSON(header)).Set("body = ?", body).
		WherePK().Where("fingerprint = ?", o.Fingerprint).Exec(ctx)
	return s.fail(err)
}

// DropOnce implements consent.OnceStore.
func (s *Store) DropOnce(ctx context.Context, o consent.Once) error {
	_, err := s.db.NewDelete().Model(s.once(o)).WherePK().Where("fingerprint = ?", o.Fingerprint).Where("status = 0").Exec(ctx)
	return s.fail(err)
}

// DeleteOnce implements consent.OnceStore.
func (s *Store) DeleteOnce(ctx context.Context, before time.Time) (int, error) {
	return s.count(s.db.NewDelete().Model((*onceRow)(nil)).Where("created_at < ?", stamp(before)).Exec(ctx))
}
