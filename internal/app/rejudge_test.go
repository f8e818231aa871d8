package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// aged makes a stored analysis look as an older ruleset left it: one finding less.
func (r *rig) aged(a consent.Analysis) {
	r.t.Helper()
	a.Engine.Ruleset = "2020.01"
	a.Findings = slices.DeleteFunc(slices.Clone(a.Findings), func(f consent.Finding) bool { return f.Rule == noReject })
	if err := r.store.SaveResult(r.t.Context(), a); err != nil {
		r.t.Fatal(err)
	}
}

// offline makes every visit fail.
func (r *rig) offline() {
	r.net.fetch = func(context.Context, string) (consent.Capture, error) {
		return consent.Capture{}, errors.New("a source was visited again")
	}
}

func TestRejudgingNeedsNoVisit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.visit("https://example.com/", oneSided)
	r.aged(before)
	r.offline()
	s, err := r.Rejudge(t.Context(), r.actor, before.ID)
	if err != nil || s.Job.Kind != consent.JobRejudge || s.Job.Queue != consent.PriorityLow {
		t.Fatalf("%v, %+v", err, s.Job)
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	_, after := r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	if after.RejudgedFrom != before.ID || after.Source != before.Source || after.SourceID != before.SourceID || after.Host != before.Host {
		t.Errorf("%+v is not of the same source as %+v", after, before)
	}
	found, err := r.Previous(t.Context(), r.actor, after)
	if err != nil || found.ID != before.ID {
		t.Fatalf("previous: %v, %s", err, found.ID)
	}
	change, err := r.Compare(t.Context(), r.actor, before.ID, after.ID)
	if err != nil || change.Change.Count(consent.ChangeAdded) != 1 || change.Change.Warnings[0].Code != consent.CompareRuleset {
		t.Errorf("%v, %+v", err, change.Change)
	}
	if old, err := r.Analysis(t.Context(), r.actor, before.ID); err != nil || old.Engine.Ruleset != "2020.01" {
		t.Errorf("the verdict before is gone: %v, %s", err, old.Engine.Ruleset)
	}
	if got := r.actions(); !slices.Contains(got, "analysis.rejudge") {
		t.Errorf("audit log: %v", got)
	}
}

func TestRejudgingNowKeepsOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	same, old := r.visit("https://example.com/", oneSided), r.visit("https://example.org/", oneSided)
	r.aged(old)
	r.offline()
	for _, c := range []struct {
		name       string
		id         consent.ID
		keep, kept bool
		added      int
	}{
		{"the same", same.ID, true, false, 0},
		{"older, dry run", old.ID, false, false, 1},
		{"older", old.ID, true, true, 1},
		{"older, once more", old.ID, true, false, 0},
	} {
		got, err := r.RejudgeNow(t.Context(), r.actor, c.id, c.keep)
		if err != nil || (got.Head.ID != "") != c.kept || got.Change.Count(consent.ChangeAdded) != c.added {
			t.Errorf("%s: %v, kept as %q, %d added", c.name, err, got.Head.ID, got.Change.Count(consent.ChangeAdded))
		}
	}
}

func TestRejudgingManyTakesEachSourceOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 205 { // more than a page of them
		r.must(app.Submission{Body: []byte(fmt.Sprintf("%s<!-- %d -->", page, i))})
	}
	done := r.visit("https://example.com/", oneSided)
	some, err := r.RejudgeMany(t.Context(), r.actor, consent.Filter{Host: []string{"example.com"}})
	if err != nil || len(some.Queued) != 1 || some.Queued[0].RejudgedFrom != done.ID || some.Skipped != 0 || some.Next != nil {
		t.Fatalf("%v, %+v", err, some)
	}
	if err := r.RunJob(t.Context(), some.Queued[0].JobID, "w"); err != nil {
		t.Fatal(err)
	}
	all, err := r.RejudgeMany(t.Context(), r.actor, consent.Filter{})
	if err != nil || len(all.Queued) != 1 || all.Skipped != 205 {
		t.Errorf("%v, %d queued, %d skipped; those that wait have no result yet", err, len(all.Queued), all.Skipped)
	}
}

func TestRejudgingIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	waiting := r.must(app.Submission{Body: []byte(page)}).Analysis
	r.offline()
	failed := r.must(app.Submission{URL: "https://example.com/"})
	for range 3 {
		job, err := r.store.JobByID(t.Context(), failed.Job.ID)
		if err != nil {
			t.Fatal(err)
		}
		r.clock.advance(job.RunAfter.Sub(r.clock.Now()) + 1)
		if err := r.RunJob(t.Context(), failed.Job.ID, "w"); err != nil {
			t.Fatal(err)
		}
	}
	viewer := r.actor
	viewer.Role = consent.RoleViewer
	for name, c := range map[string]struct {
		actor consent.Actor
		id    consent.ID
		code  consent.Code
	}{
		"viewer":           {viewer, waiting.ID, consent.Forbidden},
		"unknown":          {r.actor, "0197a000-0000-7000-8000-0000000000ff", consent.NotFound},
		"no result yet":    {r.actor, waiting.ID, consent.Conflict},
		"no stored source": {r.actor, failed.Analysis.ID, consent.Conflict},
	} {
		_, queued := r.Rejudge(t.Context(), c.actor, c.id)
		_, now := r.RejudgeNow(t.Context(), c.actor, c.id, true)
		if consent.CodeOf(queued) != c.code || consent.CodeOf(now) != c.code {
			t.Errorf("%s: %v and %v, want %s", name, queued, now, c.code)
		}
	}
	if _, err := r.RejudgeMany(t.Context(), viewer, consent.Filter{}); consent.CodeOf(err) != consent.Forbidden {
		t.Errorf("many: %v", err)
	}
	if _, err := r.Compare(t.Context(), r.actor, waiting.ID, failed.Analysis.ID); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("compare: %v", err)
	}
}

func TestWordsOfRules(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		if w, ok := app.Words(noReject, lang); !ok || w.Title == "" || w.Remedy == "" {
			t.Errorf("%s: %+v", lang, w)
		}
	}
	for _, c := range [][2]string{{noReject, "fr"}, {"no-such-rule", "en"}} {
		if w, ok := app.Words(c[0], c[1]); ok {
			t.Errorf("%v: %+v", c, w)
		}
	}
	if app.Citation("GDPR-4(11)") == "" || app.Citation("X-1") != "" {
		t.Error("a reference is not cited, or one that nobody names is")
	}
}
