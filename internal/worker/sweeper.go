package worker

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// Sweeper repeats the round that makes lost wake-ups and dead workers harmless. Any
// number of processes may run one.
type Sweeper struct {
	Interval time.Duration
	Sweep    func(ctx context.Context) (released, dispatched int, err error)
	Log      *slog.Logger
}

// roundTime bounds one round, so that a database that hangs does not stop the sweeper.
const roundTime = 30 * time.Second

// Run sweeps at once and then at every interval until ctx ends. Of failures in a row it
// logs the first, and that they are over.
func (s Sweeper) Run(ctx context.Context) {
	again := time.NewTicker(s.Interval)
	defer again.Stop()
	failing := false
	for ctx.Err() == nil {
		err := s.round(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			s.Log.WarnContext(ctx, "the sweeper fails", "error", err)
		case err == nil && failing:
			s.Log.InfoContext(ctx, "the sweeper works again")
		}
		failing = err != nil
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

func (s Sweeper) round(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, roundTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	released, dispatched, err := s.Sweep(ctx)
	if released+dispatched > 0 {
		s.Log.InfoContext(ctx, "swept", "released", released, "dispatched", dispatched)
	}
	return err
}
