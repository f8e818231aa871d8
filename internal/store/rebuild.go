package store

import "context"

// RebuildHistory makes the tables that the triggers keep (terms, counters, sites) anew from
// analyses, for who filled that behind their back. It takes as long as reading all analyses, and
// who writes analyses waits for it.
func (s *Store) RebuildHistory(ctx context.Context) error {
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		for _, statement := range append(tx.dialect.still(), rebuilding(tx.dialect.day("created_at"))...) {
			if _, err := tx.db.ExecContext(ctx, statement); err != nil {
				return tx.fail(err)
			}
		}
		return nil
	})
}

// HistoryOff makes the triggers rest within fn, a transaction; what fn writes is unknown to
// lists, counters and sites until RebuildHistory.
func (s *Store) HistoryOff(ctx context.Context, fn func(ctx context.Context, tx *Store) error) error {
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		if err := tx.wait(ctx); err != nil {
			return err
		}
		if _, err := tx.db.ExecContext(ctx, "INSERT INTO history_off (reason) VALUES ('filling')"); err != nil {
			return tx.fail(err)
		}
		if err := fn(ctx, tx); err != nil {
			return err
		}
		_, err := tx.db.ExecContext(ctx, "DELETE FROM history_off")
		return tx.fail(err)
	})
}

// siteColumns are those of sites, history_sites and history_latest.
const siteColumns = "workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses"

func rebuilding(day string) []string {
	return []string{
		"DELETE FROM analysis_terms", "DELETE FROM analysis_days", "DELETE FROM sites", "DELETE FROM site_changes",
		`INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
SELECT workspace_id, term, ` + day + ` AS day, count(*), sum(weight) FROM history_terms WHERE archived_at IS NULL GROUP BY 1, 2, 3`,
		`INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
SELECT workspace_id, term, created_at, id FROM history_terms WHERE substr(term, 1, 1) NOT IN ('', '#') ORDER BY 1, 2, 3, 4`,
		"INSERT INTO sites (" + siteColumns + ") " + newestOfSites,
	}
}
