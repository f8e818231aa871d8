package storetest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"microconsent/internal/consent"
)

func oneClaimWins(r *rig) {
	r.withWorkspaces()
	for range 5 {
		j := r.job(nil)
		var won, lost atomic.Int32
		together(16, func(int) {
			switch _, err := r.ClaimJob(r.t.Context(), j.ID, "w", waiting, start, start.Add(time.Minute)); consent.CodeOf(err) {
			case "":
				won.Add(1)
			case consent.Conflict:
				lost.Add(1)
			default:
				r.t.Errorf("claim: %v", err)
			}
		})
		if won.Load() != 1 || lost.Load() != 15 {
			r.t.Fatalf("%d won, %d lost", won.Load(), lost.Load())
		}
		r.same("attempts", r.now(j.ID).Attempt, 1)
	}
}

// sweepersShare: each expired job is released exactly once, whoever looks.
func sweepersShare(r *rig) {
	r.withWorkspaces()
	const jobs = 40
	for range jobs {
		r.running(func(j *consent.Job) { j.MaxAttempts = 9 })
	}
	var mu sync.Mutex
	released := map[consent.ID]int{}
	sweep := func(ctx context.Context, tx consent.Store) error {
		got, err := tx.ReleaseExpired(ctx, start.Add(time.Hour), 7)
		mu.Lock()
		defer mu.Unlock()
		for _, j := range got {
			released[j.ID]++
		}
		return err
	}
	together(8, func(int) {
		for range 10 {
			if err := r.InTx(r.t.Context(), sweep); err != nil {
				r.t.Errorf("sweep: %v", err)
			}
		}
	})
	if len(released) != jobs {
		r.t.Errorf("released %d of %d", len(released), jobs)
	}
	for id, n := range released {
		if n != 1 {
			r.t.Errorf("%s released %d times", id, n)
		}
	}
}

// updatesAtOnce: writers wait for one another; none fails because another one writes.
func updatesAtOnce(r *rig) {
	r.withWorkspaces()
	const writers, rounds = 12, 15
	jobs := make([]consent.Job, writers)
	for i := range jobs {
		jobs[i] = r.running(nil)
	}
	together(writers, func(i int) {
		for n := range rounds {
			err := r.InTx(r.t.Context(), func(ctx context.Context, tx consent.Store) error {
				if _, err := tx.JobByID(ctx, jobs[i].ID); err != nil { // a reader that becomes a writer
					return err
				}
				return tx.RenewLease(ctx, jobs[i].Claim(), consent.Progress{Percent: n}, start, start)
			})
			if err == nil {
				err = r.SetAnalysisStatus(r.t.Context(), r.workspace, jobs[i].AnalysisID, consent.StatusRunning, nil, start)
			}
			if err != nil {
				r.t.Errorf("writer %d: %v", i, err)
				return
			}
		}
	})
	for _, j := range jobs {
		r.same("percent", r.now(j.ID).Progress.Percent, rounds-1)
	}
}

// cancelAgainstFinish: of two that end a job at once exactly one succeeds.
func cancelAgainstFinish(r *rig) {
	r.withWorkspaces()
	for range 10 {
		j := r.running(nil)
		errs := make([]error, 2)
		together(2, func(i int) {
			if i == 0 {
				errs[i] = r.FinishJob(r.t.Context(), j.Claim(), consent.JobSucceeded, nil, start)
			} else {
				_, errs[i] = r.CancelJob(r.t.Context(), r.workspace, j.ID, start)
			}
		})
		state := r.now(j.ID).State
		switch {
		case errs[0] == nil && consent.CodeOf(errs[1]) == consent.Conflict && state == consent.JobSucceeded:
		case errs[1] == nil && consent.CodeOf(errs[0]) == consent.Conflict && state == consent.JobCanceled:
		default:
			r.t.Errorf("finish %v, cancel %v, state %s", errs[0], errs[1], state)
		}
	}
}
