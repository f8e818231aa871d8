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
	checks = append(checks, pending, in.checkWorkers(ctx, cfg))
	if pending.Err != nil {
		return checks // what is stored cannot be looked at yet
	}
	return append(checks, in.App.Diagnose(ctx, actor, fix)...)
}

// checkWorkers fails when jobs wait and nobody is there to run them. The embedded queue's
// workers are in another process and cannot be seen from here.
func (in *Instance) checkWorkers(ctx context.Context, cfg config.Config) app.Check {
	check := app.Check{Name: "workers"}
	if cfg.RedisURL == embeddedRedis {
		check.Note = "in the serve process; not seen from here"
		return check
	}
	alive, err := in.queue.Workers(ctx)
	if err != nil {
		check.Err = err
		return check
	}
	counts, err := in.App.CountJobs(ctx, consent.SystemActor(consent.DefaultWorkspaceID, "doctor"))
	waiting := 0
	for _, q := range consent.Priorities() {
		waiting += depth(counts, q, consent.JobQueued)
	}
	check.Note = fmt.Sprintf("%d live, %d jobs wait", len(alive), waiting)
	if check.Err = err; err == nil && len(alive) == 0 && waiting > 0 {
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
