package boot

import (
	"context"
	"log/slog"
	"time"

	"microconsent/internal/worker"
)

const (
	// retentionLook is the time between two looks for a workspace whose retention is due.
	retentionLook = time.Minute
	// retentionTime bounds one run; another process may take over a little later.
	retentionTime = 50 * time.Minute
)

// startRetention runs due retention in the background, beside the sweeper; the channel is
// closed when it ended.
func (in *Instance) startRetention(ctx context.Context, log *slog.Logger, roles Roles) <-chan struct{} {
	done := make(chan struct{})
	if !roles.Sweeper {
		close(done)
		return done
	}
	go func() {
		defer close(done)
		worker.Repeat{Name: "retention", Interval: retentionLook, Limit: retentionTime, Do: in.App.RunDueRetention, Log: log}.Run(ctx)
	}()
	return done
}
