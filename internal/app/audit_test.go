package app_test

import (
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestVerifyAudit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 3 {
		r.must(app.Submission{Body: []byte(page), Name: "a.html"})
	}
	report, err := r.VerifyAudit(t.Context(), r.actor)
	if err != nil || report.Break != nil || report.Events != 3 || report.Last != 3 || len(report.Hash) != 64 || report.CheckedAt.IsZero() {
		t.Fatalf("report %+v, %v", report, err)
	}
	r.tamper("DROP TRIGGER audit_events_keep_update", "UPDATE audit_events SET actor_name = 'somebody else' WHERE seq = 2")
	report, err = r.VerifyAudit(t.Context(), r.actor)
	if err != nil || report.Break == nil || report.Break.Seq != 2 || report.Break.ID == "" || report.Events != 1 {
		t.Errorf("a changed row: %+v, %v", report, err)
	}
	all, err := r.VerifyAllAudits(t.Context(), consent.SystemActor(consent.DefaultWorkspaceID, "test"))
	if err != nil || len(all) != 1 || all[0].Break == nil {
		t.Errorf("all workspaces: %+v, %v", all, err)
	}
}

func TestAuditIsForAdmins(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	analyst := r.actor
	analyst.Role = consent.RoleAnalyst
	_, list := r.AuditEvents(t.Context(), analyst, consent.AuditFilter{})
	_, verify := r.VerifyAudit(t.Context(), analyst)
	_, all := r.VerifyAllAudits(t.Context(), r.actor)
	var export error
	for _, export = range r.ExportAudit(t.Context(), analyst, consent.AuditFilter{}, "csv") {
	}
	for name, err := range map[string]error{"list": list, "verify": verify, "every workspace": all, "export": export} {
		if consent.CodeOf(err) != consent.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExportAuditIsWholeAndRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 2*consent.MaxLimit + 1 {
		if _, err := r.DeleteEndedJobs(t.Context(), r.actor, app.Cleanup{OlderThan: 1}); err != nil {
			t.Fatal(err)
		}
	}
	count := func(f consent.AuditFilter) (n int) {
		for _, err := range r.ExportAudit(t.Context(), r.actor, f, "csv") {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	if n := count(consent.AuditFilter{Action: "job"}); n != 2*consent.MaxLimit+1 {
		t.Errorf("%d events", n)
	}
	if n := count(consent.AuditFilter{Limit: 7}); n != 7 {
		t.Errorf("%d events of 7", n)
	}
	if got := r.actions(); got[0] != "audit.export" || got[1] != "audit.export" {
		t.Errorf("actions %v", got[:2])
	}
}

func TestTriageSaysWhatWasBefore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page), Name: "a.html"})
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	_, analysis := r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	for _, status := range []consent.Triage{consent.TriageAccepted, consent.TriageOpen} {
		if _, err := r.TriageFinding(t.Context(), r.actor, app.Triaging{AnalysisID: analysis.ID, Key: analysis.Findings[0].Key, Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Action: "finding.triage"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]string{{"accepted", "open"}, {"open", "accepted"}} {
		if e := events.Items[i]; e.Before["status"] != want[0] || e.After["status"] != want[1] {
			t.Errorf("%v → %v, want %v", e.Before, e.After, want)
		}
	}
}
