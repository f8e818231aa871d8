package store

import (
	"context"

	"microconsent/internal/consent"
)

// AppendAudit implements consent.AuditStore.
func (s *Store) AppendAudit(ctx context.Context, e consent.AuditEvent) error {
	row := newAuditRow(e)
	return s.insert(ctx, &row)
}

// AuditEvents implements consent.AuditStore.
func (s *Store) AuditEvents(ctx context.Context, workspace consent.ID, cursor *consent.Cursor, limit int) (consent.Page[consent.AuditEvent], error) {
	var rows []auditRow
	size := consent.PageSize(limit)
	q, err := page(s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace), cursor, consent.SortNewest, size)
	if err == nil {
		err = s.fail(q.Scan(ctx))
	}
	return pageOf(domains(rows), size, func(e consent.AuditEvent) consent.Cursor {
		return consent.Cursor{CreatedAt: e.CreatedAt, ID: e.ID}
	}), err
}
