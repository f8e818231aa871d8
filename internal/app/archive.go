package app

import (
	"context"
	"strconv"

	"microconsent/internal/consent"
)

// Backup records that somebody takes the whole installation out, then runs write. The
// program itself only.
func (a *App) Backup(ctx context.Context, actor consent.Actor, write func(context.Context) (consent.ArchiveSummary, error)) (consent.ArchiveSummary, error) {
	if err := allowProgram(actor); err != nil {
		return consent.ArchiveSummary{}, err
	}
	if err := a.record(ctx, a.Store, actor, "instance.backup", "instance", nil); err != nil {
		return consent.ArchiveSummary{}, err
	}
	return write(ctx)
}

// Restored records in the restored log that, and from what, it was restored. It is the last
// step of a restoration, in its transaction.
func (a *App) Restored(ctx context.Context, actor consent.Actor, s consent.ArchiveSummary, db consent.Restoration) error {
	if err := allowProgram(actor); err != nil {
		return err
	}
	return db.AppendAudit(ctx, consent.AuditEvent{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, CreatedAt: a.now(), ActorKind: actor.Kind,
		ActorName: actor.Name, Action: "instance.restore", Target: "instance",
		Detail: map[string]string{"written_at": s.CreatedAt.UTC().Format("2006-01-02 15:04:05Z"), "version": s.Version, "blobs": strconv.FormatInt(s.Blobs, 10)}})
}
