package app_test

import (
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

const personalPage = `<!doctype html><html lang="en"><title>Ada, ada@example.com</title><body>
<div id="cookie-banner" role="dialog"><p>We use cookies for advertising. Questions: dpo@example.com or +49 30 901820.</p>
<button>Accept all</button> <a href="/privacy">Write to dpo@example.com</a></div></body></html>`

func (r *rig) withPersonalData() app.Submitted {
	r.t.Helper()
	s := r.must(app.Submission{Body: []byte(personalPage), Name: "ada@example.com.html"})
	if err := r.RunJob(r.t.Context(), s.Job.ID, "w"); err != nil {
		r.t.Fatal(err)
	}
	note := consent.Note{ID: r.IDs.NewID(), WorkspaceID: r.actor.WorkspaceID, AnalysisID: s.Analysis.ID, Author: "a", AuthorName: "Ada", Text: "call +49 30 901820", CreatedAt: r.clock.Now(), UpdatedAt: r.clock.Now()}
	if err := r.Store.CreateNote(r.t.Context(), note); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.Store.Archive(r.t.Context(), r.actor.WorkspaceID, []consent.ID{s.Analysis.ID}, r.clock.Now()); err != nil {
		r.t.Fatal(err)
	}
	decided := consent.SiteTriage{WorkspaceID: r.actor.WorkspaceID, Site: "example.com", Key: "k", Rule: "r", Status: consent.TriageAccepted,
		Decision: consent.Decision{By: "Ada", At: r.clock.Now(), Reason: "asked eve@example.com"}}
	if err := r.Store.PutTriage(r.t.Context(), decided); err != nil {
		r.t.Fatal(err)
	}
	return s
}

// told is every text that an analysis shows.
func (r *rig) told(s app.Submitted) string {
	r.t.Helper()
	a, err := r.Analysis(r.t.Context(), r.actor, s.Analysis.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	out := a.Source.Title + a.Source.Name + a.Banner.Text
	for _, c := range a.Clauses {
		out += c.Text + strings.Join(c.Evidence, " ")
	}
	for _, f := range a.Findings {
		out += f.Explanation + strings.Join(f.Evidence, " ")
	}
	return out
}

func (r *rig) anonymized(in app.Anonymizing) app.Anonymized {
	r.t.Helper()
	out, err := r.Anonymize(r.t.Context(), r.actor, in)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func TestAnonymizePersonalData(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, clean := r.withPersonalData(), r.analyzed("nothing in it")
	before := r.told(s)
	if !strings.Contains(before, "ada@example.com") || !strings.Contains(before, "+49 30 901820") {
		t.Fatalf("the page shows no personal data: %s", before)
	}
	in := app.Anonymizing{PersonalData: true, OlderThan: time.Hour, Dry: true}
	dry := r.anonymized(in)
	if dry.Analyses != 1 || dry.Triage != 1 || dry.Sources != 1 || dry.Found[consent.PersonalPhone] < 1 || dry.Found[consent.PersonalEmail] < 4 || r.told(s) != before {
		t.Errorf("dry run: %+v", dry)
	}
	in.Dry = false
	out := r.anonymized(in)
	if out.Found.Total() != dry.Found.Total() || out.Sources != 1 || !r.blob(s) {
		t.Errorf("found %+v, dry run %+v", out, dry)
	}
	told := r.told(s)
	if len(consent.FindPersonal(told)) > 0 || !strings.Contains(told, "[e-mail]") || !strings.Contains(told, "[phone]") {
		t.Errorf("left: %s", told)
	}
	for _, q := range []string{"ada@example.com", "901820"} {
		if found, err := r.Analyses(t.Context(), r.actor, consent.Filter{Query: q}); err != nil || len(found.Items) != 0 {
			t.Errorf("search still finds %q: %v", q, err)
		}
	}
	decided, err := r.Store.AllTriage(t.Context(), r.actor.WorkspaceID)
	if err != nil || decided[0].Decision.Reason != "asked [e-mail]" {
		t.Errorf("decisions %+v, %v", decided, err)
	}
	if notes, err := r.Store.Notes(t.Context(), r.actor.WorkspaceID, s.Analysis.ID); err != nil || out.Notes != 1 || notes[0].Text != "call [phone]" {
		t.Errorf("notes %+v, %v", notes, err)
	}
	if again := r.anonymized(in); again.Found.Total() != 0 || again.Analyses != 0 {
		t.Errorf("again: %+v", again)
	}
	in.Sources = true
	if out := r.anonymized(in); out.Sources != 1 || r.blob(s) || !r.blob(clean) {
		t.Errorf("sources: %+v", out)
	}
	r.intact()
}

func TestAnonymizeTheLog(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.actor.Address = "192.0.2.7"
	if _, err := r.CreateUser(t.Context(), r.actor, app.NewUser{Email: "eve@example.com", Password: "correct horse battery", Role: consent.RoleViewer}); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(2 * day)
	r.analyzed("young")
	if out := r.anonymized(app.Anonymizing{Addresses: true, OlderThan: day, Dry: true}); out.Addresses != 1 {
		t.Errorf("dry run: %+v", out)
	}
	if out := r.anonymized(app.Anonymizing{Addresses: true, OlderThan: day}); out.Addresses != 1 || out.Facts != 0 {
		t.Errorf("addresses: %+v", out)
	}
	if out := r.anonymized(app.Anonymizing{PersonalData: true, OlderThan: day}); out.Facts != 1 {
		t.Errorf("facts: %+v", out)
	}
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Action: "user.create"})
	if err != nil {
		t.Fatal(err)
	}
	if e := events.Items[0]; e.Address != "" || len(e.Detail) != 0 || e.RedactedAt == nil || e.AddressDigest == "" {
		t.Errorf("event %+v", e)
	}
	r.intact()
	if report, _ := r.VerifyAudit(t.Context(), r.actor); report.Redacted != 1 {
		t.Errorf("report %+v", report)
	}
}

func TestAnonymizeRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.Anonymize(t.Context(), r.actor, app.Anonymizing{}); consent.CodeOf(err) != consent.Invalid {
		t.Error(err)
	}
	r.actor.Role = consent.RoleAnalyst
	if _, err := r.Anonymize(t.Context(), r.actor, app.Anonymizing{Addresses: true}); consent.CodeOf(err) != consent.Forbidden {
		t.Error(err)
	}
}
