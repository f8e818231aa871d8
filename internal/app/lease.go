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

	noted chan struct{} // progress that is to be shown
	begun bool          // the analysis is shown as running; of the goroutine that renews

	mu   sync.Mutex
	last consent.Progress
}

func (a *App) hold(ctx context.Context, job consent.Job, cancel context.CancelCauseFunc) *hold {
	h := &hold{app: a, job: job, cancel: cancel, stop: make(chan struct{}), done: make(chan struct{}), noted: make(chan struct{}, 1), last: job.Progress}
	go h.renewUntilReleased(ctx)
	return h
}

func (h *hold) renewUntilReleased(ctx context.Context) {
	defer close(h.done)
	tick := time.NewTicker(h.app.settings.Lease / 3)
	defer tick.Stop()
	show := time.NewTimer(showAfter)
	defer show.Stop()
	for {
		write := h.renew
		if !h.begun {
			write = h.begin
		}
		select {
		case <-h.stop:
			return
		case <-ctx.Done():
			return
		case <-h.noted:
			show.Reset(showAfter)
			continue
		case <-show.C:
		case <-tick.C:
		}
		if err := write(ctx); errors.Is(err, errLostClaim) {
			return
		}
		h.app.changed(h.job)
	}
}

// begin writes that the analysis runs, under the job's claim: one that was canceled a moment
// ago must not.
func (h *hold) begin(ctx context.Context) error {
	now := h.app.now()
	err := h.app.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.RenewLease(ctx, h.job.Claim(), h.progressNow(), now, now.Add(h.app.settings.Lease)); err != nil {
			return lost(err)
		}
		return tx.SetAnalysisStatus(ctx, h.job.WorkspaceID, h.job.AnalysisID, consent.StatusRunning, nil, now)
	})
	h.begun = err == nil
	return h.still(ctx, err)
}

// showAfter is how long an attempt must stay in a stage for that to be written, and for its
// analysis to be shown as running: most are done before anybody could see it.
const showAfter = 150 * time.Millisecond

// progress notes how far the job is, for the renewal to write.
func (h *hold) progress(ctx context.Context, percent int, stage string) error {
	h.mu.Lock()
	h.last = consent.Progress{Percent: percent, Stage: stage}
	h.mu.Unlock()
	select {
	case h.noted <- struct{}{}:
	default: // one is waiting already
	}
	return ctx.Err()
}

// renew extends the lease.
func (h *hold) renew(ctx context.Context) error {
	now := h.app.now()
	return h.still(ctx, lost(h.app.Store.RenewLease(ctx, h.job.Claim(), h.progressNow(), now, now.Add(h.app.settings.Lease))))
}

func (h *hold) progressNow() consent.Progress {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

// still takes what came of writing under the claim. It fails only for a lost claim and for a
// canceled context: a database that does not answer for a moment must not end the attempt.
func (h *hold) still(ctx context.Context, err error) error {
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
