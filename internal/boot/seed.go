package boot

import (
	"context"
	"log/slog"

	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/sample/history"
)

// Seeding is a history to be invented.
type Seeding struct {
	Analyses int
	Seed     uint64 // the same seed gives the same analyses, but for their times
	Progress func(done int)
}

// SeedHistory adds an invented history to the actor's workspace: sites, results and times
// over the last two years.
func SeedHistory(ctx context.Context, cfg config.Config, log *slog.Logger, actor consent.Actor, in Seeding) error {
	instance, err := OpenReady(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer instance.Close()
	made := history.Analyses(history.Options{N: in.Analyses, Seed: in.Seed, Workspace: actor.WorkspaceID, Until: Clock{}.Now(), Version: detect.Engine().Version})
	return instance.App.SeedHistory(ctx, actor, in.Analyses, in.Seed, func(ctx context.Context) error {
		return instance.Store.LoadAnalyses(ctx, made, in.Progress)
	})
}
