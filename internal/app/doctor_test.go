package app_test

import (
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// diagnosed returns what failed, by the name of the check, with the message.
func (r *rig) diagnosed(fix bool) (failed, notes map[string]string) {
	r.t.Helper()
	failed, notes = map[string]string{}, map[string]string{}
	for _, check := range r.Diagnose(r.t.Context(), consent.SystemActor(consent.DefaultWorkspaceID, "test"), fix) {
		if notes[check.Name] = check.Note; check.Err != nil {
			failed[check.Name] = check.Err.Error()
		}
	}
	return failed, notes
}

func TestDoctorFindsNothingWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("a")
	r.must(app.Submission{Body: []byte(page), Name: "waits"})
	r.clock.advance(time.Hour)
	for _, fix := range []bool{false, true} {
		if failed, notes := r.diagnosed(fix); len(failed) != 0 || notes["digests of sources"] != "1 looked at" {
			t.Errorf("fix %v: %v, %v", fix, failed, notes)
		}
	}
	if actions := r.actions(); len(actions) != 2 {
		t.Errorf("actions %v", actions)
	}
}

// TestDoctorMends breaks something, expects it to be found, mended, and not found again.
func TestDoctorMends(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		check, says string
		harm        func(*rig, app.Submitted)
	}{
		"lost job": {"analyses without a job", "1 found (analysis ", func(r *rig, s app.Submitted) {
			r.tamper("UPDATE analyses SET status = 'running'")
		}},
		"lost bytes": {"stored bytes", "the bytes of source ", func(r *rig, s app.Submitted) {
			if err := r.Blobs.Delete(r.t.Context(), consent.SourceKey(s.Analysis.WorkspaceID, s.Analysis.Source.SHA256)); err != nil {
				r.t.Fatal(err)
			}
		}},
		"wrong history": {"history", "terms or counters differ", func(r *rig, _ app.Submitted) {
			r.tamper("UPDATE analysis_days SET analyses = analyses + 1 WHERE term = ''")
		}},
		"wrong counters": {"counters", "analysis ", func(r *rig, _ app.Submitted) {
			r.tamper(`UPDATE analyses SET summary = '{"clauses": 99}'`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			s := r.analyzed("a")
			c.harm(r, s)
			r.clock.advance(2 * time.Hour)
			failed, _ := r.diagnosed(false)
			if !strings.Contains(failed[c.check], c.says) {
				t.Fatalf("found %v", failed)
			}
			if failed, notes := r.diagnosed(true); failed[c.check] != "" || !strings.Contains(notes[c.check], " mended") {
				t.Errorf("mending: %v, %v", failed, notes)
			}
			if failed, _ := r.diagnosed(false); len(failed) != 0 {
				t.Errorf("afterwards: %v", failed)
			}
			if actions := r.actions(); actions[0] != "doctor.fix" {
				t.Errorf("actions %v", actions)
			}
			r.intact()
		})
	}
}

func TestDoctorRemovesWhatNothingNames(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.analyzed("a")
	r.tamper("PRAGMA foreign_keys = ON", "DELETE FROM analyses")
	stray := consent.SourceKey(s.Analysis.WorkspaceID, strings.Repeat("ab", 32))
	if err := r.Blobs.Put(t.Context(), stray, []byte("x")); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(2 * time.Hour)
	failed, notes := r.diagnosed(false)
	if len(failed) != 0 || !strings.Contains(notes["sources that nothing names"], "1 too many") || !r.blob(s) {
		t.Errorf("%v, %v", failed, notes)
	}
	failed, notes = r.diagnosed(true)
	if len(failed) != 0 || notes["sources that nothing names"] != "1 mended" || notes["stored bytes"] != "1 mended" || r.blob(s) {
		t.Errorf("%v, %v", failed, notes)
	}
	if _, err := r.Blobs.Get(t.Context(), stray); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("the stray bytes stayed: %v", err)
	}
}

// TestDoctorNeverMends: what was forged stays as it is, and is told.
func TestDoctorNeverMends(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.analyzed("a")
	r.tamper("DROP TRIGGER audit_events_keep_update", "UPDATE audit_events SET action = 'x' WHERE seq = 1")
	key := consent.SourceKey(s.Analysis.WorkspaceID, s.Analysis.Source.SHA256)
	if err := r.Blobs.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if err := r.Blobs.Put(t.Context(), key, []byte("other bytes")); err != nil {
		t.Fatal(err)
	}
	for _, fix := range []bool{false, true} {
		failed, _ := r.diagnosed(fix)
		if !strings.Contains(failed["audit chain"], "event 1 was changed") || !strings.Contains(failed["digests of sources"], "was changed") || len(failed) != 2 {
			t.Errorf("fix %v: %v", fix, failed)
		}
	}
	if checks := r.Diagnose(t.Context(), r.actor, true); len(checks) != 1 || consent.CodeOf(checks[0].Err) != consent.Forbidden {
		t.Errorf("by a person: %+v", checks)
	}
}
