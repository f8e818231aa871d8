package app

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime/debug"
	"time"

	"microconsent/internal/consent"
)

// The stages of a job, as progress names them.
const (
	stageQueued   = "queued"
	stageFetch    = "fetch"
	stageExtract  = "extract"
	stageClassify = "classify"
	stageScore    = "score"
	stageDone     = "done"
)

// settleTime bounds the writing of an attempt's outcome, which must go on after the
// attempt itself was canceled.
const settleTime = 15 * time.Second

var (
	errLostClaim = consent.Errorf(consent.Conflict, "The job was canceled or taken over.")
	errShutdown  = errors.New("the worker stops")
)

// RunJob claims and runs one attempt of a job. nil: the attempt's outcome is in the
// database, whatever it was (also another attempt to come). Conflict: there was nothing
// to do (canceled, done, or claimed elsewhere). Any other error: the outcome could not be
// written; the job's lease brings it back.
func (a *App) RunJob(ctx context.Context, id consent.ID, worker string) error {
	now := a.now()
	job, err := a.Store.ClaimJob(ctx, id, worker, started(), now, now.Add(a.settings.Lease))
	if err != nil {
		return err
	}
	a.changed(job)
	a.Observer.JobStarted(job.Queue, max(0, now.Sub(job.RunAfter)))
	ctx = consent.WithJobID(ctx, job.ID)
	err = a.attempt(ctx, job)
	a.Observer.AttemptEnded(job.Queue, outcomeOf(err), a.now().Sub(now))
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	defer a.changed(job)
	return a.settle(settle, job, err)
}

// started is the progress of an attempt that begins.
func started() consent.Progress { return consent.Progress{Percent: 10, Stage: stageFetch} }

// outcomeOf names how an attempt ended, for metrics.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, errLostClaim):
		return "lost"
	case errors.Is(err, errShutdown):
		return "returned"
	}
	return string(consent.CodeOf(err))
}

// attempt runs the job under its timeout while a second goroutine renews the lease.
func (a *App) attempt(ctx context.Context, job consent.Job) (err error) {
	timed, cancelTime := context.WithTimeout(ctx, a.settings.JobTimeout)
	defer cancelTime()
	run, cancel := context.WithCancelCause(timed)
	defer cancel(nil)
	hold := a.hold(run, job, cancel)
	defer hold.release()
	defer caught(&err)
	err = a.analyze(run, job, hold)
	switch {
	case err == nil, errors.Is(err, errLostClaim):
		return err
	case errors.Is(context.Cause(run), errLostClaim):
		return errLostClaim
	case ctx.Err() != nil:
		return errShutdown
	case timed.Err() != nil:
		return consent.Wrap(err, consent.Timeout, "The analysis took longer than %s.", a.settings.JobTimeout)
	}
	return err
}

// caught, deferred, turns a panic into an error: in a goroutine of our own nobody else would,
// and the process would end.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// analyze is the work itself: get the material, judge it, save the result and the job's
// end in one transaction.
func (a *App) analyze(ctx context.Context, job consent.Job, hold *hold) error {
	analysis, err := a.Store.Analysis(ctx, job.WorkspaceID, job.AnalysisID)
	if err != nil {
		return err
	}
	if analysis.Done() {
		return consent.Errorf(consent.Conflict, "The analysis has ended already.")
	}
	captured, known, err := a.material(ctx, &analysis)
	if err != nil {
		return err
	}
	if known {
		known, err = a.reuse(ctx, &analysis)
	}
	if err == nil && !known {
		err = a.judgeHeld(ctx, &analysis, captured, hold)
	}
	if err != nil {
		return err
	}
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.FinishJob(ctx, job.Claim(), consent.JobSucceeded, nil, a.now()); err != nil {
			return lost(err)
		}
		if err := a.carry(ctx, tx, &analysis); err != nil {
			return err
		}
		return tx.SaveResult(ctx, analysis)
	})
}

// judgeHeld runs the engine, and finds out before and after it that the claim was lost.
func (a *App) judgeHeld(ctx context.Context, analysis *consent.Analysis, captured consent.Capture, hold *hold) error {
	if err := hold.progress(ctx, 40, stageExtract); err != nil {
		return err
	}
	if err := a.judge(ctx, analysis, captured); err != nil {
		return err
	}
	return hold.progress(ctx, 80, stageScore)
}

// material fetches a URL and stores what came, or reads what was stored at submission, or
// by the analysis that is judged again. known: what was fetched had been stored before.
func (a *App) material(ctx context.Context, analysis *consent.Analysis) (captured consent.Capture, known bool, err error) {
	if analysis.SourceID != "" && (analysis.Source.Kind != consent.SourceURL || analysis.RejudgedFrom != "") {
		captured, _, err = a.stored(ctx, *analysis)
		return captured, false, err
	}
	if captured, err = a.Capture.Fetch(ctx, analysis.Source.URL); err != nil {
		return captured, false, err
	}
	describe(analysis, captured)
	known, err = a.keep(ctx, a.Store, analysis, captured)
	return captured, known, err
}

// settle writes what became of an attempt.
func (a *App) settle(ctx context.Context, job consent.Job, outcome error) error {
	code := consent.CodeOf(outcome)
	switch {
	case outcome == nil:
		a.ended(job, consent.JobSucceeded)
		return nil
	case errors.Is(outcome, errLostClaim):
		return errLostClaim
	case errors.Is(outcome, errShutdown):
		return a.requeue(ctx, job, job.LastError, a.now())
	}
	a.Log.WarnContext(ctx, "attempt failed", "attempt", job.Attempt, "code", code, "error", outcome)
	failure := &consent.Failure{Code: code, Message: consent.MessageOf(outcome)}
	switch {
	case code.Retryable() && job.Attempt < job.MaxAttempts:
		return a.requeue(ctx, job, failure, a.now().Add(backoff(job)))
	case code.Retryable():
		return a.finish(ctx, job, consent.JobDead, failure)
	}
	return a.finish(ctx, job, consent.JobFailed, failure)
}

func (a *App) requeue(ctx context.Context, job consent.Job, failure *consent.Failure, runAfter time.Time) error {
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.RequeueJob(ctx, job.Claim(), failure, a.now(), runAfter); err != nil {
			return err
		}
		return tx.SetAnalysisStatus(ctx, job.WorkspaceID, job.AnalysisID, consent.StatusQueued, nil, a.now())
	})
}

func (a *App) finish(ctx context.Context, job consent.Job, state consent.JobState, failure *consent.Failure) error {
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.FinishJob(ctx, job.Claim(), state, failure, a.now()); err != nil {
			return err
		}
		return tx.SetAnalysisStatus(ctx, job.WorkspaceID, job.AnalysisID, consent.StatusFailed, failure, a.now())
	})
	if err == nil {
		a.ended(job, state)
	}
	return err
}

func (a *App) ended(job consent.Job, state consent.JobState) {
	a.Observer.JobEnded(job.Queue, state, a.now().Sub(job.CreatedAt))
}

// backoff doubles from two seconds to five minutes; a part that depends on the job keeps
// jobs that failed together from coming back together.
func backoff(job consent.Job) time.Duration {
	base := min(2*time.Second<<min(job.Attempt-1, 10), 5*time.Minute)
	h := fnv.New32a()
	fmt.Fprintf(h, "%s:%d", job.ID, job.Attempt)
	return base + base*time.Duration(h.Sum32()%500)/1000
}

// lost turns the Conflict of a compare-and-set under a claim into errLostClaim.
func lost(err error) error {
	if consent.CodeOf(err) == consent.Conflict {
		return errLostClaim
	}
	return err
}
