package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

var retentionTag = []string{"Retention"}

func (a *API) registerRetention() {
	register(a, huma.Operation{OperationID: "get-retention", Method: http.MethodGet, Path: "/retention", Tags: retentionTag,
		Summary: "Get how long what is kept"}, a.getRetention)
	register(a, huma.Operation{OperationID: "set-retention", Method: http.MethodPut, Path: "/retention", Tags: retentionTag,
		Summary: "Set how long the workspace keeps what", Description: "A kind that is not named is kept for ever. Without keep the settings hold again."}, a.setRetention)
	register(a, huma.Operation{OperationID: "run-retention", Method: http.MethodPost, Path: "/retention/runs", Tags: retentionTag, DefaultStatus: http.StatusOK,
		Summary: "Remove now what is older than it is kept"}, a.runRetention)
	register(a, huma.Operation{OperationID: "purge-site", Method: http.MethodDelete, Path: "/sites/{host}", Tags: retentionTag, DefaultStatus: http.StatusOK,
		Summary:     "Remove everything about a host or site",
		Description: "Analyses with their jobs, stored sources that nothing else names, and for a registrable domain, which means all of its hosts, what was decided about it. Lines that batches refused lose their text when it names the site."}, a.purgeSite)
}

// RetentionPolicy is how long a workspace keeps what.
type RetentionPolicy struct {
	Keep    map[string]string         `json:"keep" nullable:"false" doc:"Age by kind, such as 90d or 12h. Kinds: analyses, failed, sources, jobs, addresses, audit."`
	Own     bool                      `json:"own" doc:"Set by the workspace; else by the settings of the server."`
	DueAt   *time.Time                `json:"due_at,omitempty" doc:"When it runs next."`
	RanAt   *time.Time                `json:"ran_at,omitempty"`
	Outcome *consent.RetentionOutcome `json:"outcome,omitempty" doc:"Of the last run."`
}

func retentionOf(s app.RetentionState) RetentionPolicy {
	out := RetentionPolicy{Keep: map[string]string{}, Own: s.Own, RanAt: s.RanAt, Outcome: s.Outcome}
	for kind, age := range s.Effective {
		out.Keep[string(kind)] = consent.FormatAge(age)
	}
	if !s.DueAt.IsZero() {
		out.DueAt = &s.DueAt
	}
	return out
}

func (a *API) getRetention(ctx context.Context, actor consent.Actor, _ *struct{}) (*output[RetentionPolicy], error) {
	state, err := a.app.Retention(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &output[RetentionPolicy]{Body: retentionOf(state)}, nil
}

type retentionInput struct {
	Body struct {
		Keep *map[string]string `json:"keep,omitempty"`
	}
}

func (a *API) setRetention(ctx context.Context, actor consent.Actor, in *retentionInput) (*output[RetentionPolicy], error) {
	var policy consent.Retention
	if in.Body.Keep != nil {
		parts := []string{"analyses="} // so that one age alone is not read as that of analyses
		for kind, age := range *in.Body.Keep {
			parts = append(parts, kind+"="+age)
		}
		var err error
		if policy, err = consent.ParseRetention(strings.Join(parts, ",")); err != nil {
			return nil, err
		}
	}
	state, err := a.app.SetRetention(ctx, actor, policy)
	if err != nil {
		return nil, err
	}
	return &output[RetentionPolicy]{Body: retentionOf(state)}, nil
}

type dryRunInput struct {
	DryRun bool `query:"dry_run" doc:"Count only."`
}

func (a *API) runRetention(ctx context.Context, actor consent.Actor, in *dryRunInput) (*output[consent.RetentionOutcome], error) {
	outcome, err := a.app.RunRetention(ctx, actor, in.DryRun)
	if err != nil {
		return nil, err
	}
	return &output[consent.RetentionOutcome]{Body: outcome}, nil
}

type purgeInput struct {
	Host   string `path:"host" doc:"Host or registrable domain."`
	DryRun bool   `query:"dry_run" doc:"Count only."`
}

// PurgedSite is what was removed, or would be.
type PurgedSite struct {
	Host      string `json:"host"`
	WholeSite bool   `json:"whole_site" doc:"All hosts of a registrable domain."`
	Analyses  int    `json:"analyses"`
	Decisions int    `json:"decisions"`
	Lines     int    `json:"batch_lines" doc:"Names and refused lines of batches that named it."`
	DryRun    bool   `json:"dry_run"`
}

func (a *API) purgeSite(ctx context.Context, actor consent.Actor, in *purgeInput) (*output[PurgedSite], error) {
	out, err := a.app.PurgeSite(ctx, actor, app.Purge{Host: in.Host, Dry: in.DryRun})
	if err != nil {
		return nil, err
	}
	return &output[PurgedSite]{Body: PurgedSite{Host: out.Host, WholeSite: out.Whole, Analyses: out.Analyses, Decisions: out.Triage, Lines: out.Lines, DryRun: in.DryRun}}, nil
}
