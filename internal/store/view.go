package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type viewRow struct {
	bun.BaseModel `bun:"table:saved_views,alias:v"`

	ID          consent.ID `bun:"id,pk"`
	WorkspaceID consent.ID `bun:"workspace_id"`
	Owner       string     `bun:"owner"`
	OwnerName   string     `bun:"owner_name"`
	Name        string     `bun:"name"`
	Query       string     `bun:"query"`
	Shared      bool       `bun:"shared"`
	Position    int        `bun:"position"`
	CreatedAt   time.Time  `bun:"created_at"`
	UpdatedAt   time.Time  `bun:"updated_at"`
}

type defaultViewRow struct {
	bun.BaseModel `bun:"table:default_views,alias:d"`

	WorkspaceID consent.ID `bun:"workspace_id,pk"`
	Owner       string     `bun:"owner,pk"`
	ViewID      consent.ID `bun:"view_id"`
}

func newViewRow(v consent.View) viewRow {
	return viewRow{ID: v.ID, WorkspaceID: v.WorkspaceID, Owner: clean(v.Owner), OwnerName: clean(v.OwnerName), Name: clean(v.Name),
		Query: clean(v.Query), Shared: v.Shared, Position: v.Position, CreatedAt: stamp(v.CreatedAt), UpdatedAt: stamp(v.UpdatedAt)}
}

func (r viewRow) domain() consent.View {
	return consent.View{ID: r.ID, WorkspaceID: r.WorkspaceID, Owner: r.Owner, OwnerName: r.OwnerName, Name: r.Name, Query: r.Query,
		Shared: r.Shared, Position: r.Position, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC()}
}

// CreateView implements consent.ViewStore.
func (s *Store) CreateView(ctx context.Context, v consent.View) error {
	row := newViewRow(v)
	return s.insert(ctx, &row)
}

// View implements consent.ViewStore.
func (s *Store) View(ctx context.Context, workspace, id consent.ID) (consent.View, error) {
	var row viewRow
	err := s.db.NewSelect().Model(&row).Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	return row.domain(), s.fail(err)
}

// Views implements consent.ViewStore.
func (s *Store) Views(ctx context.Context, workspace consent.ID, owner string) ([]consent.View, error) {
	var rows []viewRow
	err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("(owner = ? OR shared)", clean(owner)).Scan(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	var chosen []defaultViewRow
	err = s.db.NewSelect().Model(&chosen).Where("workspace_id = ?", workspace).Where("owner = ?", clean(owner)).Scan(ctx)
	out := domains(rows)
	for i := range out {
		out[i].Default = len(chosen) > 0 && chosen[0].ViewID == out[i].ID
	}
	slices.SortFunc(out, func(a, b consent.View) int {
		return cmp.Or(cmp.Compare(foreign(a, owner), foreign(b, owner)), cmp.Compare(a.Position, b.Position), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, s.fail(err)
}

// foreign puts own views before those of others.
func foreign(v consent.View, owner string) int {
	if v.Owner == owner {
		return 0
	}
	return 1
}

// UpdateView implements consent.ViewStore.
func (s *Store) UpdateView(ctx context.Context, v consent.View) error {
	row := newViewRow(v)
	return s.found(s.db.NewUpdate().Model(&row).Column("name", "query", "shared", "position", "updated_at").
		Where("workspace_id = ?", v.WorkspaceID).Where("id = ?", v.ID).Exec(ctx))
}

// DeleteView implements consent.ViewStore.
func (s *Store) DeleteView(ctx context.Context, workspace, id consent.ID) error {
	return s.found(s.db.NewDelete().Model((*viewRow)(nil)).Where("workspace_id = ?", workspace).Where("id = ?", id).Exec(ctx))
}

// SetDefaultView implements consent.ViewStore.
func (s *Store) SetDefaultView(ctx context.Context, workspace consent.ID, owner string, id consent.ID) error {
	if id == "" {
		_, err := s.db.NewDelete().Model((*defaultViewRow)(nil)).Where("workspace_id = ?", workspace).Where("owner = ?", clean(owner)).Exec(ctx)
		return s.fail(err)
	}
	row := defaultViewRow{WorkspaceID: workspace, Owner: clean(owner), ViewID: id}
	_, err := s.db.NewInsert().Model(&row).On("CONFLICT (workspace_id, owner) DO UPDATE").Set("view_id = EXCLUDED.view_id").Exec(ctx)
	return s.fail(err)
}
