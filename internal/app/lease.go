package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"microconsent/internal/consent"
)

// hold keeps a worker's claim on a running job alive. When the claim is lost (canceled,
// or released by the sweeper) it cancels the attempt.
type hold struct {
	app    *App
	job    consent.Job
	cancel context.CancelCauseFunc
	stop   chan struct{}
	done   chan struct{}

	mu   sync.Mutex
	last consent.Progress
}

func (a *App) hold(ctx context.Context, job consent.Job, cancel context.CancelCauseFunc) *hold {
	h := &hold{app: a, job: job, cancel: cancel, stop: make(chan struct{}), done: make(chan struct{}), last: job.Progress}
	go h.renewUntilReleased(ctx)
	return h
}

func (h *hold) renewUntilReleased(ctx context.Context) {
	defer close(h.done)
	tick := time.NewTicker(h.app.settings.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-h.stop:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := h.renew(ctx); errors.Is(err, errLostClaim) {
				return
			}
		}
	}
}

// progress notes how far the job is and finds out early that it was canceled.
func (h *hold) progress(ctx context.Context, percent int, stage string) error {
	h.mu.Lock()
	h.last = consent.Progress{Percent: percent, Stage: stage}
	h.mu.Unlock()
	defer h.app.changed(h.job)
	return h.renew(ctx)
}

// renew fails only for a lost claim and for a canceled context: a database that does not
// answer for a moment must not end the attempt.
func (h *hold) renew(ctx context.Context) error {
	h.mu.Lock()
	progress := h.last
	h.mu.Unlock()
	now := h.app.now()
	err := lost(h.app.Store.RenewLease(ctx, h.job.Claim(), progress, now, now.Add(h.app.settings.Lease)))
	switch {
	case errors.Is(err, errLostClaim):
		h.cancel(errLostClaim)
		return err
	case err != nil:
		h.app.Log.WarnContext(ctx, "could not renew a lease", "error", err)
	}
	return ctx.Err()
}

// release stops the renewal and waits for it.
func (h *hold) release() {
	close(h.stop)
	<-h.done
}
