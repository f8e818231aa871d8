package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type tagRow struct {
	bun.BaseModel `bun:"table:analysis_tags,alias:t"`

	WorkspaceID consent.ID `bun:"workspace_id"`
	AnalysisID  consent.ID `bun:"analysis_id,pk"`
	Tag         string     `bun:"tag,pk"`
	CreatedAt   time.Time  `bun:"created_at"` // of the analysis
}

// AddTags implements consent.TagStore.
func (s *Store) AddTags(ctx context.Context, workspace consent.ID, analyses []consent.ID, tags []string) (int, error) {
	changed := map[consent.ID]bool{}
	err := s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		for _, tag := range tags {
			if len(analyses) == 0 {
				return nil
			}
			found := tx.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("a.workspace_id, a.id, ?, a.created_at", clean(tag)).
				Where("a.workspace_id = ?", workspace).Where("a.id IN (?)", bun.List(analyses))
			var ids []consent.ID
			err := tx.db.NewRaw("INSERT INTO analysis_tags (workspace_id, analysis_id, tag, created_at) ? ON CONFLICT DO NOTHING RETURNING analysis_id", found).Scan(ctx, &ids)
			if err != nil {
				return tx.fail(err)
			}
			note(changed, ids)
		}
		return nil
	})
	return len(changed), err
}

// RemoveTags implements consent.TagStore.
func (s *Store) RemoveTags(ctx context.Context, workspace consent.ID, analyses []consent.ID, tags []string) (int, error) {
	if len(analyses)*len(tags) == 0 {
		return 0, nil
	}
	var ids []consent.ID
	err := s.db.NewRaw("DELETE FROM analysis_tags WHERE workspace_id = ? AND analysis_id IN (?) AND tag IN (?) RETURNING analysis_id",
		workspace, bun.List(analyses), bun.List(cleanAll(tags))).Scan(ctx, &ids)
	changed := map[consent.ID]bool{}
	note(changed, ids)
	return len(changed), s.fail(err)
}

func note(into map[consent.ID]bool, ids []consent.ID) {
	for _, id := range ids {
		into[id] = true
	}
}

func cleanAll(in []string) []string {
	out := make([]string, len(in))
	for i, each := range in {
		out[i] = clean(each)
	}
	return out
}

// Tags implements consent.TagStore. They are ordered here since the databases collate
// differently.
func (s *Store) Tags(ctx context.Context, workspace consent.ID) ([]consent.TagCount, error) {
	var rows []consent.TagCount
	err := s.db.NewSelect().Model((*tagRow)(nil)).ColumnExpr("tag, count(*) AS count").Where("workspace_id = ?", workspace).GroupExpr("tag").Scan(ctx, &rows)
	slices.SortFunc(rows, func(a, b consent.TagCount) int { return cmp.Compare(a.Tag, b.Tag) })
	return rows, s.fail(err)
}

// withTags fills in the tags of a page, with one query.
func (s *Store) withTags(ctx context.Context, workspace consent.ID, list []consent.Analysis) error {
	if len(list) == 0 {
		return nil
	}
	at := make(map[consent.ID]int, len(list))
	ids := make([]consent.ID, len(list))
	for i, a := range list {
		at[a.ID], ids[i] = i, a.ID
	}
	var rows []tagRow
	err := s.db.NewSelect().Model(&rows).Column("analysis_id", "tag").Where("workspace_id = ?", workspace).Where("analysis_id IN (?)", bun.List(ids)).Scan(ctx)
	for _, row := range rows {
		i := at[row.AnalysisID]
		list[i].Tags = append(list[i].Tags, row.Tag)
	}
	for i := range list {
		slices.Sort(list[i].Tags)
	}
	return s.fail(err)
}
