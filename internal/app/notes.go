package app

import (
	"context"

	"microconsent/internal/consent"
)

// Notes lists what people wrote about an analysis, the oldest first.
func (a *App) Notes(ctx context.Context, actor consent.Actor, analysis consent.ID) ([]consent.Note, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	notes, err := a.Store.Notes(ctx, actor.WorkspaceID, analysis)
	if err == nil && len(notes) == 0 {
		_, err = a.Store.Analysis(ctx, actor.WorkspaceID, analysis) // NotFound for an unknown one
	}
	return notes, err
}

// AddNote writes about an analysis in the actor's name.
func (a *App) AddNote(ctx context.Context, actor consent.Actor, analysis consent.ID, text string) (note consent.Note, err error) {
	if err := allow(actor, mayMark); err != nil {
		return note, err
	}
	if text, err = consent.ParseNote(text); err != nil {
		return note, err
	}
	now := a.now()
	note = consent.Note{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, AnalysisID: analysis, Author: actor.Owner(), AuthorName: actor.Name,
		Text: text, CreatedAt: now, UpdatedAt: now}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if _, err := tx.Analysis(ctx, actor.WorkspaceID, analysis); err != nil {
			return err
		}
		if err := tx.CreateNote(ctx, note); err != nil {
			return err
		}
		return a.recordNote(ctx, tx, actor, "note.create", note)
	})
	return note, err
}

// EditNote changes the text of a note of the actor's own; Forbidden for that of another.
func (a *App) EditNote(ctx context.Context, actor consent.Actor, id consent.ID, text string) (note consent.Note, err error) {
	if text, err = consent.ParseNote(text); err != nil {
		return note, err
	}
	err = a.changeNote(ctx, actor, id, "note.edit", func(ctx context.Context, tx consent.Store, found consent.Note) error {
		found.Text, found.UpdatedAt = text, a.now()
		note = found
		return tx.UpdateNote(ctx, found)
	})
	return note, err
}

// DeleteNote removes a note of the actor's own; Forbidden for that of another.
func (a *App) DeleteNote(ctx context.Context, actor consent.Actor, id consent.ID) error {
	return a.changeNote(ctx, actor, id, "note.delete", func(ctx context.Context, tx consent.Store, _ consent.Note) error {
		return tx.DeleteNote(ctx, actor.WorkspaceID, id)
	})
}

func (a *App) changeNote(ctx context.Context, actor consent.Actor, id consent.ID, action string, apply func(context.Context, consent.Store, consent.Note) error) error {
	if err := allow(actor, mayMark); err != nil {
		return err
	}
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		found, err := tx.Note(ctx, actor.WorkspaceID, id)
		if err != nil {
			return err
		}
		if found.Author != actor.Owner() {
			return consent.Errorf(consent.Forbidden, "Only who wrote a note may change it.")
		}
		if err := apply(ctx, tx, found); err != nil {
			return err
		}
		return a.recordNote(ctx, tx, actor, action, found)
	})
}

// recordNote leaves the text out: a note that is deleted should be gone.
func (a *App) recordNote(ctx context.Context, tx consent.Store, actor consent.Actor, action string, n consent.Note) error {
	return a.record(ctx, tx, actor, action, "analysis/"+string(n.AnalysisID), map[string]string{"note": string(n.ID)})
}
