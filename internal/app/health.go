package app

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// Check is the outcome of looking at one thing that the program needs.
type Check struct {
	Name string
	Err  error
	Note string // what was found or mended, when Err is nil
}

// Checks looks at database, blob store and queue.
func (a *App) Checks(ctx context.Context) []Check {
	return []Check{
		{Name: "database", Err: a.Store.Ping(ctx)},
		{Name: "blobs", Err: a.Blobs.Ping(ctx)},
		{Name: "queue", Err: a.Queue.Ping(ctx)},
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
