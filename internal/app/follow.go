package app

import (
	"context"
	"iter"
	"time"

	"microconsent/internal/consent"
)

const (
	// Without signals a follower looks soon after it began, since most jobs take less than a
	// second, and then twice a second: each look reads one row.
	followFirst = 50 * time.Millisecond
	followEvery = 500 * time.Millisecond
	// followLive is the time between two looks while signals come through, since one may be lost.
	followLive = 5 * time.Second
)

// FollowJob yields a job now and each time that its state, progress, attempt or failure
// changed, until it has ended or ctx ends. An error is the last thing that it yields.
func (a *App) FollowJob(ctx context.Context, actor consent.Actor, id consent.ID) iter.Seq2[consent.Job, error] {
	return func(yield func(consent.Job, error) bool) {
		wait := a.follow(consent.JobTopic(id))
		defer wait.leave()
		for last := (seen{}); ; {
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
			if job.State.Ended() || !wait.next(ctx) {
				return
			}
		}
	}
}

// WatchJob yields what happened to a job behind an event, and then each time what is new, until
// the job has ended or ctx ends. None is left out or told twice. An error is the last thing
// that it yields.
func (a *App) WatchJob(ctx context.Context, actor consent.Actor, id consent.ID, after int) iter.Seq2[[]consent.JobEvent, error] {
	return func(yield func([]consent.JobEvent, error) bool) {
		wait := a.follow(consent.JobTopic(id))
		defer wait.leave()
		for {
			events, ended, err := a.JobEvents(ctx, actor, id, after)
			if err != nil {
				if ctx.Err() == nil {
					yield(nil, err)
				}
				return
			}
			if n := len(events); n > 0 {
				after = events[n-1].ID
				if !yield(events, nil) {
					return
				}
			}
			if ended || !wait.next(ctx) {
				return
			}
		}
	}
}

// JobEvents lists what happened to a job behind an event, oldest first, and whether the job has
// ended with it.
func (a *App) JobEvents(ctx context.Context, actor consent.Actor, id consent.ID, after int) (events []consent.JobEvent, ended bool, err error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, false, err
	}
	if events, err = a.Store.JobEvents(ctx, actor.WorkspaceID, id, after); err != nil {
		return nil, false, err
	}
	if n := len(events); n > 0 {
		return events, events[n-1].State.Ended(), nil
	}
	job, err := a.Store.Job(ctx, actor.WorkspaceID, id)
	return nil, job.State.Ended(), err
}

// changed tells followers of a job, in every process.
func (a *App) changed(job consent.Job) { a.Signals.Publish(consent.JobTopic(job.ID)) }

// follower waits for the next look.
type follower struct {
	signals consent.Signals
	changed <-chan struct{}
	leave   func()
	pause   time.Duration // without signals
}

func (a *App) follow(topic string) *follower {
	f := &follower{signals: a.Signals, pause: followFirst}
	f.changed, f.leave = a.Signals.Subscribe(topic)
	return f
}

// next says whether to look again; not after ctx ended.
func (f *follower) next(ctx context.Context) bool {
	pause := followLive
	if !f.signals.Live() {
		pause = f.pause
		f.pause = min(2*f.pause, followEvery)
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-f.changed:
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
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

// noSignals stands for a process that is told of nothing.
type noSignals struct{}

func (noSignals) Publish(string)                             {}
func (noSignals) Subscribe(string) (<-chan struct{}, func()) { return nil, func() {} }
func (noSignals) Live() bool                                 { return false }
