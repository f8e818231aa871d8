package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type batchRow struct {
	bun.BaseModel `bun:"table:batches,alias:b"`

	ID          consent.ID               `bun:"id,pk"`
	WorkspaceID consent.ID               `bun:"workspace_id"`
	CreatedAt   time.Time                `bun:"created_at"`
	UpdatedAt   time.Time                `bun:"updated_at"`
	CreatedBy   string                   `bun:"created_by"`
	Name        string                   `bun:"name"`
	Kind        consent.BatchKind        `bun:"kind"`
	State       consent.BatchState       `bun:"state"`
	Priority    consent.Priority         `bun:"priority"`
	Options     jsonOf[consent.Options]  `bun:"options"`
	Total       int                      `bun:"total"`
	Accepted    int                      `bun:"accepted"`
	Refused     int                      `bun:"refused"`
	Failure     jsonOf[*consent.Failure] `bun:"failure"`
}

func newBatchRow(b consent.Batch) batchRow {
	return batchRow{ID: b.ID, WorkspaceID: b.WorkspaceID, CreatedAt: stamp(b.CreatedAt), UpdatedAt: stamp(b.UpdatedAt), CreatedBy: clean(b.CreatedBy),
		Name: clean(b.Name), Kind: b.Kind, State: b.State, Priority: b.Priority, Options: asJSON(b.Options), Total: b.Total, Accepted: b.Accepted,
		Refused: b.Refused, Failure: asJSON(b.Failure)}
}

func (r batchRow) domain() consent.Batch {
	return consent.Batch{ID: r.ID, WorkspaceID: r.WorkspaceID, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), CreatedBy: r.CreatedBy,
		Name: r.Name, Kind: r.Kind, State: r.State, Priority: r.Priority, Options: r.Options.V, Total: r.Total, Accepted: r.Accepted,
		Refused: r.Refused, Failure: r.Failure.V}
}

type batchErrorRow struct {
	bun.BaseModel `bun:"table:batch_errors,alias:e"`

	BatchID     consent.ID `bun:"batch_id,pk"`
	Line        int        `bun:"line,pk"`
	WorkspaceID consent.ID `bun:"workspace_id"`
	Text        string     `bun:"text"`
	Message     string     `bun:"message"`
}

func (r batchErrorRow) domain() consent.BatchError {
	return consent.BatchError{Line: r.Line, Text: r.Text, Message: r.Message}
}

// CreateBatch implements consent.BatchStore.
func (s *Store) CreateBatch(ctx context.Context, b consent.Batch) error {
	row := newBatchRow(b)
	return s.insert(ctx, &row)
}

// SaveBatch implements consent.BatchStore.
func (s *Store) SaveBatch(ctx context.Context, b consent.Batch) error {
	row := newBatchRow(b)
	_, err := s.db.NewUpdate().Model(&row).Column("updated_at", "name", "state", "accepted", "refused", "failure").
		Where("workspace_id = ?", b.WorkspaceID).WherePK().Exec(ctx)
	return s.fail(err)
}

// Batch implements consent.BatchStore.
func (s *Store) Batch(ctx context.Context, workspace, id consent.ID) (consent.Batch, error) {
	var row batchRow
	err := s.db.NewSelect().Model(&row).Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	return row.domain(), s.fail(err)
}

// Batches implements consent.BatchStore.
func (s *Store) Batches(ctx context.Context, workspace consent.ID, cursor *consent.Cursor, limit int) (consent.Page[consent.Batch], error) {
	var rows []batchRow
	size := consent.PageSize(limit)
	q, err := page(s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace), cursor, consent.SortNewest, size)
	if err == nil {
		err = s.fail(q.Scan(ctx))
	}
	return pageOf(domains(rows), size, func(b consent.Batch) consent.Cursor { return consent.Cursor{CreatedAt: b.CreatedAt, ID: b.ID} }), err
}

// AddBatchErrors implements consent.BatchStore.
func (s *Store) AddBatchErrors(ctx context.Context, workspace, batch consent.ID, errors []consent.BatchError) error {
	rows := make([]batchErrorRow, len(errors))
	for i, e := range errors {
		rows[i] = batchErrorRow{BatchID: batch, Line: e.Line, WorkspaceID: workspace, Text: clean(e.Text), Message: clean(e.Message)}
	}
	for chunk := range slices.Chunk(rows, insertRows) {
		// A damaged table may name a line twice; the first report of it is enough.
		if _, err := s.db.NewInsert().Model(&chunk).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return s.fail(err)
		}
	}
	return nil
}

// SaveBatchErrors implements consent.BatchStore.
func (s *Store) SaveBatchErrors(ctx context.Context, workspace, batch consent.ID, errors []consent.BatchError) error {
	for _, e := range errors {
		_, err := s.db.NewUpdate().Model((*batchErrorRow)(nil)).Set("text = ?", clean(e.Text)).Set("message = ?", clean(e.Message)).
			Where("workspace_id = ?", workspace).Where("batch_id = ?", batch).Where("line = ?", e.Line).Exec(ctx)
		if err != nil {
			return s.fail(err)
		}
	}
	return nil
}

// BatchErrors implements consent.BatchStore.
func (s *Store) BatchErrors(ctx context.Context, workspace, batch consent.ID, after, limit int) ([]consent.BatchError, error) {
	var rows []batchErrorRow
	err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("batch_id = ?", batch).Where("line > ?", after).
		OrderExpr("line").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}

// CountBatch implements consent.BatchStore.
func (s *Store) CountBatch(ctx context.Context, workspace, batch consent.ID, since time.Time) (consent.BatchCounts, error) {
	var rows []struct {
		Status        consent.Status
		Count, Recent int
	}
	err := s.db.NewSelect().TableExpr("analyses").ColumnExpr("status, count(*) AS count").
		ColumnExpr("sum(CASE WHEN updated_at >= ? THEN 1 ELSE 0 END) AS recent", stamp(since)).
		Where("workspace_id = ?", workspace).Where("batch_id = ?", batch).GroupExpr("status").Scan(ctx, &rows)
	out := consent.BatchCounts{ByStatus: map[consent.Status]int{}}
	for _, row := range rows {
		out.ByStatus[row.Status] = row.Count
		if row.Status == consent.StatusCompleted || row.Status == consent.StatusFailed || row.Status == consent.StatusCanceled {
			out.Recent += row.Recent
		}
	}
	return out, s.fail(err)
}
