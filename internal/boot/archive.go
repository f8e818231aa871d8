package boot

import (
	"context"
	"io"
	"log/slog"

	"microconsent/internal/backup"
	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// Backup streams the whole installation to w.
func Backup(ctx context.Context, cfg config.Config, log *slog.Logger, actor consent.Actor, w io.Writer) (consent.ArchiveSummary, error) {
	in, err := OpenReady(ctx, cfg, log)
	if err != nil {
		return consent.ArchiveSummary{}, err
	}
	defer in.Close()
	return in.App.Backup(ctx, actor, func(ctx context.Context) (consent.ArchiveSummary, error) {
		return backup.Write(ctx, w, in.archived(), detect.Engine().Version, consent.Timestamp(Clock{}.Now()))
	})
}

// Restore fills the installation from r. The schema is made when it is missing; what the
// database holds is replaced with force only.
func Restore(ctx context.Context, cfg config.Config, log *slog.Logger, actor consent.Actor, r io.Reader, force bool) (consent.ArchiveSummary, error) {
	in, err := Open(ctx, cfg, log)
	if err != nil {
		return consent.ArchiveSummary{}, err
	}
	defer in.Close()
	if err := in.Store.Migrate(ctx); err != nil {
		return consent.ArchiveSummary{}, err
	}
	return backup.Read(ctx, r, in.archived(), force, func(ctx context.Context, s consent.ArchiveSummary, db consent.Restoration) error {
		return in.App.Restored(ctx, actor, s, db)
	})
}

func (in *Instance) archived() backup.Store { return backup.Store{Tables: in.Store, Blobs: in.blobs} }
