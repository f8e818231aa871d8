package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// oneSided offers to accept and nothing else.
const oneSided = `<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1>
<div id="cookie-banner" role="dialog"><p>We use cookies for analytics and advertising.</p>
<button id="yes">Accept all</button> <button id="more">Settings</button></div></body></html>`

// visit analyses an address that answers with the page.
func (r *rig) visit(url, body string) consent.Analysis {
	r.t.Helper()
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		return consent.Capture{Kind: consent.SourceHTML, URL: url, ContentType: "text/html; charset=utf-8", Body: []byte(body), Text: []byte(body)}, nil
	}
	s := r.must(app.Submission{URL: url})
	if err := r.RunJob(r.t.Context(), s.Job.ID, "w"); err != nil {
		r.t.Fatal(err)
	}
	_, found := r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	return found
}

func findingOf(t *testing.T, a consent.Analysis, rule string) consent.Finding {
	t.Helper()
	for _, f := range a.Findings {
		if f.Rule == rule {
			return f
		}
	}
	t.Fatalf("no finding %s in %+v", rule, a.Findings)
	return consent.Finding{}
}

const noReject = "no-reject-on-first-layer"

func (r *rig) triage(a consent.Analysis, status consent.Triage, reason string) consent.Analysis {
	r.t.Helper()
	out, err := r.TriageFinding(r.t.Context(), r.actor, app.Triaging{AnalysisID: a.ID, Key: findingOf(r.t, a, noReject).Key, Status: status, Reason: reason})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// A decision lasts: on the analysis, on the next one of the site, on another page of it,
// until it is taken back. Another site knows nothing of it.
func TestTriageIsCarriedToTheNextAnalysisOfTheSite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.visit("https://www.example.com/", oneSided)
	if first.Site != "example.com" || findingOf(t, first, noReject).Status != consent.TriageOpen {
		t.Fatalf("site %q, %+v", first.Site, first.Findings)
	}
	decided := r.triage(first, consent.TriageFalsePositive, "The button is drawn by a script.")
	again, err := r.Analysis(t.Context(), r.actor, first.ID)
	if err != nil {
		t.Fatal(err)
	}
	next := r.visit("https://shop.example.com/other", strings.Replace(oneSided, "<h1>", "<p>News</p><h1>", 1))
	for name, a := range map[string]consent.Analysis{"returned": decided, "read again": again, "next": next} {
		f := findingOf(t, a, noReject)
		if f.Status != consent.TriageFalsePositive || f.Decision == nil || f.Decision.By != "tester" || f.Decision.Reason != "The button is drawn by a script." {
			t.Errorf("%s: %+v, %+v", name, f, f.Decision)
		}
		if a.Score.Value <= first.Score.Value {
			t.Errorf("%s: the score is %d, before the decision it was %d", name, a.Score.Value, first.Score.Value)
		}
	}
	if other := r.visit("https://example.org/", oneSided); findingOf(t, other, noReject).Status != consent.TriageOpen {
		t.Error("another site took the decision over")
	}
	if back := r.triage(next, consent.TriageOpen, ""); findingOf(t, back, noReject).Decision != nil || back.Score.Value != first.Score.Value {
		t.Errorf("taken back: %+v", back.Findings)
	}
	if last := r.visit("https://example.com/", oneSided); findingOf(t, last, noReject).Status != consent.TriageOpen {
		t.Error("a decision that was taken back lives on")
	}
	if got := r.actions(); !slices.Contains(got, "finding.triage") {
		t.Errorf("audit log: %v", got)
	}
}

func TestTriageOfAnUploadStaysWithItsSource(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	upload := func() consent.Analysis {
		a, err := r.AnalyzeNow(t.Context(), r.actor, app.Submission{Body: []byte(oneSided), Name: "a.html"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := upload()
	r.triage(first, consent.TriageDismissed, "Agreed.")
	if next := upload(); findingOf(t, next, noReject).Status != consent.TriageOpen {
		t.Error("an upload has no site that could carry a decision")
	}
	again, err := r.RejudgeNow(t.Context(), r.actor, first.ID, true)
	if err != nil || findingOf(t, again.Head, noReject).Status != consent.TriageDismissed {
		t.Fatalf("judged again: %v, %+v", err, again.Head.Findings)
	}
	r.triage(first, consent.TriageFalsePositive, "")
	queued, err := r.Rejudge(t.Context(), r.actor, first.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.RunJob(t.Context(), queued.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	once, err := r.Analysis(t.Context(), r.actor, queued.Analysis.ID)
	if err != nil || findingOf(t, once, noReject).Status != consent.TriageFalsePositive {
		t.Fatalf("as a job: %v, %+v", err, once.Findings)
	}
	r.triage(once, consent.TriageAccepted, "")
	twice, err := r.RejudgeNow(t.Context(), r.actor, once.ID, true)
	if err != nil || twice.Base.ID != once.ID || twice.Head.RejudgedFrom != first.ID || findingOf(t, twice.Head, noReject).Status != consent.TriageAccepted {
		t.Errorf("once more: %v, %+v", err, twice)
	}
}

func TestTriageIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.visit("https://example.com/", oneSided)
	key := findingOf(t, a, noReject).Key
	viewer := r.actor
	viewer.Role = consent.RoleViewer
	stranger := r.actor
	stranger.WorkspaceID = "0197a000-0000-7000-8000-0000000000ff"
	for name, c := range map[string]struct {
		actor consent.Actor
		in    app.Triaging
		code  consent.Code
	}{
		"nobody":             {consent.Actor{}, app.Triaging{AnalysisID: a.ID, Key: key, Status: consent.TriageAccepted}, consent.Unauthenticated},
		"viewer":             {viewer, app.Triaging{AnalysisID: a.ID, Key: key, Status: consent.TriageAccepted}, consent.Forbidden},
		"another workspace":  {stranger, app.Triaging{AnalysisID: a.ID, Key: key, Status: consent.TriageAccepted}, consent.NotFound},
		"unknown key":        {r.actor, app.Triaging{AnalysisID: a.ID, Key: "0", Status: consent.TriageAccepted}, consent.NotFound},
		"unknown analysis":   {r.actor, app.Triaging{AnalysisID: stranger.WorkspaceID, Key: key, Status: consent.TriageAccepted}, consent.NotFound},
		"unknown status":     {r.actor, app.Triaging{AnalysisID: a.ID, Key: key, Status: "closed"}, consent.Invalid},
		"dismissed, no word": {r.actor, app.Triaging{AnalysisID: a.ID, Key: key, Status: consent.TriageDismissed, Reason: " "}, consent.Invalid},
	} {
		if _, err := r.TriageFinding(t.Context(), c.actor, c.in); consent.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	kept, err := r.store.Triage(t.Context(), r.actor.WorkspaceID, "example.com")
	if err != nil || len(kept) != 0 {
		t.Errorf("left behind: %v, %v", kept, err)
	}
}
