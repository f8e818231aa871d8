package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// AppendAudit implements consent.AuditStore.
func (s *Store) AppendAudit(ctx context.Context, e consent.AuditEvent) error {
	if s.late == nil {
		return s.inTx(ctx, func(ctx context.Context, tx *Store) error { return tx.AppendAudit(ctx, e) })
	}
	*s.late = append(*s.late, storedEvent(e))
	return nil
}

// appendLate writes the events that the transaction collected.
func (s *Store) appendLate(ctx context.Context) error {
	if s.late == nil || len(*s.late) == 0 {
		return nil
	}
	events := *s.late
	*s.late = nil
	for len(events) > 0 {
		var mine, others []consent.AuditEvent
		for _, e := range events {
			if e.WorkspaceID == events[0].WorkspaceID {
				mine = append(mine, e)
			} else {
				others = append(others, e)
			}
		}
		if err := s.chain(ctx, mine); err != nil {
			return err
		}
		events = others
	}
	return nil
}

// chain links the events of one workspace behind its head. Triggers move the head on.
func (s *Store) chain(ctx context.Context, events []consent.AuditEvent) error {
	head, err := s.lockHead(ctx, events[0].WorkspaceID)
	if err != nil {
		return err
	}
	rows := make([]auditRow, len(events))
	for i, e := range events {
		sealed := head.Seal(e)
		rows[i], head = newAuditRow(sealed), head.Next(sealed)
	}
	return insertAll(ctx, s, rows)
}

// AuditEvents implements consent.AuditStore.
func (s *Store) AuditEvents(ctx context.Context, workspace consent.ID, f consent.AuditFilter) (consent.Page[consent.AuditEvent], error) {
	if err := s.appendLate(ctx); err != nil {
		return consent.Page[consent.AuditEvent]{}, err
	}
	var rows []auditRow
	size := consent.PageSize(f.Limit)
	q, err := page(filteredAudit(s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace), f), f.Cursor, consent.SortNewest, size)
	if err == nil {
		err = s.fail(q.Scan(ctx))
	}
	return pageOf(domains(rows), size, func(e consent.AuditEvent) consent.Cursor {
		return consent.Cursor{CreatedAt: e.CreatedAt, ID: e.ID}
	}), err
}

func filteredAudit(q *bun.SelectQuery, f consent.AuditFilter) *bun.SelectQuery {
	if f.Actor != "" {
		q = q.Where("(actor_id = ? OR lower(actor_name) LIKE ? ESCAPE '!')", clean(f.Actor), containing(strings.ToLower(clean(f.Actor))))
	}
	q = nounOr(q, "action", f.Action, ".")
	q = nounOr(q, "target", f.Target, "/")
	if f.Request != "" {
		q = q.Where("request_id = ?", clean(f.Request))
	}
	if f.Since != nil {
		q = q.Where("created_at >= ?", stamp(*f.Since))
	}
	if f.Until != nil {
		q = q.Where("created_at < ?", stamp(*f.Until))
	}
	return q
}

// nounOr selects one value, or all that begin with a noun: "job", "job.cancel". The range
// serves as a prefix that an index can find.
func nounOr(q *bun.SelectQuery, column, value, separator string) *bun.SelectQuery {
	value = clean(value)
	switch {
	case value == "":
		return q
	case strings.Contains(value, separator):
		return q.Where("? = ?", bun.Ident(column), value)
	}
	return q.Where("(? = ? OR ? LIKE ? ESCAPE '!')", bun.Ident(column), value, bun.Ident(column), beginning(value+separator))
}

// AuditChain implements consent.AuditStore.
func (s *Store) AuditChain(ctx context.Context, workspace consent.ID, after int64, limit int) ([]consent.AuditEvent, error) {
	var rows []auditRow
	err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("seq > ?", after).OrderExpr("seq").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}

// AuditHead implements consent.AuditStore.
func (s *Store) AuditHead(ctx context.Context, workspace consent.ID) (consent.AuditHead, consent.AuditCheckpoint, error) {
	if err := s.appendLate(ctx); err != nil {
		return consent.AuditHead{}, consent.AuditCheckpoint{}, err
	}
	var heads []auditHeadRow
	err := s.db.NewSelect().Model(&heads).Where("workspace_id = ?", workspace).Scan(ctx)
	head := auditHeadRow{WorkspaceID: workspace}
	if len(heads) > 0 {
		head = heads[0]
	}
	var points []auditCheckpointRow
	if err == nil {
		err = s.db.NewSelect().Model(&points).Where("workspace_id = ?", workspace).OrderExpr("seq DESC").Limit(1).Scan(ctx)
	}
	if err != nil {
		return head.domain(), consent.AuditCheckpoint{}, s.fail(err)
	}
	outside, err := s.db.NewSelect().Model((*auditRow)(nil)).Where("workspace_id = ?", workspace).Where("seq IS NULL").Exists(ctx)
	switch {
	case err != nil:
		return head.domain(), consent.AuditCheckpoint{}, s.fail(err)
	case outside:
		return head.domain(), consent.AuditCheckpoint{}, consent.Errorf(consent.Conflict, "There are events outside the chain.")
	case len(points) > 0:
		return head.domain(), points[0].domain(), nil
	}
	return head.domain(), consent.AuditCheckpoint{}, nil
}

// purgeable is the number of the last event of those that may go: up to the first one that
// is young enough to stay, since a chain can only be cut at its beginning.
func (s *Store) purgeable(ctx context.Context, workspace consent.ID, before time.Time) (last, count int64, err error) {
	var found struct{ Last, Count int64 }
	young := s.db.NewSelect().Model((*auditRow)(nil)).ColumnExpr("min(seq)").Where("workspace_id = ?", workspace).Where("created_at >= ?", stamp(before))
	err = s.db.NewSelect().Model((*auditRow)(nil)).ColumnExpr("COALESCE(max(seq), 0) AS last, count(*) AS count").
		Where("workspace_id = ?", workspace).Where("seq < COALESCE((?), ?)", young, int64(1)<<62).Scan(ctx, &found)
	return found.Last, found.Count, s.fail(err)
}

// CountOldAudit implements consent.AuditStore.
func (s *Store) CountOldAudit(ctx context.Context, workspace consent.ID, before time.Time) (int, error) {
	_, count, err := s.purgeable(ctx, workspace, before)
	return int(count), err
}

// PurgeAudit implements consent.AuditStore.
func (s *Store) PurgeAudit(ctx context.Context, workspace consent.ID, before, at time.Time) (point consent.AuditCheckpoint, err error) {
	err = s.inTx(ctx, func(ctx context.Context, tx *Store) error {
		last, count, err := tx.purgeable(ctx, workspace, before)
		if err != nil || count == 0 {
			return err
		}
		newest, err := tx.AuditChain(ctx, workspace, last-1, 1)
		if err != nil {
			return err
		}
		row := auditCheckpointRow{WorkspaceID: workspace, Seq: last, Hash: newest[0].Hash, Removed: count, CreatedAt: stamp(at)}
		if err := tx.insert(ctx, &row); err != nil {
			return err
		}
		point = row.domain()
		return tx.throughDoor(ctx, "retention", func() error {
			_, err := tx.db.NewDelete().Model((*auditRow)(nil)).Where("workspace_id = ?", workspace).Where("seq <= ?", last).Exec(ctx)
			return err
		})
	})
	return point, err
}

// RedactFacts implements consent.AuditStore.
func (s *Store) RedactFacts(ctx context.Context, workspace consent.ID, ids []consent.ID, at time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		return tx.throughDoor(ctx, "anonymise", func() error {
			_, err := tx.db.NewUpdate().Model((*auditRow)(nil)).Set("detail = '{}'").Set("before = '{}'").Set("after = '{}'").
				Set("redacted_at = ?", stamp(at)).Where("workspace_id = ?", workspace).Where("id IN (?)", bun.List(ids)).Exec(ctx)
			return err
		})
	})
}
