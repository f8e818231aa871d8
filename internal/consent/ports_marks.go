package consent

import (
	"context"
	"time"
)

// TagStore keeps the tags of analyses. Lists and single analyses come with theirs.
type TagStore interface {
	// AddTags puts tags on analyses and says how many got one that they did not have.
	// Unknown ids change nothing.
	AddTags(ctx context.Context, workspace ID, analyses []ID, tags []string) (int, error)
	// RemoveTags takes tags off and says how many analyses lost one.
	RemoveTags(ctx context.Context, workspace ID, analyses []ID, tags []string) (int, error)
	// Tags lists the tags in use, by name.
	Tags(ctx context.Context, workspace ID) ([]TagCount, error)
}

// NoteStore keeps the notes on analyses.
type NoteStore interface {
	CreateNote(ctx context.Context, n Note) error
	Note(ctx context.Context, workspace, id ID) (Note, error)
	// Notes lists those of an analysis, the oldest first.
	Notes(ctx context.Context, workspace, analysis ID) ([]Note, error)
	// UpdateNote changes text and time.
	UpdateNote(ctx context.Context, n Note) error
	DeleteNote(ctx context.Context, workspace, id ID) error
}

// ShelfStore puts analyses away. What is archived is left out of lists and counts unless the
// filter asks for it.
type ShelfStore interface {
	// Archive puts those of the analyses away that are done and not archived yet; it returns
	// their ids.
	Archive(ctx context.Context, workspace ID, analyses []ID, at time.Time) ([]ID, error)
	// Unarchive brings archived ones back and returns their ids.
	Unarchive(ctx context.Context, workspace ID, analyses []ID, at time.Time) ([]ID, error)
	// DeleteArchived removes those of the analyses that are archived, with clauses, findings,
	// tags, notes and jobs. It returns their ids and the sources that they named.
	DeleteArchived(ctx context.Context, workspace ID, analyses []ID) (removed, sources []ID, err error)
}

// ViewStore keeps saved views. Names are unique by owner.
type ViewStore interface {
	CreateView(ctx context.Context, v View) error
	View(ctx context.Context, workspace, id ID) (View, error)
	// Views lists the owner's and the shared ones, own ones first, each by position and name.
	Views(ctx context.Context, workspace ID, owner string) ([]View, error)
	// UpdateView changes name, query, shared, position and time.
	UpdateView(ctx context.Context, v View) error
	DeleteView(ctx context.Context, workspace, id ID) error
	// SetDefaultView says which view the owner's history opens with; "" is none.
	SetDefaultView(ctx context.Context, workspace ID, owner string, id ID) error
}
