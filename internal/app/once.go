package app

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

const (
	// onceLost is how long a request may run before its key is free again: its process died.
	onceLost = 5 * time.Minute
	maxKey   = 255
)

// BeginOnce notes a request that is to happen once. It returns the answer to send again, nil
// when this is the first. Invalid: the key was used for another request, or is no key.
// Conflict: the first one still runs.
func (a *App) BeginOnce(ctx context.Context, actor consent.Actor, key, fingerprint string) (consent.Once, *consent.StoredAnswer, error) {
	now := a.now()
	once := consent.Once{WorkspaceID: actor.WorkspaceID, Caller: callerOf(actor), Key: key, Fingerprint: fingerprint, CreatedAt: now}
	if err := allow(actor, mayRead); err != nil {
		return once, nil, err
	}
	if !plainKey(key) {
		return once, nil, consent.InvalidField("Idempotency-Key", "An Idempotency-Key has 1 to %d visible ASCII characters.", maxKey)
	}
	before, err := a.Store.BeginOnce(ctx, once, now.Add(-consent.OnceFor), now.Add(-onceLost))
	switch {
	case err != nil || before == nil:
		return once, nil, err
	case before.Fingerprint != fingerprint:
		return once, nil, consent.InvalidField("Idempotency-Key", "This Idempotency-Key was used for another request. Use a new one.")
	case before.Answer.Status == 0:
		return once, nil, consent.Errorf(consent.Conflict, "The request with this Idempotency-Key still runs. Try again in a moment.")
	}
	return once, &before.Answer, nil
}

// FinishOnce keeps the answer of a request; one with the status 0 is forgotten instead.
func (a *App) FinishOnce(ctx context.Context, once consent.Once, answer consent.StoredAnswer) error {
	if answer.Status == 0 {
		return a.Store.DropOnce(ctx, once)
	}
	once.Answer = answer
	return a.Store.FinishOnce(ctx, once)
}

// callerOf keeps the keys of callers apart. The key of the settings has no id.
func callerOf(actor consent.Actor) string {
	if actor.ID == "" {
		return string(actor.Kind) + "/" + actor.Name
	}
	return string(actor.Kind) + "/" + string(actor.ID)
}

func plainKey(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return key != "" && len(key) <= maxKey
}
