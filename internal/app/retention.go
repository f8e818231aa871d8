package app

import (
	"context"
	"strconv"
	"time"

	"microconsent/internal/consent"
)

const (
	// removeRound is how many rows one transaction of retention removes: few enough that others
	// hardly wait.
	removeRound = 500
	// retentionEvery is the time between two runs of a workspace.
	retentionEvery = 24 * time.Hour
	// retentionLease is when another process may take over a run that was begun.
	retentionLease = time.Hour
	// orphanAge keeps the source that a submission has stored, and not named yet.
	orphanAge = time.Hour
)

// RetentionState is what holds for a workspace.
type RetentionState struct {
	consent.WorkspaceRetention
	Effective consent.Retention // the workspace's own policy, else that of the settings
}

// Retention returns what holds for the actor's workspace. Admins only.
func (a *App) Retention(ctx context.Context, actor consent.Actor) (RetentionState, error) {
	if err := allow(actor, mayManage); err != nil {
		return RetentionState{}, err
	}
	return a.retentionOf(ctx, actor.WorkspaceID)
}

func (a *App) retentionOf(ctx context.Context, workspace consent.ID) (RetentionState, error) {
	found, err := a.Store.Retention(ctx, workspace)
	if consent.CodeOf(err) == consent.NotFound {
		found, err = consent.WorkspaceRetention{WorkspaceID: workspace}, nil
	}
	return RetentionState{WorkspaceRetention: found, Effective: a.effective(found)}, err
}

func (a *App) effective(r consent.WorkspaceRetention) consent.Retention {
	if r.Own {
		return r.Policy
	}
	return a.settings.Retention
}

// SetRetention sets how long the actor's workspace keeps what; nil goes back to the settings.
// Admins only.
func (a *App) SetRetention(ctx context.Context, actor consent.Actor, policy consent.Retention) (RetentionState, error) {
	before, err := a.Retention(ctx, actor)
	if err != nil {
		return before, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		next := consent.WorkspaceRetention{WorkspaceID: actor.WorkspaceID, Own: policy != nil, Policy: policy, UpdatedAt: a.now()}
		if err := tx.SaveRetention(ctx, next); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, "retention.set", "setting/retention", change{
			Before: map[string]string{"policy": before.Effective.String()}, After: map[string]string{"policy": a.effective(next).String()}})
	})
	if err != nil {
		return before, err
	}
	return a.Retention(ctx, actor)
}

// RunRetention removes what is older than the actor's workspace keeps it, or counts it. What
// was removed before a failure stays removed and is counted. Admins only.
func (a *App) RunRetention(ctx context.Context, actor consent.Actor, dry bool) (consent.RetentionOutcome, error) {
	state, err := a.Retention(ctx, actor)
	if err != nil {
		return consent.RetentionOutcome{}, err
	}
	outcome, err := a.retain(ctx, actor, state.Effective, dry)
	if dry || len(state.Effective) == 0 {
		return outcome, err
	}
	return outcome, a.noteRun(ctx, state.WorkspaceRetention, outcome, err)
}

const (
	// foldBatch is how many sites one transaction makes anew; it locks them.
	foldBatch = 100
	// foldRounds bounds how many transactions one call runs.
	foldRounds = 100
)

// FoldSites brings the sites up to date that several analyses changed at once, so that reading
// them stays cheap. Any number of processes may call it.
func (a *App) FoldSites(ctx context.Context) error {
	for range foldRounds {
		folded, err := a.Store.FoldSites(ctx, foldBatch)
		if err != nil || folded < foldBatch/2 {
			return err
		}
	}
	return nil
}

// RunDueRetention forgets answers that are kept for a day, and runs the retention of the
// workspaces whose time has come. Any number of
// processes may call it: who moves a workspace's time on runs it.
func (a *App) RunDueRetention(ctx context.Context) error {
	if _, err := a.Store.DeleteOnce(ctx, a.now().Add(-consent.OnceFor)); err != nil {
		return err
	}
	due, err := a.Store.DueRetention(ctx, a.now())
	if err != nil {
		return err
	}
	for _, r := range due {
		if err := a.runDue(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) runDue(ctx context.Context, r consent.WorkspaceRetention) error {
	now := a.now()
	err := a.Store.ClaimRetention(ctx, r, now, now.Add(retentionLease))
	if err != nil {
		if consent.CodeOf(err) == consent.Conflict {
			return nil // another process runs it
		}
		return err
	}
	if _, err := a.Store.FoldCounters(ctx, now); err != nil {
		return err
	}
	outcome, err := a.retain(ctx, consent.SystemActor(r.WorkspaceID, "retention"), a.effective(r), false)
	if outcome.Total() > 0 {
		a.Log.InfoContext(ctx, "retention ran", "workspace_id", r.WorkspaceID, "removed", outcome.Counts)
	}
	return a.noteRun(ctx, r, outcome, err)
}

// noteRun keeps the outcome of a run, also of one that failed.
func (a *App) noteRun(ctx context.Context, r consent.WorkspaceRetention, outcome consent.RetentionOutcome, failed error) error {
	if failed != nil {
		outcome.Error = consent.MessageOf(failed)
	}
	now := a.now()
	if err := a.Store.FinishRetention(ctx, r.WorkspaceID, outcome, now, now.Add(retentionEvery)); err != nil {
		return err
	}
	return failed
}

func (a *App) retain(ctx context.Context, actor consent.Actor, policy consent.Retention, dry bool) (consent.RetentionOutcome, error) {
	outcome := consent.RetentionOutcome{Counts: map[consent.RetentionKind]int{}, Dry: dry}
	for _, kind := range consent.RetentionKinds() {
		age, limited := policy[kind]
		if !limited {
			continue
		}
		before := a.now().Add(-age)
		var err error
		if dry {
			outcome.Counts[kind], err = a.Store.CountOld(ctx, actor.WorkspaceID, kind, before)
		} else {
			outcome.Counts[kind], err = a.removeOld(ctx, actor, kind, before)
		}
		if err != nil {
			return outcome, err
		}
	}
	if dry || len(policy) == 0 {
		return outcome, nil
	}
	return outcome, a.removeOrphans(ctx, actor.WorkspaceID)
}

// removeOld goes round by round, each with its event in one transaction.
func (a *App) removeOld(ctx context.Context, actor consent.Actor, kind consent.RetentionKind, before time.Time) (total int, err error) {
	for {
		n := 0
		err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			if n, err = tx.RemoveOld(ctx, actor.WorkspaceID, kind, before, a.now(), removeRound); err != nil || n == 0 {
				return err
			}
			return a.record(ctx, tx, actor, actionOf(kind), "setting/retention", map[string]string{
				"kind": string(kind), "removed": strconv.Itoa(n), "older_than": before.Format(time.RFC3339)})
		})
		if err != nil {
			return total, err
		}
		if total += n; n < removeRound || kind == consent.KeepAudit {
			return total, nil
		}
	}
}

func actionOf(kind consent.RetentionKind) string {
	switch kind {
	case consent.KeepAudit:
		return "audit.purge"
	case consent.KeepAddresses:
		return "audit.anonymize"
	}
	return "retention.run"
}

// removeOrphans removes stored sources that nothing names any more, and then their bytes.
// What was stored a moment ago stays: somebody may be about to name it.
func (a *App) removeOrphans(ctx context.Context, workspace consent.ID) error {
	policies, err := a.policyBlobs(ctx, workspace)
	if err != nil {
		return err
	}
	for after := consent.ID(""); ; {
		found, err := a.Store.OrphanSources(ctx, workspace, a.now().Add(-orphanAge), after, removeRound)
		if err != nil || len(found) == 0 {
			return err
		}
		after = found[len(found)-1].ID
		if err := a.removeSources(ctx, workspace, found, policies); err != nil {
			return err
		}
	}
}

// policyBlobs are the policies that analyses name: they are stored as sources are.
func (a *App) policyBlobs(ctx context.Context, workspace consent.ID) (map[string]bool, error) {
	out := map[string]bool{}
	for sha, err := range a.Store.PolicyBlobs(ctx, workspace) {
		if err != nil {
			return nil, err
		}
		out[sha] = true
	}
	return out, nil
}

// removeSources removes rows first and bytes then: bytes too many do no harm.
func (a *App) removeSources(ctx context.Context, workspace consent.ID, sources []consent.Source, keep map[string]bool) error {
	var ids []consent.ID
	for _, source := range sources {
		if !keep[source.SHA256] {
			ids = append(ids, source.ID)
		}
	}
	gone, err := a.Store.RemoveSources(ctx, workspace, ids)
	if err != nil {
		return err
	}
	for _, source := range gone {
		if err := a.Blobs.Delete(ctx, consent.SourceKey(workspace, source.SHA256)); err != nil {
			return err
		}
	}
	return nil
}
