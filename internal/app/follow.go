package app

import (
	"context"
	"iter"
	"time"

	"microconsent/internal/consent"
)

// A follower looks soon after it began, since most jobs take less than a second, and then
// twice a second: each look reads one row.
const (
	followFirst = 50 * time.Millisecond
	followEvery = 500 * time.Millisecond
)

// FollowJob yields a job now and each time that its state, progress, attempt or failure
// changed, until it has ended or ctx ends. An error is the last thing that it yields.
func (a *App) FollowJob(ctx context.Context, actor consent.Actor, id consent.ID) iter.Seq2[consent.Job, error] {
	return func(yield func(consent.Job, error) bool) {
		last, pause := seen{}, followFirst
		for {
			job, err := a.Job(ctx, actor, id)
			if err != nil {
				if ctx.Err() == nil {
					yield(job, err)
				}
				return
			}
			if now := look(job); now != last {
				last = now
				if !yield(job, nil) {
					return
				}
			}
			if job.State.Ended() || !sleep(ctx, pause) {
				return
			}
			pause = min(2*pause, followEvery)
		}
	}
}

// seen is what a follower can tell apart; leases are renewed without its notice.
type seen struct {
	state    consent.JobState
	progress consent.Progress
	attempt  int
	failure  consent.Failure
}

func look(j consent.Job) seen {
	s := seen{state: j.State, progress: j.Progress, attempt: j.Attempt}
	if j.LastError != nil {
		s.failure = *j.LastError
	}
	return s
}

// sleep says whether the time passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
