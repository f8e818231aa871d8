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
	"microconsent/internal/sample"
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
	n, err := in.seed(ctx)
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

// seed loads the sample pages unless the workspace has an analysis already.
func (in *Instance) seed(ctx context.Context) (int, error) {
	actor := consent.SystemActor(consent.DefaultWorkspaceID, "sample data")
	existing, err := in.App.Analyses(ctx, actor, consent.Filter{Limit: 1})
	if err != nil || len(existing.Items) > 0 {
		return 0, err
	}
	pages, err := sample.Pages()
	if err != nil {
		return 0, err
	}
	for _, p := range pages {
		if _, err := in.App.AnalyzeNow(ctx, actor, app.Submission{Name: p.Name, Body: p.Body}); err != nil {
			return 0, fmt.Errorf("sample %s: %w", p.Name, err)
		}
	}
	return len(pages), nil
}

// Doctor looks at everything that the program stands on. It goes on after a failure.
func Doctor(ctx context.Context, cfg config.Config, log *slog.Logger) []app.Check {
	in, err := Open(ctx, cfg, log)
	if err != nil {
		return []app.Check{{Name: "open", Err: err}}
	}
	defer in.Close()
	checks := in.App.Checks(ctx)
	checks = append(checks, app.Check{Name: "migrations", Err: in.pendingMigrations(ctx)})
	return append(checks, app.Check{Name: "stored sources", Err: in.App.VerifySources(ctx)})
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
