package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func (f *fakeApp) Retention(_ context.Context, actor consent.Actor) (app.RetentionState, error) {
	outcome := consent.RetentionOutcome{Counts: map[consent.RetentionKind]int{consent.KeepJobs: 4}}
	return app.RetentionState{WorkspaceRetention: consent.WorkspaceRetention{Own: true, DueAt: noon, RanAt: &noon, Outcome: &outcome},
		Effective: consent.Retention{consent.KeepAnalyses: 90 * 24 * time.Hour}}, f.note(actor)
}

func (f *fakeApp) SetRetention(_ context.Context, actor consent.Actor, policy consent.Retention) (app.RetentionState, error) {
	f.kept = &policy
	return app.RetentionState{Effective: policy}, f.note(actor)
}

func (f *fakeApp) RunRetention(_ context.Context, actor consent.Actor, dry bool) (consent.RetentionOutcome, error) {
	return consent.RetentionOutcome{Counts: map[consent.RetentionKind]int{consent.KeepJobs: 4}, Dry: dry}, f.note(actor)
}

func (f *fakeApp) PurgeSite(_ context.Context, actor consent.Actor, in app.Purge) (app.Purged, error) {
	return app.Purged{Host: in.Host, Whole: true, Analyses: 7, Triage: 1}, f.note(actor)
}

func TestRetention(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := decode(t, r.do(http.MethodGet, "/api/v1/retention", ""))
	if body["own"] != true || body["keep"].(map[string]any)["analyses"] != "90d" || body["outcome"].(map[string]any)["counts"].(map[string]any)["jobs"] != 4.0 {
		t.Errorf("answer %v", body)
	}
	wantStatus(t, r.do(http.MethodPut, "/api/v1/retention", `{"keep":{"audit":"365d","jobs":"12h"}}`, "Content-Type: application/json"), http.StatusOK)
	if got := r.kept.String(); got != "jobs=12h,audit=365d" {
		t.Errorf("set %s", got)
	}
	wantStatus(t, r.do(http.MethodPut, "/api/v1/retention", `{}`, "Content-Type: application/json"), http.StatusOK)
	if *r.kept != nil {
		t.Errorf("set %v", *r.kept)
	}
	wantStatus(t, r.do(http.MethodPut, "/api/v1/retention", `{"keep":{}}`, "Content-Type: application/json"), http.StatusOK)
	if *r.kept == nil || len(*r.kept) != 0 {
		t.Errorf("set %v", *r.kept)
	}
	for _, bad := range []string{`{"keep":{"jobs":"0d"}}`, `{"keep":{"colour":"9d"}}`, `{"keep":{"jobs":"soon"}}`, `{"keep":[]}`} {
		wantProblem(t, r.do(http.MethodPut, "/api/v1/retention", bad, "Content-Type: application/json"), 422, consent.Invalid)
	}
}

func TestRunRetentionAndPurge(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if body := decode(t, r.do(http.MethodPost, "/api/v1/retention/runs?dry_run=true", "")); body["dry_run"] != true || body["counts"].(map[string]any)["jobs"] != 4.0 {
		t.Errorf("answer %v", body)
	}
	if body := decode(t, r.do(http.MethodDelete, "/api/v1/sites/example.com", "")); body["analyses"] != 7.0 || body["dry_run"] != false || body["whole_site"] != true {
		t.Errorf("answer %v", body)
	}
	r.err = consent.Errorf(consent.Forbidden, "No.")
	wantProblem(t, r.do(http.MethodDelete, "/api/v1/sites/example.com?dry_run=true", ""), 403, consent.Forbidden)
}
