package app

import (
	"context"

	"microconsent/internal/consent"
)

// PutAway ends an analysis that is not done, and archives one that is. What it did shows in
// the analysis that it returns.
func (a *App) PutAway(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error) {
	found, err := a.Analysis(ctx, actor, id)
	if err != nil {
		return found, err
	}
	if found.Done() || found.JobID == "" {
		return a.ArchiveAnalysis(ctx, actor, id)
	}
	if _, err := a.CancelJob(ctx, actor, found.JobID); err != nil {
		return found, err
	}
	return a.Analysis(ctx, actor, id)
}

// ArchiveAnalysis leaves an analysis out of lists and counts. Conflict while it is not done;
// one that is archived already stays so.
func (a *App) ArchiveAnalysis(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error) {
	return a.shelve(ctx, actor, id, "analysis.archive", func(ctx context.Context, tx consent.Store, found consent.Analysis) (int, error) {
		if !found.Done() {
			return 0, consent.Errorf(consent.Conflict, "This analysis has not ended yet. Cancel it first.")
		}
		ids, err := tx.Archive(ctx, actor.WorkspaceID, []consent.ID{id}, a.now())
		return len(ids), err
	})
}

// UnarchiveAnalysis brings an archived analysis back.
func (a *App) UnarchiveAnalysis(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error) {
	return a.shelve(ctx, actor, id, "analysis.unarchive", func(ctx context.Context, tx consent.Store, _ consent.Analysis) (int, error) {
		ids, err := tx.Unarchive(ctx, actor.WorkspaceID, []consent.ID{id}, a.now())
		return len(ids), err
	})
}

func (a *App) shelve(ctx context.Context, actor consent.Actor, id consent.ID, action string, apply func(context.Context, consent.Store, consent.Analysis) (int, error)) (out consent.Analysis, err error) {
	if err := allow(actor, mayMark); err != nil {
		return out, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		found, err := tx.Analysis(ctx, actor.WorkspaceID, id)
		if err != nil {
			return err
		}
		changed, err := apply(ctx, tx, found)
		if err != nil || changed == 0 {
			return err
		}
		return a.record(ctx, tx, actor, action, "analysis/"+string(id), nil)
	})
	if err != nil {
		return out, err
	}
	return a.Analysis(ctx, actor, id)
}

// DeleteAnalysis removes an archived analysis for good, with all that hangs on it and with
// its stored source when no other analysis names that. What the audit log says of it stays.
// Conflict when it is not archived. Admins only.
func (a *App) DeleteAnalysis(ctx context.Context, actor consent.Actor, id consent.ID) error {
	if err := allow(actor, mayManage); err != nil {
		return err
	}
	found, err := a.Store.Analysis(ctx, actor.WorkspaceID, id)
	if err != nil {
		return err
	}
	if found.ArchivedAt == nil {
		return consent.Errorf(consent.Conflict, "Only what is archived can be deleted for good.")
	}
	facts := map[string]string{"host": found.Host, "name": found.Source.Name, "sha256": found.Source.SHA256, "created_at": found.CreatedAt.Format("2006-01-02T15:04:05Z")}
	_, err = a.deleteArchived(ctx, actor, []consent.ID{id}, "analysis/"+string(id), facts)
	return err
}

// deleteArchived removes rows and writes their event in one transaction, and then the stored
// bytes that nothing names any more. What a failure leaves of those is found by retention.
func (a *App) deleteArchived(ctx context.Context, actor consent.Actor, ids []consent.ID, target string, facts map[string]string) (removed []consent.ID, err error) {
	var sources []consent.ID
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if removed, sources, err = tx.DeleteArchived(ctx, actor.WorkspaceID, ids); err != nil || len(removed) == 0 {
			return err
		}
		return a.record(ctx, tx, actor, "analysis.delete", target, facts)
	})
	if err != nil {
		return nil, err
	}
	return removed, a.removeNamed(ctx, actor.WorkspaceID, sources)
}
