package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type triageRow struct {
	bun.BaseModel `bun:"table:triage,alias:t"`

	WorkspaceID consent.ID     `bun:"workspace_id,pk"`
	Site        string         `bun:"site,pk"`
	Key         string         `bun:"key,pk"`
	Rule        string         `bun:"rule"`
	Status      consent.Triage `bun:"status"`
	Reason      string         `bun:"reason"`
	DecidedBy   string         `bun:"decided_by"`
	DecidedAt   time.Time      `bun:"decided_at"`
}

func newTriageRow(t consent.SiteTriage) triageRow {
	return triageRow{WorkspaceID: t.WorkspaceID, Site: clean(t.Site), Key: clean(t.Key), Rule: clean(t.Rule), Status: t.Status,
		Reason: clean(t.Decision.Reason), DecidedBy: clean(t.Decision.By), DecidedAt: stamp(t.Decision.At)}
}

func (r triageRow) domain() consent.SiteTriage {
	return consent.SiteTriage{WorkspaceID: r.WorkspaceID, Site: r.Site, Key: r.Key, Rule: r.Rule, Status: r.Status,
		Decision: consent.Decision{By: r.DecidedBy, At: r.DecidedAt.UTC(), Reason: r.Reason}}
}

// PutTriage implements consent.TriageStore.
func (s *Store) PutTriage(ctx context.Context, t consent.SiteTriage) error {
	row := newTriageRow(t)
	_, err := s.db.NewInsert().Model(&row).On("CONFLICT (workspace_id, site, key) DO UPDATE").
		Set("rule = EXCLUDED.rule").Set("status = EXCLUDED.status").Set("reason = EXCLUDED.reason").
		Set("decided_by = EXCLUDED.decided_by").Set("decided_at = EXCLUDED.decided_at").Exec(ctx)
	return s.fail(err)
}

// DeleteTriage implements consent.TriageStore.
func (s *Store) DeleteTriage(ctx context.Context, workspace consent.ID, site, key string) error {
	_, err := s.db.NewDelete().Model((*triageRow)(nil)).Where("workspace_id = ?", workspace).
		Where("site = ?", clean(site)).Where("key = ?", clean(key)).Exec(ctx)
	return s.fail(err)
}

// Triage implements consent.TriageStore. It is ordered here since the databases collate
// differently.
func (s *Store) Triage(ctx context.Context, workspace consent.ID, site string) ([]consent.SiteTriage, error) {
	var rows []triageRow
	if err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("site = ?", clean(site)).Scan(ctx); err != nil {
		return nil, s.fail(err)
	}
	slices.SortFunc(rows, func(a, b triageRow) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key)) })
	return domains(rows), nil
}

// AllTriage implements consent.TriageStore.
func (s *Store) AllTriage(ctx context.Context, workspace consent.ID) ([]consent.SiteTriage, error) {
	var rows []triageRow
	if err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Scan(ctx); err != nil {
		return nil, s.fail(err)
	}
	slices.SortFunc(rows, func(a, b triageRow) int { return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Key, b.Key)) })
	return domains(rows), nil
}
