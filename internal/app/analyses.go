package app

import (
	"context"
	"time"

	"microconsent/internal/consent"
)

// Analysis returns one analysis with its clauses and findings.
func (a *App) Analysis(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Analysis{}, err
	}
	found, err := a.Store.Analysis(ctx, actor.WorkspaceID, id)
	withKeys(found.Findings, found.Clauses)
	return found, err
}

// Analyses lists what the filter selects, without clauses and findings.
func (a *App) Analyses(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Page[consent.Analysis], error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Page[consent.Analysis]{}, err
	}
	return a.Store.Analyses(ctx, actor.WorkspaceID, f)
}

// CountAnalyses counts by status what the filter selects, its own status left out.
func (a *App) CountAnalyses(ctx context.Context, actor consent.Actor, f consent.Filter) ([]consent.StatusCount, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	return a.Store.CountAnalyses(ctx, actor.WorkspaceID, f)
}

// WaitAnalysis returns the analysis when it is done, or as it is after the given time or
// at the end of ctx.
func (a *App) WaitAnalysis(ctx context.Context, actor consent.Actor, id consent.ID, patience time.Duration) (consent.Analysis, error) {
	found, err := a.Analysis(ctx, actor, id)
	if err != nil || found.Done() || found.JobID == "" || patience <= 0 {
		return found, err
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for job, err := range a.FollowJob(waiting, actor, found.JobID) {
		if consent.CodeOf(err) == consent.NotFound {
			break // removed after it ended; the analysis stays
		}
		if err != nil {
			return found, err
		}
		found.Status = statusOf(job.State)
	}
	if ctx.Err() != nil {
		return found, nil
	}
	return a.Analysis(ctx, actor, id)
}

// Material returns the stored source of an analysis; NotFound while it is not fetched.
func (a *App) Material(ctx context.Context, actor consent.Actor, id consent.ID) (Material, error) {
	analysis, err := a.Analysis(ctx, actor, id)
	if err != nil {
		return Material{}, err
	}
	if analysis.SourceID == "" {
		return Material{}, consent.Errorf(consent.NotFound, "The source of this analysis is not stored.")
	}
	captured, source, err := a.stored(ctx, analysis)
	if err != nil {
		return Material{}, err
	}
	return Material{Source: source, Ref: analysis.Source, Text: captured.Text}, nil
}
