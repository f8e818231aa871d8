package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// CreateJob implements consent.JobStore.
func (s *Store) CreateJob(ctx context.Context, j consent.Job) error {
	row := newJobRow(j)
	return s.insert(ctx, &row)
}

// Job implements consent.JobStore.
func (s *Store) Job(ctx context.Context, workspace, id consent.ID) (consent.Job, error) {
	var row jobRow
	err := s.db.NewSelect().Model(&row).Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	return row.domain(), s.fail(err)
}

// JobByID implements consent.JobStore.
func (s *Store) JobByID(ctx context.Context, id consent.ID) (consent.Job, error) {
	var row jobRow
	err := s.db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row.domain(), s.fail(err)
}

// Jobs implements consent.JobStore.
func (s *Store) Jobs(ctx context.Context, workspace consent.ID, f consent.JobFilter) (consent.Page[consent.Job], error) {
	var rows []jobRow
	size := consent.PageSize(f.Limit)
	q, err := page(matchingJobs(s.db.NewSelect().Model(&rows), workspace, f), f.Cursor, consent.SortNewest, size)
	if err == nil {
		err = s.fail(q.Scan(ctx))
	}
	jobs := domains(rows)
	if err == nil {
		err = s.nameSubjects(ctx, workspace, jobs)
	}
	return pageOf(jobs, size, func(j consent.Job) consent.Cursor {
		return consent.Cursor{CreatedAt: j.CreatedAt, ID: j.ID}
	}), err
}

// matchingJobs narrows a query to what the filter selects, its cursor left out.
func matchingJobs(q *bun.SelectQuery, workspace consent.ID, f consent.JobFilter) *bun.SelectQuery {
	q = q.Where("workspace_id = ?", workspace)
	if f.State != "" {
		q = q.Where("state = ?", clean(string(f.State)))
	}
	if f.Queue != "" {
		q = q.Where("queue = ?", clean(string(f.Queue)))
	}
	if f.Error != "" {
		q = q.Where("lower(COALESCE(last_error ->> 'code', '') || ' ' || COALESCE(last_error ->> 'message', '')) LIKE ? ESCAPE '!'", containing(strings.ToLower(clean(f.Error))))
	}
	if f.Since != nil {
		q = q.Where("created_at >= ?", stamp(*f.Since))
	}
	if f.Until != nil {
		q = q.Where("created_at < ?", stamp(*f.Until))
	}
	if f.EndedBy != nil {
		q = q.Where("ended_at <= ?", stamp(*f.EndedBy))
	}
	return q
}

// CountMatchingJobs implements consent.JobStore.
func (s *Store) CountMatchingJobs(ctx context.Context, workspace consent.ID, f consent.JobFilter) (int, error) {
	n, err := matchingJobs(s.db.NewSelect().Model((*jobRow)(nil)), workspace, f).Count(ctx)
	return int(n), s.fail(err)
}

// nameSubjects fills in what each job is about, with one query for the page.
func (s *Store) nameSubjects(ctx context.Context, workspace consent.ID, jobs []consent.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	ids := make([]consent.ID, len(jobs))
	for i, j := range jobs {
		ids[i] = j.AnalysisID
	}
	var found []struct {
		ID         consent.ID
		Host, Name string
	}
	err := s.db.NewSelect().TableExpr("analyses").Column("id", "host", "name").Where("workspace_id = ?", workspace).
		Where("id IN (?)", bun.List(ids)).Scan(ctx, &found)
	subjects := map[consent.ID]string{}
	for _, a := range found {
		subjects[a.ID] = cmp.Or(a.Host, a.Name)
	}
	for i := range jobs {
		jobs[i].Subject = subjects[jobs[i].AnalysisID]
	}
	return s.fail(err)
}

// CountJobs implements consent.JobStore. It names the pairs of queue and state that have
// jobs, in the order of consent.Priorities and consent.JobStates.
func (s *Store) CountJobs(ctx context.Context, workspace consent.ID) ([]consent.QueueCount, error) {
	var out []consent.QueueCount
	err := s.db.NewSelect().TableExpr("jobs").ColumnExpr("queue, state, count(*) AS count").
		Where("workspace_id = ?", workspace).GroupExpr("queue, state").Scan(ctx, &out)
	slices.SortFunc(out, func(a, b consent.QueueCount) int {
		return cmp.Or(cmp.Compare(slices.Index(consent.Priorities(), a.Queue), slices.Index(consent.Priorities(), b.Queue)),
			cmp.Compare(slices.Index(consent.JobStates(), a.State), slices.Index(consent.JobStates(), b.State)))
	})
	return out, s.fail(err)
}
