package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// lockHead returns the end of a workspace's chain and keeps others from appending until the
// transaction ends. The first event of a workspace makes its head.
func (s *Store) lockHead(ctx context.Context, workspace consent.ID) (consent.AuditHead, error) {
	var rows []auditHeadRow
	q := func() *bun.SelectQuery {
		return s.dialect.waitForRows(s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace))
	}
	if err := q().Scan(ctx); err != nil {
		return consent.AuditHead{}, s.fail(err)
	}
	if len(rows) == 0 {
		row := auditHeadRow{WorkspaceID: workspace, Key: newAuditKey()}
		if _, err := s.db.NewInsert().Model(&row).On("CONFLICT (workspace_id) DO NOTHING").Exec(ctx); err != nil {
			return consent.AuditHead{}, s.fail(err)
		}
		if err := q().Scan(ctx); err != nil {
			return consent.AuditHead{}, s.fail(err)
		}
	}
	return rows[0].domain(), nil
}

func newAuditKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return hex.EncodeToString(key)
}

// throughDoor lets fn change the audit log inside the transaction that s is bound to: the
// triggers let pass what happens while the door has a row, which no other transaction sees.
// Two that go through it at once wait for each other.
func (s *Store) throughDoor(ctx context.Context, reason string, fn func() error) error {
	door := bun.Ident("audit_door")
	if _, err := s.db.NewRaw("INSERT INTO ? (reason) VALUES (?)", door, reason).Exec(ctx); err != nil {
		return s.fail(err)
	}
	if err := fn(); err != nil {
		return s.fail(err)
	}
	_, err := s.db.NewRaw("DELETE FROM ?", door).Exec(ctx)
	return s.fail(err)
}

const sealPage = 1000

// sealAudit gives the rows of versions before the chain their place in it, the oldest first.
// It only looks at workspaces without a chain: a row that came past it later is a fault,
// which verifying finds.
func (s *Store) sealAudit(ctx context.Context) error {
	var workspaces []consent.ID
	err := s.schema.NewSelect().Model((*auditRow)(nil)).Distinct().Column("workspace_id").
		Where("seq IS NULL").Where("NOT EXISTS (SELECT 1 FROM audit_heads h WHERE h.workspace_id = e.workspace_id)").Scan(ctx, &workspaces)
	if err != nil {
		return err
	}
	for _, workspace := range workspaces {
		err := s.inTx(ctx, func(ctx context.Context, tx *Store) error {
			return tx.throughDoor(ctx, "seal", func() error { return tx.sealWorkspace(ctx, workspace) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sealWorkspace(ctx context.Context, workspace consent.ID) error {
	head, err := s.lockHead(ctx, workspace)
	if err != nil {
		return err
	}
	for {
		var rows []auditRow
		err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("seq IS NULL").
			OrderExpr("created_at, id").Limit(sealPage).Scan(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			e := head.Seal(storedEvent(row.domain()))
			sealed := newAuditRow(e)
			if _, err := s.db.NewUpdate().Model(&sealed).WherePK().Exec(ctx); err != nil {
				return err
			}
			head = head.Next(e)
		}
		if len(rows) < sealPage {
			_, err := s.db.NewUpdate().Model((*auditHeadRow)(nil)).Set("seq = ?", head.Seq).Set("hash = ?", head.Hash).
				Where("workspace_id = ?", workspace).Exec(ctx)
			return err
		}
	}
}
