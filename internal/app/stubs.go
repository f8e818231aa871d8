package app

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

func (a *App) Submit(ctx context.Context, actor consent.Actor, in Submission) (Submitted, error) {
	return Submitted{}, nil
}

func (a *App) SubmitMany(ctx context.Context, actor consent.Actor, in []Submission) ([]SubmitResult, error) {
	return nil, nil
}

// AnalyzeNow stores and analyses while the caller waits.
func (a *App) AnalyzeNow(ctx context.Context, actor consent.Actor, in Submission) (consent.Analysis, error) {
	return consent.Analysis{}, nil
}

// Inspect analyses without storing anything.
func (a *App) Inspect(ctx context.Context, in Submission) (consent.Analysis, error) {
	return consent.Analysis{}, nil
}

func (a *App) Analysis(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error) {
	return consent.Analysis{}, nil
}

// WaitAnalysis returns the analysis when it is done, or as it is after the given time.
func (a *App) WaitAnalysis(ctx context.Context, actor consent.Actor, id consent.ID, patience time.Duration) (consent.Analysis, error) {
	return consent.Analysis{}, nil
}

func (a *App) Analyses(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Page[consent.Analysis], error) {
	return consent.Page[consent.Analysis]{}, nil
}

func (a *App) CountAnalyses(ctx context.Context, actor consent.Actor, f consent.Filter) ([]consent.StatusCount, error) {
	return nil, nil
}

// Material returns the stored source of an analysis; NotFound while it is not fetched.
func (a *App) Material(ctx context.Context, actor consent.Actor, id consent.ID) (Material, error) {
	return Material{}, nil
}

func (a *App) Classify(ctx context.Context, actor consent.Actor, task consent.Task, texts []string) ([]consent.Classification, error) {
	return nil, nil
}

func (a *App) Job(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	return consent.Job{}, nil
}

func (a *App) Jobs(ctx context.Context, actor consent.Actor, f consent.JobFilter) (consent.Page[consent.Job], error) {
	return consent.Page[consent.Job]{}, nil
}

func (a *App) CountJobs(ctx context.Context, actor consent.Actor) ([]consent.QueueCount, error) {
	return nil, nil
}

func (a *App) CancelJob(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	return consent.Job{}, nil
}

func (a *App) RetryJob(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	return consent.Job{}, nil
}

// RunJob claims and runs one attempt of a job. nil: the attempt's outcome is in the
// database, whatever it was (also another attempt to come). Conflict: there was nothing
// to do (canceled, done, or claimed elsewhere). Any other error: the outcome could not be
// written; the job's lease brings it back.
func (a *App) RunJob(ctx context.Context, id consent.ID, worker string) error { return nil }

// Sweep is one round of the sweeper: expired leases are released and due jobs are
// dispatched. dispatch returns Conflict for a wake-up that is already known.
func (a *App) Sweep(ctx context.Context) (released, dispatched int, err error) { return 0, 0, nil }

// SetupNeeded says whether the instance has no user yet.
func (a *App) SetupNeeded(ctx context.Context) (bool, error) { return false, nil }

// CompleteSetup makes the first administrator. Conflict once a user exists; Forbidden for
// a wrong token.
func (a *App) CompleteSetup(ctx context.Context, in Setup) (consent.User, error) {
	return consent.User{}, nil
}

// Login checks e-mail and password. Unauthenticated says no more than that they do not match.
func (a *App) Login(ctx context.Context, email, password, address string) (consent.User, error) {
	return consent.User{}, nil
}

// UserActor turns the user of a session into an actor; Unauthenticated when disabled or gone.
func (a *App) UserActor(ctx context.Context, id consent.ID, address string) (consent.Actor, error) {
	return consent.Actor{}, nil
}

// KeyActor turns an API key into an actor; Unauthenticated when unknown, expired or revoked.
func (a *App) KeyActor(ctx context.Context, key, address string) (consent.Actor, error) {
	return consent.Actor{}, nil
}

func (a *App) CreateUser(ctx context.Context, actor consent.Actor, in NewUser) (consent.User, error) {
	return consent.User{}, nil
}

func (a *App) Users(ctx context.Context, actor consent.Actor) ([]consent.User, error) {
	return nil, nil
}

// CreateAPIKey returns the key's row and the key itself, which is never shown again.
func (a *App) CreateAPIKey(ctx context.Context, actor consent.Actor, in NewAPIKey) (consent.APIKey, string, error) {
	return consent.APIKey{}, "", nil
}

func (a *App) APIKeys(ctx context.Context, actor consent.Actor) ([]consent.APIKey, error) {
	return nil, nil
}

func (a *App) RevokeAPIKey(ctx context.Context, actor consent.Actor, id consent.ID) error { return nil }

func (a *App) AuditEvents(ctx context.Context, actor consent.Actor, cursor *consent.Cursor, limit int) (consent.Page[consent.AuditEvent], error) {
	return consent.Page[consent.AuditEvent]{}, nil
}

// Ready says whether database, blob store and queue answer.
func (a *App) Ready(ctx context.Context) error { return nil }
