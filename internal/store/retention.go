package store

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type retentionRow struct {
	bun.BaseModel `bun:"table:retention,alias:r"`

	WorkspaceID consent.ID                        `bun:"workspace_id,pk"`
	Policy      jsonOf[retentionPolicy]           `bun:"policy"`
	UpdatedAt   time.Time                         `bun:"updated_at"`
	DueAt       time.Time                         `bun:"due_at"`
	RanAt       *time.Time                        `bun:"ran_at"`
	Outcome     jsonOf[*consent.RetentionOutcome] `bun:"outcome"`
}

// retentionPolicy is the stored form: ages in words, so that they can be read in the database.
type retentionPolicy struct {
	Own  bool   `json:"own"`
	Keep string `json:"keep"`
}

func (r retentionRow) domain() consent.WorkspaceRetention {
	policy, err := consent.ParseRetention(r.Policy.V.Keep)
	if err != nil { // written by a newer version: nothing may go by half of it
		policy = consent.Retention{}
	}
	return consent.WorkspaceRetention{WorkspaceID: r.WorkspaceID, Own: r.Policy.V.Own, Policy: policy, UpdatedAt: r.UpdatedAt.UTC(),
		DueAt: r.DueAt.UTC(), RanAt: utcPtr(r.RanAt), Outcome: r.Outcome.V}
}

// Retention implements consent.RetentionStore.
func (s *Store) Retention(ctx context.Context, workspace consent.ID) (consent.WorkspaceRetention, error) {
	var row retentionRow
	err := s.db.NewSelect().Model(&row).Where("workspace_id = ?", workspace).Scan(ctx)
	return row.domain(), s.fail(err)
}

// SaveRetention implements consent.RetentionStore.
func (s *Store) SaveRetention(ctx context.Context, r consent.WorkspaceRetention) error {
	row := retentionRow{WorkspaceID: r.WorkspaceID, Policy: asJSON(retentionPolicy{r.Own, r.Policy.String()}), UpdatedAt: stamp(r.UpdatedAt), DueAt: stamp(r.UpdatedAt)}
	_, err := s.db.NewInsert().Model(&row).On("CONFLICT (workspace_id) DO UPDATE").
		Set("policy = EXCLUDED.policy").Set("updated_at = EXCLUDED.updated_at").Exec(ctx)
	return s.fail(err)
}

// DueRetention implements consent.RetentionStore.
func (s *Store) DueRetention(ctx context.Context, now time.Time) ([]consent.WorkspaceRetention, error) {
	var rows []retentionRow
	if err := s.db.NewSelect().Model(&rows).Where("due_at <= ?", stamp(now)).OrderExpr("due_at").Scan(ctx); err != nil {
		return nil, s.fail(err)
	}
	var fresh []consent.ID
	err := s.db.NewSelect().Model((*workspaceRow)(nil)).Column("id").
		Where("NOT EXISTS (SELECT 1 FROM retention r WHERE r.workspace_id = w.id)").Scan(ctx, &fresh)
	out := domains(rows)
	for _, id := range fresh {
		out = append(out, consent.WorkspaceRetention{WorkspaceID: id})
	}
	return out, s.fail(err)
}

// ClaimRetention implements consent.RetentionStore. The row of a workspace that has none is
// made by whoever is first.
func (s *Store) ClaimRetention(ctx context.Context, r consent.WorkspaceRetention, now, until time.Time) error {
	if r.DueAt.IsZero() {
		row := retentionRow{WorkspaceID: r.WorkspaceID, Policy: asJSON(retentionPolicy{Keep: "off"}), UpdatedAt: stamp(now), DueAt: stamp(until)}
		return s.changed(s.db.NewInsert().Model(&row).On("CONFLICT (workspace_id) DO NOTHING").Exec(ctx))
	}
	return s.changed(s.db.NewUpdate().Model((*retentionRow)(nil)).Set("due_at = ?", stamp(until)).
		Where("workspace_id = ?", r.WorkspaceID).Where("due_at = ?", stamp(r.DueAt)).Exec(ctx))
}

// FinishRetention implements consent.RetentionStore.
func (s *Store) FinishRetention(ctx context.Context, workspace consent.ID, outcome consent.RetentionOutcome, ranAt, due time.Time) error {
	_, err := s.db.NewUpdate().Model((*retentionRow)(nil)).Set("ran_at = ?", stamp(ranAt)).Set("due_at = ?", stamp(due)).
		Set("outcome = ?", asJSON(&outcome)).Where("workspace_id = ?", workspace).Exec(ctx)
	return s.fail(err)
}

var errNoKind = errors.New("no such kind")

// old selects the ids of what is old, the oldest first.
func (s *Store) old(workspace consent.ID, kind consent.RetentionKind, before time.Time) (*bun.SelectQuery, error) {
	analyses := func(states ...consent.Status) *bun.SelectQuery {
		return s.db.NewSelect().Model((*analysisRow)(nil)).Column("id").Where("workspace_id = ?", workspace).
			Where("created_at < ?", stamp(before)).Where("status IN (?)", bun.List(states)).OrderExpr("created_at, id")
	}
	switch kind {
	case consent.KeepAnalyses:
		return analyses(consent.StatusCompleted), nil
	case consent.KeepFailed:
		return analyses(consent.StatusFailed, consent.StatusCanceled), nil
	case consent.KeepSources:
		return analyses(consent.StatusCompleted, consent.StatusFailed, consent.StatusCanceled).Where("source_id IS NOT NULL"), nil
	case consent.KeepJobs:
		return s.db.NewSelect().Model((*jobRow)(nil)).Column("id").Where("workspace_id = ?", workspace).
			Where("ended_at < ?", stamp(before)).Where("state NOT IN (?, ?)", consent.JobQueued, consent.JobRunning).OrderExpr("ended_at, id"), nil
	case consent.KeepBatches:
		return s.db.NewSelect().Model((*batchRow)(nil)).Column("id").Where("workspace_id = ?", workspace).
			Where("created_at < ?", stamp(before)).Where("updated_at < ?", stamp(before)). // one may be read for long
			Where("NOT EXISTS (SELECT 1 FROM analyses a WHERE a.batch_id = b.id AND a.status IN (?, ?))", consent.StatusQueued, consent.StatusRunning).
			OrderExpr("created_at, id"), nil
	case consent.KeepAddresses:
		return s.db.NewSelect().Model((*auditRow)(nil)).Column("id").Where("workspace_id = ?", workspace).
			Where("created_at < ?", stamp(before)).Where("address <> ''").OrderExpr("created_at, id"), nil
	}
	return nil, consent.Wrap(errNoKind, consent.Internal, "%q is not removed by its age.", kind)
}

// CountOld implements consent.RetentionStore.
func (s *Store) CountOld(ctx context.Context, workspace consent.ID, kind consent.RetentionKind, before time.Time) (int, error) {
	if kind == consent.KeepAudit {
		return s.CountOldAudit(ctx, workspace, before)
	}
	q, err := s.old(workspace, kind, before)
	if err != nil {
		return 0, err
	}
	n, err := s.db.NewSelect().TableExpr("(?) AS old", q).Count(ctx)
	return int(n), s.fail(err)
}

// RemoveOld implements consent.RetentionStore.
func (s *Store) RemoveOld(ctx context.Context, workspace consent.ID, kind consent.RetentionKind, before, at time.Time, limit int) (removed int, err error) {
	if kind == consent.KeepAudit {
		point, err := s.PurgeAudit(ctx, workspace, before, at)
		return int(point.Removed), err
	}
	q, err := s.old(workspace, kind, before)
	if err != nil {
		return 0, err
	}
	var ids []consent.ID
	if err := q.Limit(int64(limit)).Scan(ctx, &ids); err != nil || len(ids) == 0 {
		return 0, s.fail(err)
	}
	err = s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		removed, err = tx.remove(ctx, kind, ids, at)
		return err
	})
	return removed, err
}

func (s *Store) remove(ctx context.Context, kind consent.RetentionKind, ids []consent.ID, at time.Time) (n int, err error) {
	update := func(model any) *bun.UpdateQuery {
		return s.db.NewUpdate().Model(model).Where("id IN (?)", bun.List(ids))
	}
	switch kind {
	case consent.KeepSources:
		return s.count(update((*analysisRow)(nil)).Set("source_id = NULL").Exec(ctx))
	case consent.KeepJobs:
		return s.count(s.db.NewDelete().Model((*jobRow)(nil)).Where("id IN (?)", bun.List(ids)).Exec(ctx))
	case consent.KeepBatches:
		return s.count(s.db.NewDelete().Model((*batchRow)(nil)).Where("id IN (?)", bun.List(ids)).Exec(ctx))
	case consent.KeepAddresses:
		err = s.throughDoor(ctx, "anonymise", func() error {
			n, err = s.count(update((*auditRow)(nil)).Set("address = ''").Set("redacted_at = ?", stamp(at)).Exec(ctx))
			return err
		})
		return n, err
	}
	return s.count(s.db.NewDelete().Model((*analysisRow)(nil)).Where("id IN (?)", bun.List(ids)).Exec(ctx))
}
