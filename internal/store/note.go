package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type noteRow struct {
	bun.BaseModel `bun:"table:notes,alias:n"`

	ID          consent.ID `bun:"id,pk"`
	WorkspaceID consent.ID `bun:"workspace_id"`
	AnalysisID  consent.ID `bun:"analysis_id"`
	Author      string     `bun:"author"`
	AuthorName  string     `bun:"author_name"`
	Text        string     `bun:"text"`
	CreatedAt   time.Time  `bun:"created_at"`
	UpdatedAt   time.Time  `bun:"updated_at"`
}

func newNoteRow(n consent.Note) noteRow {
	return noteRow{ID: n.ID, WorkspaceID: n.WorkspaceID, AnalysisID: n.AnalysisID, Author: clean(n.Author), AuthorName: clean(n.AuthorName),
		Text: clean(n.Text), CreatedAt: stamp(n.CreatedAt), UpdatedAt: stamp(n.UpdatedAt)}
}

func (r noteRow) domain() consent.Note {
	return consent.Note{ID: r.ID, WorkspaceID: r.WorkspaceID, AnalysisID: r.AnalysisID, Author: r.Author, AuthorName: r.AuthorName,
		Text: r.Text, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC()}
}

// CreateNote implements consent.NoteStore.
func (s *Store) CreateNote(ctx context.Context, n consent.Note) error {
	row := newNoteRow(n)
	return s.insert(ctx, &row)
}

// Note implements consent.NoteStore.
func (s *Store) Note(ctx context.Context, workspace, id consent.ID) (consent.Note, error) {
	var row noteRow
	err := s.db.NewSelect().Model(&row).Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	return row.domain(), s.fail(err)
}

// Notes implements consent.NoteStore.
func (s *Store) Notes(ctx context.Context, workspace, analysis consent.ID) ([]consent.Note, error) {
	var rows []noteRow
	err := s.db.NewSelect().Model(&rows).Where("workspace_id = ?", workspace).Where("analysis_id = ?", analysis).OrderExpr("created_at, id").Scan(ctx)
	return domains(rows), s.fail(err)
}

// UpdateNote implements consent.NoteStore.
func (s *Store) UpdateNote(ctx context.Context, n consent.Note) error {
	row := newNoteRow(n)
	return s.found(s.db.NewUpdate().Model(&row).Column("text", "updated_at").Where("workspace_id = ?", n.WorkspaceID).Where("id = ?", n.ID).Exec(ctx))
}

// DeleteNote implements consent.NoteStore.
func (s *Store) DeleteNote(ctx context.Context, workspace, id consent.ID) error {
	return s.found(s.db.NewDelete().Model((*noteRow)(nil)).Where("workspace_id = ?", workspace).Where("id = ?", id).Exec(ctx))
}
