package app

import (
	"context"
	"strconv"

	"microconsent/internal/consent"
)

// SeedHistory records that an invented history is loaded, then runs load. The program itself
// only.
func (a *App) SeedHistory(ctx context.Context, actor consent.Actor, n int, seed uint64, load func(context.Context) error) error {
	if err := allowProgram(actor); err != nil {
		return err
	}
	facts := map[string]string{"analyses": strconv.Itoa(n), "seed": strconv.FormatUint(seed, 10)}
	if err := a.record(ctx, a.Store, actor, "instance.seed", "instance", facts); err != nil {
		return err
	}
	return load(ctx)
}
