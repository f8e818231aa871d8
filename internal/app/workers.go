package app

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

const (
	// forgetWorkers is how long a worker that fell silent is still listed, as stale.
	forgetWorkers = time.Hour
	// maxRunning bounds how many running jobs a list of workers names.
	maxRunning = 1000
)

// Beat notes that a worker process lives. Its first beat tells when it began. The program
// itself only.
func (a *App) Beat(ctx context.Context, w consent.Worker) error {
	w.StartedAt, w.SeenAt = a.now(), a.now()
	if err := a.Store.SaveWorker(ctx, w); err != nil {
		return err
	}
	_, err := a.Store.DeleteSilentWorkers(ctx, w.SeenAt.Add(-forgetWorkers))
	return err
}

// Leave notes that a worker process ended. The program itself only.
func (a *App) Leave(ctx context.Context, id consent.ID) error { return a.Store.DeleteWorker(ctx, id) }

// Workers lists the worker processes by name, with the jobs of the actor's workspace that
// each runs now. Those that fell silent are marked, and gone after an hour.
func (a *App) Workers(ctx context.Context, actor consent.Actor) ([]consent.Worker, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	workers, err := a.Store.Workers(ctx)
	if err != nil {
		return nil, err
	}
	running, err := a.Store.RunningJobs(ctx, actor.WorkspaceID, maxRunning)
	if err != nil {
		return nil, err
	}
	for i := range workers {
		w := &workers[i]
		w.Stale = a.now().Sub(w.SeenAt) > consent.WorkerStale
		for _, job := range running {
			if job.Worker == string(w.ID) { // several may have one name
				w.Jobs = append(w.Jobs, job)
			}
		}
	}
	return workers, nil
}
