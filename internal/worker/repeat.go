package worker

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// Repeat does something at once and then at every interval. Any number of processes may run
// it: what is done has to claim its work in the database.
type Repeat struct {
	Name     string
	Interval time.Duration
	Limit    time.Duration // of one round
	Do       func(ctx context.Context) error
	Log      *slog.Logger
}

// Run goes on until ctx ends. Of failures in a row it logs the first, and that they are over.
func (r Repeat) Run(ctx context.Context) {
	again := time.NewTicker(r.Interval)
	defer again.Stop()
	failing := false
	for ctx.Err() == nil {
		err := r.round(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			r.Log.WarnContext(ctx, r.Name+" fails", "error", err)
		case err == nil && failing:
			r.Log.InfoContext(ctx, r.Name+" works again")
		}
		failing = err != nil
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

func (r Repeat) round(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return r.Do(ctx)
}
