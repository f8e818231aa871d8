package store

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// OpenJobs is how many jobs of a queue, in all workspaces, are in a state that is not final.
type OpenJobs struct {
	Queue consent.Priority
	State consent.JobState // queued or running
	Count int
	Since time.Time // when the first of them was due
}

// OpenJobs counts the jobs that wait or run. The states are written out, since only then the
// partial indexes serve.
func (s *Store) OpenJobs(ctx context.Context) ([]OpenJobs, error) {
	var out []OpenJobs
	for _, state := range []string{"queued", "running"} {
		var rows []OpenJobs
		err := s.db.NewSelect().TableExpr("jobs").ColumnExpr("queue, state, count(*) AS count, min(run_after) AS since").
			Where("state = '"+state+"'").GroupExpr("queue, state").OrderExpr("queue").Scan(ctx, &rows)
		if err != nil {
			return nil, s.fail(err)
		}
		out = append(out, rows...)
	}
	return out, nil
}
