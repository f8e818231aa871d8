package app

import (
	"context"
	"strconv"

	"microconsent/internal/consent"
)

// NewView is a view to be saved.
type NewView struct {
	Name   string
	Query  string // a filter as in an address; kept in its canonical form
	Shared bool   // admins only
}

// ViewChange is what to change of a view; nil leaves a part as it is.
type ViewChange struct {
	Name, Query *string
	Shared      *bool // admins only
	Position    *int
}

// Views lists the actor's own and the shared views, own ones first. Default marks the one
// that the actor's history opens with.
func (a *App) Views(ctx context.Context, actor consent.Actor) ([]consent.View, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	return a.Store.Views(ctx, actor.WorkspaceID, actor.Owner())
}

// CreateView saves a filter under a name, behind the actor's other views. Conflict when the
// actor has a view of that name.
func (a *App) CreateView(ctx context.Context, actor consent.Actor, in NewView) (view consent.View, err error) {
	if err := allowView(actor, in.Shared); err != nil {
		return view, err
	}
	now := a.now()
	view = consent.View{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, Owner: actor.Owner(), OwnerName: actor.Name, Shared: in.Shared, CreatedAt: now, UpdatedAt: now}
	if err := describeView(&view, &in.Name, &in.Query); err != nil {
		return view, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		before, err := tx.Views(ctx, actor.WorkspaceID, actor.Owner())
		if err != nil {
			return err
		}
		if err := placeView(&view, before); err != nil {
			return err
		}
		if err := tx.CreateView(ctx, view); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, "view.create", "view/"+string(view.ID), change{After: viewFacts(view)})
	})
	return view, namedTwice(err)
}

func placeView(view *consent.View, before []consent.View) error {
	own := 0
	for _, v := range before {
		if v.Owner == view.Owner {
			own++
			view.Position = max(view.Position, v.Position+1)
		}
	}
	if own >= consent.MaxViews {
		return consent.InvalidField("name", "You may keep at most %d views. Delete one first.", consent.MaxViews)
	}
	return nil
}

func describeView(view *consent.View, name, query *string) (err error) {
	if name != nil {
		if view.Name, err = consent.ParseViewName(*name); err != nil {
			return err
		}
	}
	if query != nil {
		view.Query, err = consent.CanonicalQuery(*query)
	}
	return err
}

// UpdateView changes a view: the actor's own, or a shared one for an admin. NotFound for
// the own view of another.
func (a *App) UpdateView(ctx context.Context, actor consent.Actor, id consent.ID, in ViewChange) (view consent.View, err error) {
	err = a.changeView(ctx, actor, id, "view.update", func(ctx context.Context, tx consent.Store, found *consent.View) error {
		if err := describeView(found, in.Name, in.Query); err != nil {
			return err
		}
		if in.Shared != nil && *in.Shared != found.Shared {
			found.Shared = *in.Shared
			if err := allowView(actor, true); err != nil {
				return err
			}
		}
		if in.Position != nil {
			found.Position = max(0, *in.Position)
		}
		found.UpdatedAt = a.now()
		view = *found
		return tx.UpdateView(ctx, view)
	})
	return view, namedTwice(err)
}

// DeleteView removes a view: the actor's own, or a shared one for an admin.
func (a *App) DeleteView(ctx context.Context, actor consent.Actor, id consent.ID) error {
	return a.changeView(ctx, actor, id, "view.delete", func(ctx context.Context, tx consent.Store, _ *consent.View) error {
		return tx.DeleteView(ctx, actor.WorkspaceID, id)
	})
}

func (a *App) changeView(ctx context.Context, actor consent.Actor, id consent.ID, action string, apply func(context.Context, consent.Store, *consent.View) error) error {
	if err := allow(actor, mayMark); err != nil {
		return err
	}
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		found, err := visibleView(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := allowView(actor, found.Shared); err != nil {
			return err
		}
		before := viewFacts(found)
		if err := apply(ctx, tx, &found); err != nil {
			return err
		}
		facts := change{Before: before}
		if action != "view.delete" {
			facts.After = viewFacts(found)
		}
		return a.recordChange(ctx, tx, actor, action, "view/"+string(id), facts)
	})
}

// SetDefaultView says which view the actor's history opens with; "" for none.
func (a *App) SetDefaultView(ctx context.Context, actor consent.Actor, id consent.ID) error {
	if err := allow(actor, mayRead); err != nil {
		return err
	}
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if id != "" {
			if _, err := visibleView(ctx, tx, actor, id); err != nil {
				return err
			}
		}
		if err := tx.SetDefaultView(ctx, actor.WorkspaceID, actor.Owner(), id); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "view.default", "view/"+string(id), nil)
	})
}

// visibleView hides the own views of others.
func visibleView(ctx context.Context, tx consent.Store, actor consent.Actor, id consent.ID) (consent.View, error) {
	found, err := tx.View(ctx, actor.WorkspaceID, id)
	if err == nil && !found.Shared && found.Owner != actor.Owner() {
		return consent.View{}, consent.Errorf(consent.NotFound, "There is no such view.")
	}
	return found, err
}

func allowView(actor consent.Actor, shared bool) error {
	if shared {
		return allow(actor, mayManage)
	}
	return allow(actor, mayMark)
}

func viewFacts(v consent.View) map[string]string {
	return map[string]string{"name": v.Name, "query": v.Query, "shared": strconv.FormatBool(v.Shared), "position": strconv.Itoa(v.Position)}
}

func namedTwice(err error) error {
	if consent.CodeOf(err) == consent.Conflict {
		return consent.Wrap(err, consent.Conflict, "You have a view of this name already.")
	}
	return err
}
