package app

import (
	"context"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// Triaging is a decision about the findings of an analysis that have a key.
type Triaging struct {
	AnalysisID consent.ID
	Key        string         // consent.FindingKey
	Status     consent.Triage // open takes a decision back
	Reason     string         // needed to dismiss
}

// TriageFinding decides about a finding and keeps the decision for later analyses of the
// same site. The score follows: what is suppressed costs nothing. NotFound when the
// analysis has no such finding. It returns the analysis as it is then.
func (a *App) TriageFinding(ctx context.Context, actor consent.Actor, in Triaging) (analysis consent.Analysis, err error) {
	if err := allow(actor, maySubmit); err != nil {
		return analysis, err
	}
	if in.Status, err = consent.ParseTriage(string(in.Status)); err != nil {
		return analysis, err
	}
	if in.Reason, err = consent.CheckReason(in.Status, in.Reason); err != nil {
		return analysis, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if analysis, err = tx.Analysis(ctx, actor.WorkspaceID, in.AnalysisID); err != nil {
			return err
		}
		withKeys(analysis.Findings, analysis.Clauses)
		return a.decide(ctx, tx, actor, &analysis, in)
	})
	return analysis, err
}

func (a *App) decide(ctx context.Context, tx consent.Store, actor consent.Actor, analysis *consent.Analysis, in Triaging) error {
	var decision *consent.Decision
	if in.Status != consent.TriageOpen {
		decision = &consent.Decision{By: actor.Name, At: a.now(), Reason: in.Reason}
	}
	before := map[string]string{"status": string(statusOfKey(*analysis, in.Key))}
	if !consent.Decide(analysis.Findings, analysis.Clauses, in.Key, in.Status, decision) {
		return consent.Errorf(consent.NotFound, "This analysis has no such finding.")
	}
	analysis.Score = detect.Rescore(analysis.Score, analysis.Findings)
	analysis.UpdatedAt = a.now()
	if err := tx.SaveFindings(ctx, *analysis); err != nil {
		return err
	}
	rule := ruleOf(*analysis, in.Key)
	if err := a.remember(ctx, tx, *analysis, in, rule, decision); err != nil {
		return err
	}
	return a.recordChange(ctx, tx, actor, "finding.triage", "analysis/"+string(analysis.ID), change{Before: before,
		After:  map[string]string{"status": string(in.Status)},
		Detail: map[string]string{"rule": rule, "key": in.Key, "status": string(in.Status), "reason": in.Reason, "site": analysis.Site}})
}

// remember keeps the decision for the site. An upload has none: what is decided about it
// stays with the analysis and those that judge its source again.
func (a *App) remember(ctx context.Context, tx consent.Store, analysis consent.Analysis, in Triaging, rule string, d *consent.Decision) error {
	switch {
	case analysis.Site == "":
		return nil
	case d == nil:
		return tx.DeleteTriage(ctx, analysis.WorkspaceID, analysis.Site, in.Key)
	}
	return tx.PutTriage(ctx, consent.SiteTriage{WorkspaceID: analysis.WorkspaceID, Site: analysis.Site, Key: in.Key, Rule: rule,
		Status: in.Status, Decision: *d})
}

func ruleOf(analysis consent.Analysis, key string) string {
	for _, f := range analysis.Findings {
		if f.Key == key {
			return f.Rule
		}
	}
	return ""
}

func statusOfKey(analysis consent.Analysis, key string) consent.Triage {
	for _, f := range analysis.Findings {
		if f.Key == key {
			return f.Status
		}
	}
	return ""
}

// withKeys fills in the keys that a ruleset or an older version left out.
func withKeys(findings []consent.Finding, clauses []consent.Clause) {
	for i := range findings {
		findings[i].Key = findings[i].KeyOf(clauses)
	}
}

// carry takes over what was decided before about the same findings: on the site, and for a
// source without a site that is judged again, on the analysis before.
func (a *App) carry(ctx context.Context, tx consent.Store, analysis *consent.Analysis) error {
	decided, err := decisionsFor(ctx, tx, *analysis)
	if err != nil || len(decided) == 0 {
		return err
	}
	for _, t := range decided {
		decision := t.Decision
		consent.Decide(analysis.Findings, analysis.Clauses, t.Key, t.Status, &decision)
	}
	analysis.Score = detect.Rescore(analysis.Score, analysis.Findings)
	return nil
}

func decisionsFor(ctx context.Context, tx consent.Store, analysis consent.Analysis) ([]consent.SiteTriage, error) {
	if analysis.Site != "" {
		return tx.Triage(ctx, analysis.WorkspaceID, analysis.Site)
	}
	if analysis.RejudgedFrom == "" {
		return nil, nil
	}
	before, err := tx.LastJudgement(ctx, analysis)
	if err == nil {
		before, err = tx.Analysis(ctx, analysis.WorkspaceID, before.ID)
	}
	if err != nil {
		if consent.CodeOf(err) == consent.NotFound {
			return nil, nil // no verdict on this source yet
		}
		return nil, err
	}
	var out []consent.SiteTriage
	for _, f := range before.Findings {
		if f.Decision != nil {
			out = append(out, consent.SiteTriage{Key: f.KeyOf(before.Clauses), Rule: f.Rule, Status: f.Status, Decision: *f.Decision})
		}
	}
	return out, nil
}
