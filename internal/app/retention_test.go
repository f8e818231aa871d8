package app_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

const day = 24 * time.Hour

// analyzed submits and runs a page of its own content.
func (r *rig) analyzed(name string) app.Submitted {
	r.t.Helper()
	s := r.must(app.Submission{Body: []byte(page + "<!-- " + name + " -->"), Name: name})
	if err := r.RunJob(r.t.Context(), s.Job.ID, "w"); err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *rig) failed(name string) app.Submitted {
	r.t.Helper()
	s := r.must(app.Submission{Body: []byte(page + name), Name: name})
	if _, err := r.CancelJob(r.t.Context(), r.actor, s.Job.ID); err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *rig) there(s app.Submitted) bool {
	r.t.Helper()
	_, err := r.Analysis(r.t.Context(), r.actor, s.Analysis.ID)
	if err != nil && consent.CodeOf(err) != consent.NotFound {
		r.t.Fatal(err)
	}
	return err == nil
}

func (r *rig) blob(s app.Submitted) bool {
	r.t.Helper()
	_, err := r.Blobs.Get(r.t.Context(), consent.SourceKey(s.Analysis.WorkspaceID, s.Analysis.Source.SHA256))
	if err != nil && consent.CodeOf(err) != consent.NotFound {
		r.t.Fatal(err)
	}
	return err == nil
}

func (r *rig) keep(policy string) {
	r.t.Helper()
	parsed, err := consent.ParseRetention(policy)
	if err == nil {
		_, err = r.SetRetention(r.t.Context(), r.actor, parsed)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) retain(dry bool) consent.RetentionOutcome {
	r.t.Helper()
	out, err := r.RunRetention(r.t.Context(), r.actor, dry)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r *rig) intact() {
	r.t.Helper()
	if report, err := r.VerifyAudit(r.t.Context(), r.actor); err != nil || report.Break != nil {
		r.t.Errorf("the chain: %+v, %v", report.Break, err)
	}
}

func TestRetentionByAgeAndKind(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	old, oldFailed := r.analyzed("old"), r.failed("old and canceled")
	waiting := r.must(app.Submission{Body: []byte(page), Name: "waiting"})
	r.clock.advance(10 * day)
	young := r.analyzed("young")
	again := r.must(app.Submission{Body: []byte(page + "<!-- old -->"), Name: "again"}) // the same bytes, answered at once
	if _, err := r.Store.Archive(t.Context(), r.actor.WorkspaceID, []consent.ID{old.Analysis.ID}, r.clock.Now()); err != nil {
		t.Fatal(err)
	}
	r.keep("analyses=7d,failed=20d,jobs=5d")
	if out := r.retain(true); out.Counts[consent.KeepAnalyses] != 1 || out.Counts[consent.KeepFailed] != 0 || out.Counts[consent.KeepJobs] != 2 || !out.Dry || !r.there(old) {
		t.Errorf("dry run: %+v", out)
	}
	out := r.retain(false)
	if out.Counts[consent.KeepAnalyses] != 1 || out.Counts[consent.KeepJobs] != 1 { // the other job went with its analysis
		t.Errorf("outcome %+v", out)
	}
	if r.there(old) || !r.there(oldFailed) || !r.there(waiting) || !r.there(young) || !r.there(again) {
		t.Error("the wrong analyses went")
	}
	if !r.blob(again) || !r.blob(oldFailed) {
		t.Error("bytes went that an analysis names")
	}
	r.keep("failed=7d,analyses=1h")
	r.clock.advance(2 * time.Hour)
	if out := r.retain(false); out.Total() != 3 || r.there(oldFailed) || r.there(young) || r.there(again) || !r.there(waiting) {
		t.Errorf("outcome %+v", out)
	}
	if r.blob(oldFailed) || r.blob(again) || r.blob(young) || !r.blob(waiting) {
		t.Error("the wrong bytes went")
	}
	if state, err := r.Retention(t.Context(), r.actor); err != nil || !state.Own || state.RanAt == nil || state.Outcome.Total() != 3 {
		t.Errorf("state %+v, %v", state, err)
	}
	r.intact()
}

func TestRetentionOfSources(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	old := r.analyzed("old")
	r.clock.advance(10 * day)
	young := r.analyzed("young")
	r.keep("sources=7d")
	if out := r.retain(false); out.Counts[consent.KeepSources] != 1 {
		t.Errorf("outcome %+v", out)
	}
	if !r.there(old) || r.blob(old) || !r.blob(young) {
		t.Error("an analysis went, or the wrong bytes")
	}
	if _, err := r.Rejudge(t.Context(), r.actor, old.Analysis.ID); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("judging without the bytes: %v", err)
	}
}

func TestRetentionOfTheLog(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.actor.Address = "192.0.2.7"
	r.analyzed("old")
	r.clock.advance(10 * day)
	r.analyzed("young")
	r.keep("addresses=7d")
	if out := r.retain(false); out.Counts[consent.KeepAddresses] != 1 {
		t.Errorf("outcome %+v", out)
	}
	addresses := func() (out []string) {
		events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Action: "analysis.submit"})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events.Items {
			out = append(out, e.Address)
		}
		return out
	}
	if got := addresses(); !slices.Equal(got, []string{"192.0.2.7", ""}) {
		t.Errorf("addresses %q", got)
	}
	r.intact()
	r.keep("audit=7d")
	if out := r.retain(false); out.Counts[consent.KeepAudit] != 1 || len(addresses()) != 1 {
		t.Errorf("outcome %+v", out)
	}
	r.intact()
	if actions := r.actions(); !slices.Contains(actions, "audit.purge") || !slices.Contains(actions, "audit.anonymize") || !slices.Contains(actions, "retention.set") {
		t.Errorf("actions %v", actions)
	}
}

func TestRetentionOfManyRounds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 501 {
		r.failed("same")
	}
	r.clock.advance(2 * day)
	r.keep("jobs=1d")
	if out := r.retain(false); out.Counts[consent.KeepJobs] != 501 {
		t.Errorf("outcome %+v", out)
	}
	r.intact()
}

// TestDueRetentionRunsOnce: of many processes one runs what is due, once a day.
func TestDueRetentionRunsOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("old")
	r.clock.advance(10 * day)
	r.keep("analyses=7d")
	run := func() {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := r.RunDueRetention(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	runs := func() (n int) {
		events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Action: "retention.run"})
		if err != nil {
			t.Fatal(err)
		}
		return len(events.Items)
	}
	run()
	if n := runs(); n != 1 {
		t.Errorf("%d runs", n)
	}
	before, _ := r.Retention(t.Context(), r.actor)
	r.analyzed("second")
	r.clock.advance(23 * time.Hour)
	run()
	if after, _ := r.Retention(t.Context(), r.actor); !after.RanAt.Equal(*before.RanAt) {
		t.Error("it ran before its time")
	}
	r.clock.advance(8 * day)
	run()
	if n := runs(); n != 2 {
		t.Errorf("%d runs", n)
	}
}

func TestRetentionFollowsTheSettings(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	state, err := r.Retention(t.Context(), r.actor)
	if err != nil || state.Own || state.Effective.String() != "off" {
		t.Errorf("state %+v, %v", state, err)
	}
	r.keep("off") // its own: nothing goes, whatever the settings say
	if state, _ := r.Retention(t.Context(), r.actor); !state.Own || state.Effective.String() != "off" {
		t.Errorf("state %+v", state)
	}
	if state, err := r.SetRetention(t.Context(), r.actor, nil); err != nil || state.Own {
		t.Errorf("state %+v, %v", state, err)
	}
	analyst := r.actor
	analyst.Role = consent.RoleAnalyst
	_, get := r.Retention(t.Context(), analyst)
	_, set := r.SetRetention(t.Context(), analyst, nil)
	_, runs := r.RunRetention(t.Context(), analyst, true)
	_, purge := r.PurgeSite(t.Context(), analyst, app.Purge{Host: "example.com"})
	for name, err := range map[string]error{"get": get, "set": set, "run": runs, "purge": purge} {
		if consent.CodeOf(err) != consent.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}
