package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// View is a saved filter.
type View struct {
	ID        consent.ID `json:"id"`
	Name      string     `json:"name"`
	Query     string     `json:"query" doc:"The filter in canonical form, as in an address."`
	Owner     string     `json:"owner" doc:"Name of the user or key."`
	Own       bool       `json:"own" doc:"It is yours."`
	Shared    bool       `json:"shared" doc:"Everybody in the workspace may open it; admins may change it."`
	Default   bool       `json:"default" doc:"Your history opens with it."`
	Position  int        `json:"position"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
}

func viewOf(v consent.View, actor consent.Actor) View {
	return View{ID: v.ID, Name: v.Name, Query: v.Query, Owner: v.OwnerName, Own: v.Owner == actor.Owner(), Shared: v.Shared, Default: v.Default,
		Position: v.Position, CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt}
}

func (a *API) registerViews() {
	tag := []string{"Views"}
	register(a, huma.Operation{OperationID: "list-views", Method: http.MethodGet, Path: "/views", Tags: tag, Summary: "List your own and the shared views"}, a.views)
	register(a, huma.Operation{OperationID: "create-view", Method: http.MethodPost, Path: "/views", Tags: tag, DefaultStatus: http.StatusCreated,
		Summary: "Save a filter under a name", Description: "Shared ones are for admins to make."}, a.createView)
	register(a, huma.Operation{OperationID: "update-view", Method: http.MethodPatch, Path: "/views/{id}", Tags: tag, Summary: "Change a view",
		Description: "What is left out stays. default: true makes your history open with it, false takes that back."}, a.updateView)
	register(a, huma.Operation{OperationID: "delete-view", Method: http.MethodDelete, Path: "/views/{id}", Tags: tag, Summary: "Delete a view"}, a.deleteView)
}

func (a *API) views(ctx context.Context, actor consent.Actor, _ *struct{}) (*output[List[View]], error) {
	found, err := a.app.Views(ctx, actor)
	list := List[View]{Items: make([]View, len(found))}
	for i, v := range found {
		list.Items[i] = viewOf(v, actor)
	}
	return &output[List[View]]{Body: list}, err
}

type newViewInput struct {
	Body struct {
		Name   string `json:"name" maxLength:"80"`
		Query  string `json:"query" doc:"A filter as in the address of a list, such as status=failed&grade=F."`
		Shared bool   `json:"shared,omitempty"`
	}
}

func (a *API) createView(ctx context.Context, actor consent.Actor, in *newViewInput) (*output[View], error) {
	made, err := a.app.CreateView(ctx, actor, app.NewView{Name: in.Body.Name, Query: in.Body.Query, Shared: in.Body.Shared})
	return &output[View]{Body: viewOf(made, actor)}, err
}

type viewInput struct {
	ID   string `path:"id" doc:"A UUID."`
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"80"`
		Query    *string `json:"query,omitempty"`
		Shared   *bool   `json:"shared,omitempty"`
		Position *int    `json:"position,omitempty" minimum:"0"`
		Default  *bool   `json:"default,omitempty"`
	}
}

func (a *API) updateView(ctx context.Context, actor consent.Actor, in *viewInput) (*output[View], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.Default != nil {
		chosen := id
		if !*b.Default {
			chosen = ""
		}
		if err := a.app.SetDefaultView(ctx, actor, chosen); err != nil {
			return nil, err
		}
	}
	if b.Name != nil || b.Query != nil || b.Shared != nil || b.Position != nil {
		if _, err := a.app.UpdateView(ctx, actor, id, app.ViewChange{Name: b.Name, Query: b.Query, Shared: b.Shared, Position: b.Position}); err != nil {
			return nil, err
		}
	}
	return a.viewByID(ctx, actor, id)
}

func (a *API) viewByID(ctx context.Context, actor consent.Actor, id consent.ID) (*output[View], error) {
	all, err := a.app.Views(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if v.ID == id {
			return &output[View]{Body: viewOf(v, actor)}, nil
		}
	}
	return nil, consent.Errorf(consent.NotFound, "There is no such view.")
}

func (a *API) deleteView(ctx context.Context, actor consent.Actor, in *byID) (*struct{}, error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, a.app.DeleteView(ctx, actor, id)
}
