package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"microconsent/internal/consent"
)

// Check is the outcome of looking at one thing that the program needs.
type Check struct {
	Name string
	Err  error
}

// Checks looks at database, blob store and queue.
func (a *App) Checks(ctx context.Context) []Check {
	return []Check{
		{"database", a.Store.Ping(ctx)},
		{"blobs", a.Blobs.Ping(ctx)},
		{"queue", a.Queue.Ping(ctx)},
	}
}

// Ready says whether database, blob store and queue answer: Unavailable names what does not.
func (a *App) Ready(ctx context.Context) error {
	for _, check := range a.Checks(ctx) {
		if check.Err != nil {
			return consent.Wrap(check.Err, consent.Unavailable, "The %s does not answer.", check.Name)
		}
	}
	return nil
}

func (a *App) now() time.Time { return consent.Timestamp(a.Clock.Now()) }

// verifyLast is how many of the newest analyses VerifySources looks at.
const verifyLast = 50

// VerifySources reads the stored sources of the newest analyses back and compares their
// SHA-256.
func (a *App) VerifySources(ctx context.Context) error {
	page, err := a.Store.Analyses(ctx, consent.DefaultWorkspaceID, consent.Filter{Limit: verifyLast})
	if err != nil {
		return err
	}
	for _, analysis := range page.Items {
		if analysis.SourceID == "" {
			continue
		}
		body, err := a.Blobs.Get(ctx, consent.SourceKey(analysis.WorkspaceID, analysis.Source.SHA256))
		if err != nil {
			return consent.Wrap(err, consent.CodeOf(err), "The source of analysis %s cannot be read.", analysis.ID)
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != analysis.Source.SHA256 {
			return consent.Errorf(consent.Internal, "The stored source of analysis %s was changed.", analysis.ID)
		}
	}
	return nil
}
