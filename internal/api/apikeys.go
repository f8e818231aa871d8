package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

var keysTag = []string{"API keys"}

func (a *API) registerAPIKeys() {
	register(a, huma.Operation{OperationID: "list-api-keys", Method: http.MethodGet, Path: "/api-keys", Tags: keysTag,
		Summary: "List API keys"}, a.listAPIKeys)
	register(a, huma.Operation{OperationID: "create-api-key", Method: http.MethodPost, Path: "/api-keys", Tags: keysTag,
		DefaultStatus: http.StatusCreated, Summary: "Create an API key", Description: "The answer holds the key; it is never shown again."},
		a.createAPIKey)
	register(a, huma.Operation{OperationID: "revoke-api-key", Method: http.MethodDelete, Path: "/api-keys/{id}", Tags: keysTag,
		Summary: "Revoke an API key"}, a.revokeAPIKey)
}

func (a *API) listAPIKeys(ctx context.Context, actor consent.Actor, _ *struct{}) (*output[List[APIKey]], error) {
	keys, err := a.app.APIKeys(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &output[List[APIKey]]{Body: listOf(consent.Page[consent.APIKey]{Items: keys}, apiKeyOf)}, nil
}

type createKeyInput struct {
	Body struct {
		Name      string     `json:"name" minLength:"1" maxLength:"200"`
		Role      string     `json:"role" enum:"viewer,analyst,admin"`
		ExpiresAt *time.Time `json:"expires_at,omitempty"`
	}
}

// CreatedAPIKey is a new key, told once.
type CreatedAPIKey struct {
	APIKey
	Key string `json:"key" doc:"The key itself. It is not stored and never shown again."`
}

func (a *API) createAPIKey(ctx context.Context, actor consent.Actor, in *createKeyInput) (*output[CreatedAPIKey], error) {
	role, err := consent.ParseRole(in.Body.Role)
	if err != nil {
		return nil, err
	}
	made, key, err := a.app.CreateAPIKey(ctx, actor, app.NewAPIKey{Name: in.Body.Name, Role: role, ExpiresAt: in.Body.ExpiresAt})
	if err != nil {
		return nil, err
	}
	return &output[CreatedAPIKey]{Body: CreatedAPIKey{APIKey: apiKeyOf(made), Key: key}}, nil
}

func (a *API) revokeAPIKey(ctx context.Context, actor consent.Actor, in *byID) (*struct{}, error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, a.app.RevokeAPIKey(ctx, actor, id)
}
