package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"microconsent/internal/consent"
)

// insertRows is how many rows one INSERT holds: few enough for any limit of statement
// length and memory, many enough that round trips no longer count.
const insertRows = 500

// SaveResult implements consent.AnalysisStore. Workspace, job, options, time of creation,
// what was judged again and the archive stay as they were.
func (s *Store) SaveResult(ctx context.Context, a consent.Analysis) error {
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		row := tx.wholeRow(a)
		err := tx.found(tx.db.NewUpdate().Model(&row).ExcludeColumn("id", "workspace_id", "job_id", "created_at", "options", "rejudged_from", "archived_at").
			Where("workspace_id = ?", a.WorkspaceID).Where("id = ?", a.ID).Exec(ctx))
		if err != nil {
			return err
		}
		return tx.execAll(ctx, append(tx.deleteParts(a), tx.insertParts(a)...))
	})
}

func (s *Store) deleteParts(a consent.Analysis) (out []schema.QueryAppender) {
	for _, model := range []any{(*cmpRow)(nil), (*clauseRow)(nil), (*findingRow)(nil)} {
		out = append(out, s.db.NewDelete().Model(model).Where("workspace_id = ?", a.WorkspaceID).Where("analysis_id = ?", a.ID))
	}
	return out
}

func (s *Store) insertParts(a consent.Analysis) []schema.QueryAppender {
	return slices.Concat(inserts(s, newCMPRows(a)), inserts(s, newClauseRows(a)), inserts(s, newFindingRows(a)))
}

// inserts adds rows in as few statements as is sound.
func inserts[R any](s *Store, rows []R) (out []schema.QueryAppender) {
	for chunk := range slices.Chunk(rows, insertRows) {
		out = append(out, s.db.NewInsert().Model(&chunk))
	}
	return out
}

// sentAtOnce is how many bytes of statements go to the database in one message.
const sentAtOnce = 1 << 20

// execAll runs statements one after the other, sent together: the way to the database and back
// takes longer than most of them. They hold their values.
func (s *Store) execAll(ctx context.Context, queries []schema.QueryAppender) error {
	var text []byte
	for i, q := range queries {
		var err error
		if text, err = q.AppendQuery(s.root.QueryGen(), text); err != nil {
			return s.fail(err)
		}
		if text = append(text, ";\n"...); len(text) < sentAtOnce && i < len(queries)-1 {
			continue
		}
		if _, err := s.db.NewRaw("?", bun.Safe(text)).Exec(ctx); err != nil {
			return s.fail(err)
		}
		text = text[:0]
	}
	return nil
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
