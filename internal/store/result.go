package store

import (
	"context"
	"strings"

	"microconsent/internal/consent"
)

// insertRows is how many rows one INSERT holds: few enough for any limit of statement
// length and memory, many enough that round trips no longer count.
const insertRows = 500

// SaveResult implements consent.AnalysisStore. Workspace, job, options, time of creation,
// what was judged again and the archive stay as they were.
func (s *Store) SaveResult(ctx context.Context, a consent.Analysis) error {
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		row := newAnalysisRow(a)
		err := tx.found(tx.db.NewUpdate().Model(&row).ExcludeColumn("id", "workspace_id", "job_id", "created_at", "options", "rejudged_from", "archived_at").
			Where("workspace_id = ?", a.WorkspaceID).Where("id = ?", a.ID).Exec(ctx))
		if err != nil {
			return err
		}
		if err := tx.deleteParts(ctx, a); err != nil {
			return err
		}
		return tx.insertParts(ctx, a)
	})
}

func (s *Store) deleteParts(ctx context.Context, a consent.Analysis) error {
	for _, model := range []any{(*cmpRow)(nil), (*clauseRow)(nil), (*findingRow)(nil)} {
		_, err := s.db.NewDelete().Model(model).Where("workspace_id = ?", a.WorkspaceID).Where("analysis_id = ?", a.ID).Exec(ctx)
		if err != nil {
			return s.fail(err)
		}
	}
	return nil
}

func (s *Store) insertParts(ctx context.Context, a consent.Analysis) error {
	if err := insertAll(ctx, s, newCMPRows(a)); err != nil {
		return err
	}
	if err := insertAll(ctx, s, newClauseRows(a)); err != nil {
		return err
	}
	return insertAll(ctx, s, newFindingRows(a))
}

// SaveFindings implements consent.AnalysisStore.
func (s *Store) SaveFindings(ctx context.Context, a consent.Analysis) error {
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		row := newAnalysisRow(a)
		if err := tx.keepTerms(ctx, &row); err != nil {
			return err
		}
		err := tx.found(tx.db.NewUpdate().Model(&row).Column("score", "grade", "score_parts", "summary", "updated_at", "terms", "score_rank", "severity_rank").
			Where("workspace_id = ?", a.WorkspaceID).Where("id = ?", a.ID).Exec(ctx))
		if err != nil {
			return err
		}
		_, err = tx.db.NewDelete().Model((*findingRow)(nil)).Where("workspace_id = ?", a.WorkspaceID).Where("analysis_id = ?", a.ID).Exec(ctx)
		if err != nil {
			return tx.fail(err)
		}
		return insertAll(ctx, tx, newFindingRows(a))
	})
}

// keepTerms leaves the terms that findings have no part in as they are stored: who saves
// findings may not have brought the rest.
func (s *Store) keepTerms(ctx context.Context, row *analysisRow) error {
	var stored analysisRow
	err := s.db.NewSelect().Model(&stored).Column("terms").Where("workspace_id = ?", row.WorkspaceID).Where("id = ?", row.ID).Scan(ctx)
	if err != nil {
		return s.fail(err)
	}
	terms := map[string]int{}
	for from, own := range map[*map[string]int]bool{&stored.Terms.V: false, &row.Terms.V: true} {
		for term, weight := range *from {
			if ofFindings(term) == own {
				terms[term] = weight
			}
		}
	}
	row.Terms.V = terms
	return nil
}

func ofFindings(term string) bool {
	for _, prefix := range []string{termRule, termSeverity, termTriage} {
		if strings.HasPrefix(term, prefix) {
			return true
		}
	}
	return false
}
