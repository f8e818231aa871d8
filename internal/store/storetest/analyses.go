package storetest

import (
	"fmt"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// queued is an analysis as it is submitted.
func (r *rig) queued(at time.Time) consent.Analysis {
	return consent.Analysis{ID: r.id(), WorkspaceID: r.workspace, CreatedAt: at, UpdatedAt: at, Status: consent.StatusQueued, Host: "example.com",
		Source:  consent.SourceRef{Kind: consent.SourceURL, URL: "https://example.com/"},
		Options: consent.Options{MinConfidence: 0.5, Jurisdiction: consent.JurisdictionEU, Render: true}}
}

// complete gives an analysis everything that the engine can find.
func complete(a consent.Analysis) consent.Analysis {
	a.UpdatedAt = a.CreatedAt.Add(3 * time.Second)
	a.FinishedAt = &a.UpdatedAt
	a.Status = consent.StatusCompleted
	a.Source = consent.SourceRef{Kind: consent.SourceURL, URL: "https://example.com/de?x=%20", Name: "page.html", Title: "Geschäft", SHA256: "aa", Bytes: 1 << 33}
	a.Language = consent.Language{Code: "de", Consent: "de", Confidence: 0.1, Covered: true}
	a.Engine = consent.Engine{Version: "1.0.0", Ruleset: "2026.11"}
	a.CMPs = []consent.CMP{{ID: "onetrust", Name: "OneTrust", Confidence: 0.99, Evidence: "<script src=\"x\">"}, {ID: "onetrust", Name: "again"}}
	a.Banner = consent.Banner{Present: true, Selector: "#b", Text: "Wir verwenden Cookies.", FirstLayerReject: true, ImpliedConsent: true}
	a.Clauses = []consent.Clause{
		{ID: "c1", Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: consent.ClauseAcceptAll, Category: consent.CategoryAdvertising,
			Practices: []consent.Practice{consent.PracticeThirdParty, consent.PracticeCookies}, Confidence: 0.1 + 0.2, Text: "Alle akzeptieren", Element: "button",
			Selector: "#yes", XPath: "/html/body/button[1]", Line: 12, Interactive: true, Disabled: true, Evidence: []string{"alle akzeptieren"}},
		{ID: "c2", Kind: consent.KindCheckbox, Surface: consent.SurfaceFormConsent, Role: consent.ClauseFormCheckbox, Category: consent.CategoryPrivacy,
			Confidence: 1, Text: "I agree", Element: "input", Checked: ptr(true)},
		{ID: "c3", Kind: consent.KindCheckbox, Surface: consent.SurfacePage, Role: consent.ClauseOther, Category: consent.CategoryOther, Checked: ptr(false)},
	}
	a.Findings = []consent.Finding{
		{Rule: "preselected", Severity: consent.SeverityHigh, Status: consent.TriageOpen, Title: "t", Explanation: "e", Remedy: "r",
			Clauses: []string{"c2"}, References: []string{"GDPR-7(3)"}, Confidence: 0.95, Key: "0123456789abcdef",
			Evidence: []string{"2 of 3 purposes are switched on."}, Disagreement: "Authorities differ."},
		{Rule: "note", Severity: consent.SeverityInfo, Status: consent.TriageDismissed,
			Decision: &consent.Decision{By: "ada@example.com", At: start, Reason: "Known."}},
	}
	a.Score = &consent.Score{Value: 0, Grade: "F", Parts: []consent.ScorePart{
		{Name: consent.PartValidity, Max: 25, Observed: true, Why: []string{"−25: t"}}, {Name: consent.PartBehaviour, Max: 25, Why: []string{"not observed"}}}}
	a.Unobserved = []consent.Unobserved{{Rule: "live", Title: "t", Needs: []consent.Need{consent.NeedLive}, Why: "w"}}
	a.Site = "example.com"
	a.Summary = consent.Summarize(a.Clauses, a.Findings)
	a.Timing = consent.Timing{Fetch: 1, Parse: 2, Analyze: 3}
	a.Redirects = []string{"http://example.com/", "https://example.com/"}
	a.Policy = &consent.Policy{URL: "https://example.com/privacy", Language: "de", Covered: true, Statements: 2, Note: "n",
		Practices: []consent.PolicyPractice{{Name: consent.PracticeRetention, Statements: 1, Excerpt: "Zwölf Monate."}},
		Cookies:   []consent.DeclaredCookie{{Name: "_ga", Category: consent.CategoryAnalytics, Declared: "Statistik", Line: 3}},
		Error:     &consent.Failure{Code: consent.Timeout, Message: "m"}, Kind: consent.SourceHTML, ContentType: "text/html; charset=utf-8", SHA256: "bb", Bytes: 9}
	return a
}

// analyzed stores a completed analysis; change may alter it first.
func (r *rig) analyzed(at time.Time, change func(*consent.Analysis)) consent.Analysis {
	r.t.Helper()
	a := r.queued(at)
	r.ok(r.CreateAnalysis(r.t.Context(), a))
	a = complete(a)
	if change != nil {
		change(&a)
	}
	a.Summary = consent.Summarize(a.Clauses, a.Findings)
	r.ok(r.SaveResult(r.t.Context(), a))
	return a
}

func (r *rig) read(id consent.ID) consent.Analysis {
	r.t.Helper()
	return must[consent.Analysis](r)(r.Analysis(r.t.Context(), r.workspace, id))
}

func analysisRoundTrip(r *rig) {
	r.withWorkspaces()
	source := must[consent.Source](r)(r.PutSource(r.t.Context(), r.source("aa")))
	a := r.analyzed(start, func(a *consent.Analysis) { a.SourceID = source.ID })
	r.same("read back", r.read(a.ID), a)
	list := must[consent.Page[consent.Analysis]](r)(r.Analyses(r.t.Context(), r.workspace, consent.Filter{}))
	a.Clauses, a.Findings, a.Policy = nil, nil, nil
	r.same("in a list", list.Items, []consent.Analysis{a})
}

func analysisWithoutResult(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a := r.queued(start)
	a.JobID, a.RejudgedFrom, a.Site = r.id(), r.id(), "example.com"
	r.ok(r.CreateAnalysis(ctx, a))
	r.same("queued", r.read(a.ID), a)
	r.want("twice", r.CreateAnalysis(ctx, a), consent.Conflict)
	r.want("unknown", code(r.Analysis(ctx, r.workspace, r.id())), consent.NotFound)
	r.want("result of nothing known", r.SaveResult(ctx, complete(r.queued(start))), consent.NotFound)
	stray := r.queued(start)
	stray.SourceID = r.id()
	r.want("unknown source", r.CreateAnalysis(ctx, stray), consent.Conflict)
}

func resultReplaces(r *rig) {
	r.withWorkspaces()
	a := r.analyzed(start, nil)
	submitted := a
	a.Clauses, a.Findings, a.CMPs = a.Clauses[:1], a.Findings[1:], []consent.CMP{{ID: "Usercentrics"}}
	a.Options, a.JobID, a.CreatedAt, a.RejudgedFrom = consent.Options{}, r.id(), start.Add(time.Hour), r.id() // not the engine's to change
	r.ok(r.SaveResult(r.t.Context(), a))
	a.Options, a.JobID, a.CreatedAt, a.RejudgedFrom = submitted.Options, submitted.JobID, submitted.CreatedAt, ""
	r.same("second result", r.read(a.ID), a)
	r.selects("its platform", consent.Filter{CMP: []string{"usercentrics"}}, a)
	r.selects("the platform of the first", consent.Filter{CMP: []string{"onetrust"}})
	r.selects("a finding of the first", consent.Filter{Rule: []string{"preselected"}})
}

// resultIsWhole: a result that the database refuses in part changes nothing.
func resultIsWhole(r *rig) {
	r.withWorkspaces()
	a := r.analyzed(start, nil)
	refused := a
	refused.Source.Title, refused.Clauses, refused.CMPs = "other", nil, nil
	refused.Findings = []consent.Finding{{Rule: "x", Severity: "no such severity", Status: consent.TriageOpen}}
	r.want("refused", r.SaveResult(r.t.Context(), refused), consent.Internal)
	r.same("as before", r.read(a.ID), a)
	r.selects("its platform", consent.Filter{CMP: []string{"onetrust"}}, a)
}

func resultOfNothing(r *rig) {
	r.withWorkspaces()
	a := r.analyzed(start, func(a *consent.Analysis) {
		*a = consent.Analysis{ID: a.ID, WorkspaceID: a.WorkspaceID, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, FinishedAt: a.FinishedAt,
			Status: consent.StatusCompleted, Source: consent.SourceRef{Kind: consent.SourceText}, Options: a.Options}
	})
	got := r.read(a.ID)
	r.same("read back", got, a)
	if got.Clauses == nil || got.Findings == nil || got.CMPs == nil || got.Redirects == nil {
		r.t.Error("an empty list is nil")
	}
}

func analysisStatus(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a := r.queued(start)
	r.ok(r.CreateAnalysis(ctx, a))
	failure := &consent.Failure{Code: consent.Unavailable, Message: "The site does not answer."}
	for i, step := range []struct {
		status  consent.Status
		failure *consent.Failure
	}{{consent.StatusRunning, nil}, {consent.StatusQueued, nil}, {consent.StatusRunning, nil}, {consent.StatusFailed, failure},
		{consent.StatusQueued, nil}, {consent.StatusCanceled, failure}} {
		at := start.Add(time.Duration(i+1) * time.Second)
		r.ok(r.SetAnalysisStatus(ctx, r.workspace, a.ID, step.status, step.failure, at))
		a.Status, a.Failure, a.UpdatedAt, a.FinishedAt = step.status, step.failure, at, nil
		if a.Done() {
			a.FinishedAt = &at
		}
		r.same(fmt.Sprintf("step %d", i), r.read(a.ID), a)
	}
	r.want("unknown", r.SetAnalysisStatus(ctx, r.workspace, r.id(), consent.StatusRunning, nil, start), consent.NotFound)
	r.want("another workspace", r.SetAnalysisStatus(ctx, r.other, a.ID, consent.StatusQueued, nil, start), consent.NotFound)
	r.same("untouched", r.read(a.ID), a)
}

func finishedDoesNotRun(r *rig) {
	r.withWorkspaces()
	for _, status := range consent.Statuses() {
		a := r.queued(start)
		a.Status = status
		r.ok(r.CreateAnalysis(r.t.Context(), a))
		err := r.SetAnalysisStatus(r.t.Context(), r.workspace, a.ID, consent.StatusRunning, nil, start)
		if a.Done() {
			r.want(string(status)+" to running", err, consent.Conflict)
		} else {
			r.ok(err)
		}
	}
}

func manyClauses(r *rig) {
	r.withWorkspaces()
	a := r.analyzed(start, func(a *consent.Analysis) {
		first := a.Clauses[0]
		a.Clauses = make([]consent.Clause, 5000)
		for i := range a.Clauses {
			a.Clauses[i] = first
			a.Clauses[i].ID, a.Clauses[i].Line = fmt.Sprintf("c%d", i+1), i
			a.Clauses[i].Text = fmt.Sprintf("statement %d %s", i, strings.Repeat("text ", 20))
		}
		a.Findings = make([]consent.Finding, 1001)
		for i := range a.Findings {
			a.Findings[i] = consent.Finding{Rule: fmt.Sprintf("rule-%d", i), Severity: consent.SeverityLow, Status: consent.TriageOpen}
		}
	})
	r.same("in document order", r.read(a.ID), a)
	r.selects("search in the last clause", consent.Filter{Query: "Statement 4999 TEXT"}, a)
}
