// Package app holds the use cases, one file a noun. Every door (page, JSON API, command,
// worker) calls the same method with an explicit consent.Actor; policy.go says who may do
// what. Errors carry a consent.Code.
package app

import (
	"log/slog"
	"time"

	"microconsent/internal/consent"
)

// Deps are the ports that the use cases work through. All are required, but for Inspect,
// which needs Capture, Clock, IDs and Observer only.
type Deps struct {
	Store    consent.Store
	Blobs    consent.Blobs
	Queue    consent.Dispatcher
	Capture  consent.Capturer
	Hasher   consent.Hasher
	Clock    consent.Clock
	IDs      consent.IDs
	Observer consent.Observer
	Signals  consent.Signals // nil: followers ask the database again and again
	Trace    consent.Tracer  // nil: none
	Log      *slog.Logger
}

// Settings are the limits of the use cases.
type Settings struct {
	MaxSourceBytes int64         // largest source, as received
	JobTimeout     time.Duration // of one attempt
	JobMaxAttempts int
	Lease          time.Duration     // a running job is given up when its worker is silent this long
	Redispatch     time.Duration     // a queued job is told to the queue again after this long
	SetupToken     string            // of the one-time set-up link; "" switches set-up over the web off
	Retention      consent.Retention // of workspaces that set none of their own
	APIKey         string            // a key from the settings that acts as an analyst; "" for none
}

// App is the set of use cases. Safe for concurrent use.
type App struct {
	Deps
	settings Settings
	pauses   *pauses
}

// New makes the use cases.
func New(deps Deps, settings Settings) *App {
	if deps.Signals == nil {
		deps.Signals = noSignals{}
	}
	if deps.Trace == nil {
		deps.Trace = consent.Untraced{}
	}
	return &App{Deps: deps, settings: settings, pauses: &pauses{}}
}
