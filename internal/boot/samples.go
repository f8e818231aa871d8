package boot

import (
	"context"
	"fmt"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/sample"
)

// seed loads the samples unless the workspace has an analysis already. Each visit is
// analysed as any page is, at the time at which the sample says it happened.
func (in *Instance) seed(ctx context.Context, cfg config.Config) (int, error) {
	actor := consent.SystemActor(consent.DefaultWorkspaceID, "sample data")
	existing, err := in.App.Analyses(ctx, actor, consent.Filter{Limit: 1})
	if err != nil || len(existing.Items) > 0 {
		return 0, err
	}
	visits, now := sample.Visits(), Clock{}.Now()
	for _, v := range visits {
		if err := in.seedVisit(ctx, cfg, actor, v, now.Add(-v.Ago)); err != nil {
			return 0, fmt.Errorf("sample %s: %w", v.File, err)
		}
	}
	return len(visits), nil
}

func (in *Instance) seedVisit(ctx context.Context, cfg config.Config, actor consent.Actor, v sample.Visit, at time.Time) error {
	deps := in.App.Deps
	deps.Capture, deps.Clock = sample.Web{Capturer: deps.Capture, Visit: v}, newLaterClock(at)
	use := app.New(deps, appSettings(cfg, ""))
	submission, err := submissionOf(v)
	if err != nil {
		return err
	}
	analysis, err := use.AnalyzeNow(ctx, actor, submission)
	if err != nil {
		return err
	}
	return markVisit(ctx, use, actor, analysis, v)
}

func submissionOf(v sample.Visit) (app.Submission, error) {
	out := app.Submission{URL: v.Address, Options: consent.Options{Jurisdiction: v.Jurisdiction, Policy: v.Policy != ""}}
	if v.Address != "" {
		return out, nil
	}
	body, err := v.Body()
	out.Name, out.Body = v.Name(), body
	return out, err
}

// markVisit adds what people wrote and decided.
func markVisit(ctx context.Context, use *app.App, actor consent.Actor, analysis consent.Analysis, v sample.Visit) error {
	if len(v.Tags) > 0 {
		if _, err := use.AddTags(ctx, actor, analysis.ID, v.Tags); err != nil {
			return err
		}
	}
	if v.Note != "" {
		if _, err := use.AddNote(ctx, actor, analysis.ID, v.Note); err != nil {
			return err
		}
	}
	for _, d := range v.Decisions {
		if err := decideSample(ctx, use, actor, analysis, d); err != nil {
			return err
		}
	}
	return nil
}

func decideSample(ctx context.Context, use *app.App, actor consent.Actor, analysis consent.Analysis, d sample.Decision) error {
	for _, f := range analysis.Findings {
		if f.Rule != d.Rule {
			continue
		}
		in := app.Triaging{AnalysisID: analysis.ID, Key: f.Key, Status: d.Status, Reason: d.Reason}
		if _, err := use.TriageFinding(ctx, actor, in); err != nil {
			return err
		}
	}
	return nil
}

// laterClock goes as fast as the real one, from a moment in the past on.
type laterClock struct{ from, began time.Time }

func newLaterClock(from time.Time) laterClock { return laterClock{from, time.Now()} }

// Now implements consent.Clock.
func (c laterClock) Now() time.Time { return c.from.Add(time.Since(c.began)) }
