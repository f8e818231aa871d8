package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"microconsent/internal/app"
	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/store"
)

// Schema is a database opened to change or look at its schema only.
type Schema struct{ *store.Store }

// OpenSchema opens the database only.
func OpenSchema(ctx context.Context, cfg config.Config) (*Schema, error) {
	db, err := store.Open(ctx, cfg.DatabaseURL)
	return &Schema{db}, err
}

// InitOptions says what Init does beyond making the schema.
type InitOptions struct {
	Drop bool // drop everything first
	Seed bool // load the sample analyses when there is none yet
}

// Init makes the schema and the first workspace.
func Init(ctx context.Context, cfg config.Config, log *slog.Logger, out io.Writer, o InitOptions) error {
	in, err := Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer in.Close()
	if o.Drop {
		if err := in.Store.Drop(ctx); err != nil {
			return err
		}
	}
	if err := in.prepare(ctx, cfg); err != nil {
		return err
	}
	if !o.Seed {
		_, err = fmt.Fprintln(out, "The database is ready.")
		return err
	}
	n, err := in.seed(ctx, cfg)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The database is ready; %d sample analyses loaded.\n", n)
	return err
}

// prepare brings the schema up to date and makes workspace and configured administrator.
func (in *Instance) prepare(ctx context.Context, cfg config.Config) error {
	if err := in.Store.Migrate(ctx); err != nil {
		return err
	}
	_, err := in.App.Bootstrap(ctx, cfg.AdminEmail, cfg.AdminPassword)
	return err
}

// Doctor looks at everything that the program stands on, and with fix mends what can be
// mended without loss. It goes on after a failure.
func Doctor(ctx context.Context, cfg config.Config, log *slog.Logger, actor consent.Actor, fix bool) []app.Check {
	in, err := Open(ctx, cfg, log)
	if err != nil {
		return []app.Check{{Name: "open", Err: err}}
	}
	defer in.Close()
	checks := in.App.Checks(ctx)
	pending := app.Check{Name: "migrations", Err: in.pendingMigrations(ctx)}
	checks = append(checks, pending)
	if pending.Err != nil {
		return checks // what is stored cannot be looked at yet
	}
	checks = append(checks, in.checkWorkers(ctx, cfg))
	return append(checks, in.App.Diagnose(ctx, actor, fix)...)
}

// checkWorkers fails when jobs wait and nobody is there to run them. That is no fault of the
// embedded queue, whose workers live only while serve does.
func (in *Instance) checkWorkers(ctx context.Context, cfg config.Config) app.Check {
	check := app.Check{Name: "workers"}
	actor := consent.SystemActor(consent.DefaultWorkspaceID, "doctor")
	workers, err := in.App.Workers(ctx, actor)
	if err != nil {
		check.Err = err
		return check
	}
	queues, err := in.App.Queues(ctx, actor)
	alive, waiting, paused := 0, 0, 0
	for _, w := range workers {
		if !w.Stale {
			alive++
		}
	}
	for _, q := range queues {
		if q.Pause != nil {
			paused++
			continue
		}
		waiting += q.Counts[consent.JobQueued]
	}
	check.Note = fmt.Sprintf("%d live, %d jobs wait, %d queues paused", alive, waiting, paused)
	if check.Err = err; err == nil && alive == 0 && waiting > 0 && cfg.RedisURL != embeddedRedis {
		check.Err = consent.Errorf(consent.Unavailable, "%d jobs wait and no worker is alive.", waiting)
	}
	return check
}

func (in *Instance) pendingMigrations(ctx context.Context) error {
	states, err := in.Store.MigrationStatus(ctx)
	if err != nil {
		return err
	}
	for _, m := range states {
		if m.AppliedAt == nil {
			return errors.New("pending: " + m.Name)
		}
	}
	return nil
}
