package app

import (
	"cmp"
	"context"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// cacheLook is how many of the newest analyses of the same bytes are looked at.
const cacheLook = 10

// reuse gives an analysis the stored result of the same bytes, address, options and ruleset,
// and says whether there was one. An analysis that asks for more than its bytes tell (a
// policy, a browser), or for a run of its own, has none.
func (a *App) reuse(ctx context.Context, analysis *consent.Analysis) (bool, error) {
	o := analysis.Options
	if o.Fresh || o.Policy || o.Render || analysis.SourceID == "" || analysis.RejudgedFrom != "" {
		return false, nil
	}
	found, err := a.Store.AnalysesOfSource(ctx, analysis.WorkspaceID, analysis.SourceID, cacheLook)
	if err != nil {
		return false, err
	}
	for _, before := range found {
		if !sameInput(before, *analysis) {
			continue
		}
		whole, err := a.Store.Analysis(ctx, analysis.WorkspaceID, before.ID)
		if err != nil {
			return false, err
		}
		a.takeOver(analysis, whole)
		return true, nil
	}
	return false, nil
}

// sameInput says whether the engine would be asked the same question. The name of a file is
// no part of it, its kind and its address are.
func sameInput(before, now consent.Analysis) bool {
	old := before.Options
	old.Fresh = false
	return old == now.Options && before.Engine == detect.Engine() && before.Source.Kind == now.Source.Kind && before.Source.URL == now.Source.URL
}

// takeOver copies what the engine found. What people decided is carried over afterwards, as
// for any other analysis.
func (a *App) takeOver(analysis *consent.Analysis, from consent.Analysis) {
	now := a.now()
	analysis.Source.Title, analysis.Language, analysis.Engine = from.Source.Title, from.Language, from.Engine
	analysis.CMPs, analysis.Banner, analysis.Unobserved = from.CMPs, from.Banner, from.Unobserved
	analysis.Clauses, analysis.Findings, analysis.Score, analysis.Summary = from.Clauses, from.Findings, from.Score, from.Summary
	for i := range analysis.Findings {
		analysis.Findings[i].Status, analysis.Findings[i].Decision = consent.TriageOpen, nil
	}
	analysis.Score = detect.Rescore(analysis.Score, analysis.Findings)
	analysis.CachedFrom = cmp.Or(from.CachedFrom, from.ID)
	analysis.Status, analysis.Failure = consent.StatusCompleted, nil
	analysis.UpdatedAt, analysis.FinishedAt = now, &now
	a.Observer.AnalysisReused(analysis.Source.Kind)
}

// answered stores a submission whose result was there already, with a job that has ended.
func (a *App) answered(ctx context.Context, actor consent.Actor, got accepted) (Submitted, error) {
	err := a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := a.storeAccepted(ctx, tx, &got); err != nil {
			return err
		}
		detail := submitDetail(got.analysis)
		detail["cached_from"] = string(got.analysis.CachedFrom)
		return a.record(ctx, tx, actor, "analysis.submit", "analysis/"+string(got.analysis.ID), detail)
	})
	if err != nil {
		return Submitted{}, err
	}
	a.Log.InfoContext(ctx, "analysis answered from a stored result", "analysis_id", got.analysis.ID, "cached_from", got.analysis.CachedFrom)
	a.Observer.JobEnded(got.job.Queue, got.job.State, 0)
	return Submitted{Analysis: got.analysis, Job: got.job}, nil
}

// LastOfURL is the newest completed analysis of an address with the same options, so that a
// person may open it instead of running another. NotFound when there is none.
func (a *App) LastOfURL(ctx context.Context, actor consent.Actor, in Submission) (consent.Analysis, error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Analysis{}, err
	}
	none := consent.Errorf(consent.NotFound, "This address was not analysed yet.")
	if in.URL == "" {
		return consent.Analysis{}, none
	}
	if err := normalize(&in); err != nil {
		return consent.Analysis{}, err
	}
	normal, err := a.Capture.CheckURL(in.URL)
	if err != nil {
		return consent.Analysis{}, err
	}
	found, err := a.Store.AnalysesOfURL(ctx, actor.WorkspaceID, hostOf(normal), normal, cacheLook)
	if err != nil {
		return consent.Analysis{}, err
	}
	in.Options.Fresh = false
	for _, before := range found {
		if before.Options.Fresh = false; before.Options == in.Options {
			return before, nil
		}
	}
	return consent.Analysis{}, none
}
