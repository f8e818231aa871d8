package boot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"microconsent/internal/worker"
)

const (
	// retentionLook is the time between two looks for a workspace whose retention is due.
	retentionLook = time.Minute
	// foldEvery is the time between two looks for sites that are not up to date.
	foldEvery = 2 * time.Second
	// foldTime bounds one round.
	foldTime = 30 * time.Second
	// retentionTime bounds one run; another process may take over a little later.
	retentionTime = 50 * time.Minute
)

// startUpkeep runs due retention and folds sites in the background, beside the sweeper; the
// channel is closed when both ended.
func (in *Instance) startUpkeep(ctx context.Context, log *slog.Logger, roles Roles) <-chan struct{} {
	done := make(chan struct{})
	if !roles.Sweeper {
		close(done)
		return done
	}
	go func() {
		defer close(done)
		var folding sync.WaitGroup
		defer folding.Wait()
		folding.Go(func() {
			worker.Repeat{Name: "folding sites", Interval: foldEvery, Limit: foldTime, Do: in.App.FoldSites, Log: log}.Run(ctx)
		})
		worker.Repeat{Name: "retention", Interval: retentionLook, Limit: retentionTime, Do: in.App.RunDueRetention, Log: log}.Run(ctx)
	}()
	return done
}
