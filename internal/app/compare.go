package app

import (
	"context"

	"microconsent/internal/consent"
)

// Compared is the change from one analysis to another, with both.
type Compared struct {
	Base, Head consent.Analysis
	Change     consent.Comparison
}

// Compare tells what changed between two analyses, of one site or of two. Conflict when
// one of them is not done: there is nothing to compare yet.
func (a *App) Compare(ctx context.Context, actor consent.Actor, base, head consent.ID) (Compared, error) {
	var out Compared
	var err error
	if out.Base, err = a.Analysis(ctx, actor, base); err != nil {
		return out, err
	}
	if out.Head, err = a.Analysis(ctx, actor, head); err != nil {
		return out, err
	}
	if !out.Base.Done() || !out.Head.Done() {
		return out, consent.Errorf(consent.Conflict, "One of the two analyses has no result yet.")
	}
	out.Change = consent.Compare(out.Base, out.Head)
	return out, nil
}

// Previous is what an analysis is best compared with: the last verdict on the source that
// it judged again, else the one before it on the site. NotFound when there is none.
func (a *App) Previous(ctx context.Context, actor consent.Actor, analysis consent.Analysis) (consent.Analysis, error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Analysis{}, err
	}
	analysis.WorkspaceID = actor.WorkspaceID
	if analysis.RejudgedFrom != "" {
		return a.Store.LastJudgement(ctx, analysis)
	}
	return a.Store.PreviousAnalysis(ctx, analysis)
}
