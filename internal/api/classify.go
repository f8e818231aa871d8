package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/consent"
)

type classifyInput struct {
	Body struct {
		Task  string   `json:"task" enum:"role,clause,purpose,cookie"`
		Texts []string `json:"texts,omitempty" maxItems:"1000" doc:"The texts; or text for a single one."`
		Text  string   `json:"text,omitempty"`
	}
}

// Classifications has one guess a text, in order. Its fields depend on the task.
type Classifications struct {
	Items []consent.Classification `json:"items" nullable:"false"`
}

func (a *API) registerClassify() {
	register(a, huma.Operation{OperationID: "classify", Method: http.MethodPost, Path: "/classify", Tags: []string{"Classification"},
		DefaultStatus: http.StatusOK, MaxBodyBytes: a.maxBody, Summary: "Classify single texts",
		Description: "role: the text of a button. clause: a policy statement. purpose: the label of a toggle. cookie: a cookie's name."},
		a.classify)
}

func (a *API) classify(ctx context.Context, actor consent.Actor, in *classifyInput) (*output[Classifications], error) {
	texts := in.Body.Texts
	if in.Body.Text != "" {
		texts = append(texts, in.Body.Text)
	}
	task, err := consent.ParseTask(in.Body.Task)
	if err != nil {
		return nil, err
	}
	found, err := a.app.Classify(ctx, actor, task, texts)
	if err != nil {
		return nil, err
	}
	return &output[Classifications]{Body: Classifications{Items: found}}, nil
}
