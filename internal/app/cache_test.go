package app_test

import (
	"context"
	"slices"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestSameBytesAreAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.analyzed("a.html")
	in := app.Submission{Body: []byte(page + "<!-- a.html -->"), Name: "b.html"}
	second := r.must(in)
	job, again := r.want(second, consent.JobSucceeded, consent.StatusCompleted)
	_, before := r.want(first, consent.JobSucceeded, consent.StatusCompleted)
	if again.CachedFrom != first.Analysis.ID || again.Source.Name != "b.html" || job.EndedAt == nil || job.Progress.Percent != 100 {
		t.Errorf("cached from %q, name %q, job %+v", again.CachedFrom, again.Source.Name, job)
	}
	if len(again.Clauses) == 0 || len(again.Clauses) != len(before.Clauses) || len(again.Findings) != len(before.Findings) || again.Score.Value != before.Score.Value || again.Engine != before.Engine {
		t.Errorf("another result: %+v", again)
	}
	third := r.must(in)
	if _, a := r.want(third, consent.JobSucceeded, consent.StatusCompleted); a.CachedFrom != first.Analysis.ID {
		t.Errorf("the third names %q, not the one that ran", a.CachedFrom)
	}
	now, err := r.AnalyzeNow(t.Context(), r.actor, in)
	if err != nil || now.CachedFrom != first.Analysis.ID || len(now.Clauses) != len(before.Clauses) {
		t.Errorf("while the caller waits: from %q, %v", now.CachedFrom, err)
	}
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Target: "analysis/" + string(second.Analysis.ID)})
	if err != nil || len(events.Items) != 1 || events.Items[0].Detail["cached_from"] != string(first.Analysis.ID) {
		t.Errorf("events %+v, %v", events.Items, err)
	}
}

func TestWhatIsNotTheSameRuns(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*app.Submission){
		"fresh":        func(in *app.Submission) { in.Options.Fresh = true },
		"bytes":        func(in *app.Submission) { in.Body = append(in.Body, ' ') },
		"jurisdiction": func(in *app.Submission) { in.Options.Jurisdiction = consent.JurisdictionUSCA },
		"confidence":   func(in *app.Submission) { in.Options.MinConfidence = 0.5 },
		"policy":       func(in *app.Submission) { in.Options.Policy = true },
		"kind":         func(in *app.Submission) { in.Kind = consent.SourceText },
	} {
		r := newRig(t)
		r.analyzed("a.html")
		in := app.Submission{Body: []byte(page + "<!-- a.html -->"), Name: "a.html"}
		change(&in)
		if s := r.must(in); s.Analysis.CachedFrom != "" || s.Job.State != consent.JobQueued {
			t.Errorf("%s: job %s, cached from %q", name, s.Job.State, s.Analysis.CachedFrom)
		}
	}
}

// TestOldRulesetIsNoAnswer: what other rules found says nothing of these.
func TestOldRulesetIsNoAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("a.html")
	r.tamper(`UPDATE analyses SET engine = '{"version": "0.1", "ruleset": "2020.01"}'`)
	if s := r.must(app.Submission{Body: []byte(page + "<!-- a.html -->")}); s.Job.State != consent.JobQueued {
		t.Errorf("job %s", s.Job.State)
	}
}

// TestFreshRunIsAnAnswerLater: that a run was asked for does not make its result another one.
func TestFreshRunIsAnAnswerLater(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page), Options: consent.Options{Fresh: true}})
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if again := r.must(app.Submission{Body: []byte(page)}); again.Analysis.CachedFrom != s.Analysis.ID {
		t.Errorf("cached from %q", again.Analysis.CachedFrom)
	}
}

// TestURLIsFetchedAndThenAnswered: only the bytes tell whether a page is the same.
func TestURLIsFetchedAndThenAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, second := r.visited("https://example.com/"), r.visited("https://example.com/")
	if second.Analysis.CachedFrom != first.Analysis.ID || len(second.Analysis.Clauses) != len(first.Analysis.Clauses) {
		t.Errorf("cached from %q", second.Analysis.CachedFrom)
	}
	fetches := 0
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		fetches++
		c, err := r.net.Read("", "text/html", "", []byte(page+"<!-- https://example.com/ -->"))
		c.URL = "https://elsewhere.example/"
		return c, err
	}
	s := r.must(app.Submission{URL: "https://elsewhere.example/"})
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if _, a := r.want(s, consent.JobSucceeded, consent.StatusCompleted); a.CachedFrom != "" || fetches != 1 {
		t.Errorf("another address: cached from %q, %d fetches", a.CachedFrom, fetches)
	}
}

// TestDecisionsFollowTheSite: an answered analysis has the decisions that hold now.
func TestDecisionsFollowTheSite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.visited("https://example.com/")
	key := first.Analysis.Findings[0].Key
	status := func(a consent.Analysis) consent.Triage {
		i := slices.IndexFunc(a.Findings, func(f consent.Finding) bool { return f.Key == key })
		return a.Findings[i].Status
	}
	for _, want := range []consent.Triage{consent.TriageAccepted, consent.TriageOpen} {
		if _, err := r.TriageFinding(t.Context(), r.actor, app.Triaging{AnalysisID: first.Analysis.ID, Key: key, Status: want}); err != nil {
			t.Fatal(err)
		}
		again := r.visited("https://example.com/")
		if again.Analysis.CachedFrom == "" || status(again.Analysis) != want {
			t.Errorf("cached from %q, status %s, want %s", again.Analysis.CachedFrom, status(again.Analysis), want)
		}
	}
}

func TestLastOfURL(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.visited("https://example.com/")
	for name, c := range map[string]struct {
		in   app.Submission
		want consent.Code
	}{
		"the same":      {app.Submission{URL: "https://example.com/"}, ""},
		"written so":    {app.Submission{URL: " HTTPS://Example.com/ "}, ""},
		"fresh":         {app.Submission{URL: "https://example.com/", Options: consent.Options{Fresh: true}}, ""},
		"other options": {app.Submission{URL: "https://example.com/", Options: consent.Options{Policy: true}}, consent.NotFound},
		"another page":  {app.Submission{URL: "https://example.com/x"}, consent.NotFound},
		"an upload":     {app.Submission{Body: []byte("x")}, consent.NotFound},
		"no address":    {app.Submission{URL: "ftp://example.com/"}, consent.Invalid},
	} {
		found, err := r.LastOfURL(t.Context(), r.actor, c.in)
		if consent.CodeOf(err) != c.want || c.want == "" && found.ID != first.Analysis.ID {
			t.Errorf("%s: %q, %v", name, found.ID, err)
		}
	}
}
