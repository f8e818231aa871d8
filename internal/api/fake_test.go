package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

const (
	goodKey    = "mc_good_key"
	workspace  = consent.ID("00000000-0000-7000-8000-00000000000a")
	analysisID = consent.ID("00000000-0000-7000-8000-000000000001")
	jobID      = consent.ID("00000000-0000-7000-8000-000000000002")
	missingID  = consent.ID("00000000-0000-7000-8000-000000000009")
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// fakeApp answers from fields and keeps what it was asked. It stands for app.App, whose
// own tests prove the use cases.
type fakeApp struct {
	mu          sync.Mutex
	submitted   []app.Submission
	patience    time.Duration
	waitErr     error // of WaitAnalysis
	filter      consent.Filter
	jobFilter   consent.JobFilter
	pausedQueue consent.Priority
	batch       consent.Batch
	triaged     app.Triaging
	exported    app.Exporting
	kept        *consent.Retention
	onces       map[string]consent.Once
	actor       consent.Actor

	err      error // of every method, when set
	analysis consent.Analysis
	job      consent.Job
	next     *consent.Cursor
	rows     int   // of an export
	breaks   error // what ends an export after its rows
	block    bool  // AnalyzeNow waits for the end of the request
}

func (f *fakeApp) note(actor consent.Actor, in ...app.Submission) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.actor, f.submitted = actor, append(f.submitted, in...)
	return f.err
}

func (f *fakeApp) Submit(_ context.Context, actor consent.Actor, in app.Submission) (app.Submitted, error) {
	err := f.note(actor, in)
	queued := f.analysis
	queued.Status, queued.Clauses = consent.StatusQueued, nil
	return app.Submitted{Analysis: queued, Job: f.job}, err
}

func (f *fakeApp) SubmitMany(_ context.Context, actor consent.Actor, in []app.Submission) ([]app.SubmitResult, error) {
	out := make([]app.SubmitResult, len(in))
	for i, each := range in {
		out[i].Analysis, out[i].Job = f.analysis, f.job
		if strings.Contains(string(each.Body), "bad") {
			out[i] = app.SubmitResult{Err: consent.InvalidField("source", "This is bad.")}
		}
	}
	return out, f.note(actor, in...)
}

func (f *fakeApp) AnalyzeNow(ctx context.Context, actor consent.Actor, in app.Submission) (consent.Analysis, error) {
	if f.block {
		<-ctx.Done()
		return consent.Analysis{}, ctx.Err()
	}
	return f.analysis, f.note(actor, in)
}

func (f *fakeApp) Analysis(_ context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error) {
	if id == missingID {
		return consent.Analysis{}, consent.Errorf(consent.NotFound, "There is no such analysis.")
	}
	return f.analysis, f.note(actor)
}

func (f *fakeApp) WaitAnalysis(_ context.Context, actor consent.Actor, _ consent.ID, patience time.Duration) (consent.Analysis, error) {
	f.patience = patience
	if f.waitErr != nil {
		return consent.Analysis{}, f.waitErr
	}
	return f.analysis, f.note(actor)
}

func (f *fakeApp) Analyses(_ context.Context, actor consent.Actor, filter consent.Filter) (consent.Page[consent.Analysis], error) {
	f.filter = filter
	return consent.Page[consent.Analysis]{Items: []consent.Analysis{f.analysis}, Next: f.next}, f.note(actor)
}

// Export yields f.rows analyses, then f.breaks, if any.
func (f *fakeApp) Export(ctx context.Context, actor consent.Actor, in app.Exporting) iter.Seq2[consent.Analysis, error] {
	return func(yield func(consent.Analysis, error) bool) {
		f.exported = in
		if err := f.note(actor); err != nil {
			yield(consent.Analysis{}, err)
			return
		}
		for range f.rows {
			if !yield(f.analysis, ctx.Err()) || ctx.Err() != nil {
				return
			}
		}
		if f.breaks != nil {
			yield(consent.Analysis{}, f.breaks)
		}
	}
}

func (f *fakeApp) TriageFinding(_ context.Context, actor consent.Actor, in app.Triaging) (consent.Analysis, error) {
	f.triaged = in
	a := f.analysis
	a.Findings = slices.Clone(a.Findings)
	consent.Decide(a.Findings, a.Clauses, in.Key, in.Status, &consent.Decision{By: actor.Name, At: noon, Reason: in.Reason})
	return a, f.note(actor)
}

func (f *fakeApp) Compare(_ context.Context, actor consent.Actor, base, head consent.ID) (app.Compared, error) {
	if base == missingID || head == missingID {
		return app.Compared{}, consent.Errorf(consent.NotFound, "There is no such analysis.")
	}
	other := sample()
	other.Score, other.Findings = nil, nil
	return app.Compared{Base: f.analysis, Head: other, Change: consent.Compare(f.analysis, other)}, f.note(actor)
}

func (f *fakeApp) Rejudge(_ context.Context, actor consent.Actor, id consent.ID) (app.Submitted, error) {
	again := f.analysis
	again.Status, again.RejudgedFrom, again.JobID = consent.StatusQueued, id, jobID
	return app.Submitted{Analysis: again, Job: f.job}, f.note(actor)
}

func (f *fakeApp) RejudgeMany(_ context.Context, actor consent.Actor, filter consent.Filter) (app.Requeued, error) {
	f.filter = filter
	again := f.analysis
	again.RejudgedFrom = analysisID
	return app.Requeued{Queued: []consent.Analysis{again}, Skipped: 2, Next: f.next}, f.note(actor)
}

func (f *fakeApp) Material(_ context.Context, actor consent.Actor, _ consent.ID) (app.Material, error) {
	return app.Material{Ref: consent.SourceRef{Name: `a"b.html`}, Text: []byte("<script>1</script>")}, f.note(actor)
}

func (f *fakeApp) Classify(_ context.Context, actor consent.Actor, task consent.Task, texts []string) ([]consent.Classification, error) {
	var out []consent.Classification
	for _, text := range texts {
		out = append(out, consent.RoleGuess{Text: text, Role: consent.ClauseAcceptAll, Confidence: 0.9, Language: string(task)})
	}
	return out, f.note(actor)
}

func (f *fakeApp) Job(_ context.Context, actor consent.Actor, id consent.ID) (consent.Job, error) {
	if id == missingID {
		return consent.Job{}, consent.Errorf(consent.NotFound, "There is no such job.")
	}
	return f.job, f.note(actor)
}

func (f *fakeApp) Jobs(_ context.Context, actor consent.Actor, filter consent.JobFilter) (consent.Page[consent.Job], error) {
	f.jobFilter = filter
	return consent.Page[consent.Job]{Items: []consent.Job{f.job}, Next: f.next}, f.note(actor)
}

func (f *fakeApp) JobEvents(_ context.Context, actor consent.Actor, id consent.ID, after int) ([]consent.JobEvent, bool, error) {
	if id == missingID {
		return nil, false, consent.Errorf(consent.NotFound, "There is no such job.")
	}
	events := []consent.JobEvent{{ID: 1, JobID: id, At: noon, State: consent.JobQueued}, {ID: 2, JobID: id, At: noon, State: consent.JobRunning, Attempt: 1},
		{ID: 3, JobID: id, At: noon, State: consent.JobDead, Attempt: 1, Failure: &consent.Failure{Code: consent.Timeout, Message: "Too slow."}}}
	return events[min(after, 3):], true, f.note(actor)
}

func (f *fakeApp) WatchJob(ctx context.Context, actor consent.Actor, id consent.ID, after int) iter.Seq2[[]consent.JobEvent, error] {
	return func(yield func([]consent.JobEvent, error) bool) {
		events, _, err := f.JobEvents(ctx, actor, id, after)
		yield(events, err)
	}
}

func (f *fakeApp) RetryJobs(_ context.Context, actor consent.Actor, in app.RetryJobs) (app.JobsRetried, error) {
	f.jobFilter = in.Filter
	out := app.JobsRetried{Count: 7}
	if !in.Dry {
		out.Done = in.Expected
	}
	return out, f.note(actor)
}

func (f *fakeApp) Workers(_ context.Context, actor consent.Actor) ([]consent.Worker, error) {
	return []consent.Worker{{ID: missingID, Name: "w1", Queues: consent.Priorities(), Concurrency: 2, State: consent.WorkerActive, StartedAt: noon, SeenAt: noon,
		Jobs: []consent.Job{f.job}}, {ID: jobID, Name: "w2", State: consent.WorkerActive, Stale: true}}, f.note(actor)
}

func (f *fakeApp) Queues(_ context.Context, actor consent.Actor) ([]consent.QueueState, error) {
	out := make([]consent.QueueState, 0, 3)
	for _, q := range consent.Priorities() {
		state := consent.QueueState{Queue: q, Counts: map[consent.JobState]int{consent.JobQueued: 4}}
		if q == f.pausedQueue {
			state.Pause = &consent.QueuePause{Queue: q, PausedAt: noon, PausedBy: "Ada"}
		}
		out = append(out, state)
	}
	return out, f.note(actor)
}

func (f *fakeApp) PauseQueue(_ context.Context, actor consent.Actor, q consent.Priority) (consent.QueuePause, error) {
	f.pausedQueue = q
	return consent.QueuePause{Queue: q, PausedAt: noon, PausedBy: "Ada"}, f.note(actor)
}

func (f *fakeApp) ResumeQueue(_ context.Context, actor consent.Actor, _ consent.Priority) error {
	f.pausedQueue = ""
	return f.note(actor)
}

func (f *fakeApp) CancelJob(_ context.Context, actor consent.Actor, _ consent.ID) (consent.Job, error) {
	return f.job, f.note(actor)
}

func (f *fakeApp) RetryJob(_ context.Context, actor consent.Actor, _ consent.ID) (consent.Job, error) {
	return f.job, f.note(actor)
}

func (f *fakeApp) CreateAPIKey(_ context.Context, actor consent.Actor, in app.NewAPIKey) (consent.APIKey, string, error) {
	return consent.APIKey{ID: jobID, Name: in.Name, Role: in.Role, Prefix: "mc_x", LastFour: "abcd", Hash: "secret-hash", CreatedAt: noon},
		"mc_x_secret", f.note(actor)
}

func (f *fakeApp) APIKeys(_ context.Context, actor consent.Actor) ([]consent.APIKey, error) {
	return []consent.APIKey{{ID: jobID, Name: "ci", Role: consent.RoleAnalyst, Hash: "secret-hash", CreatedAt: noon}}, f.note(actor)
}

func (f *fakeApp) RevokeAPIKey(_ context.Context, actor consent.Actor, _ consent.ID) error {
	return f.note(actor)
}

func (f *fakeApp) AuditEvents(_ context.Context, actor consent.Actor, _ consent.AuditFilter) (consent.Page[consent.AuditEvent], error) {
	return consent.Page[consent.AuditEvent]{Items: []consent.AuditEvent{{ID: jobID, ActorKind: consent.ActorKey, Action: "analysis.submit", CreatedAt: noon}}, Next: f.next}, f.note(actor)
}

func (f *fakeApp) ExportAudit(_ context.Context, actor consent.Actor, _ consent.AuditFilter, _ string) iter.Seq2[consent.AuditEvent, error] {
	return func(yield func(consent.AuditEvent, error) bool) {
		if err := f.note(actor); err != nil {
			yield(consent.AuditEvent{}, err)
			return
		}
		for i := range f.rows {
			if !yield(consent.AuditEvent{ID: jobID, Seq: int64(i + 1), Action: "job.cancel", CreatedAt: noon}, nil) {
				return
			}
		}
		if f.breaks != nil {
			yield(consent.AuditEvent{}, f.breaks)
		}
	}
}

func (f *fakeApp) VerifyAudit(_ context.Context, actor consent.Actor) (consent.AuditReport, error) {
	return consent.AuditReport{WorkspaceID: workspace, Events: 2, Last: 3, Break: &consent.AuditBreak{Seq: 3, Reason: "event 3 is missing"}}, f.note(actor)
}

func (f *fakeApp) KeyActor(_ context.Context, key, address string) (consent.Actor, error) {
	if key != goodKey {
		return consent.Actor{}, consent.Errorf(consent.Unauthenticated, "This API key is not valid.")
	}
	return consent.Actor{Kind: consent.ActorKey, ID: jobID, Name: "ci", WorkspaceID: workspace, Role: consent.RoleAdmin, Address: address}, nil
}

func (f *fakeApp) UserActor(context.Context, consent.ID, string) (consent.Actor, error) {
	return consent.Actor{}, consent.Errorf(consent.Unauthenticated, "Nobody.")
}

type noSessions struct{}

func (noSessions) SaveSession(context.Context, consent.Session) error { return nil }
func (noSessions) FindSession(context.Context, string, time.Time) (consent.Session, error) {
	return consent.Session{}, consent.Errorf(consent.NotFound, "There is no such session.")
}
func (noSessions) DeleteSession(context.Context, string) error                   { return nil }
func (noSessions) DeleteExpiredSessions(context.Context, time.Time) (int, error) { return 0, nil }

type fixedClock struct{}

func (fixedClock) Now() time.Time { return noon }

type fixedIDs struct{}

func (fixedIDs) NewID() consent.ID { return "00000000-0000-7000-8000-0000000000ff" }

// sample is a finished analysis with one clause of each kind of thing that converters
// treat differently.
func sample() consent.Analysis {
	checked := true
	return consent.Analysis{
		ID: analysisID, JobID: jobID, WorkspaceID: workspace, CreatedAt: noon, UpdatedAt: noon, FinishedAt: &noon,
		Status: consent.StatusCompleted, Host: "shop.example", Options: consent.Options{Jurisdiction: consent.JurisdictionEU},
		Source: consent.SourceRef{Kind: consent.SourceHTML, Name: "page.html", SHA256: "ab", Bytes: 12},
		Clauses: []consent.Clause{
			{ID: "c1", Kind: consent.KindControl, Role: consent.ClauseAcceptAll, Category: consent.CategoryAdvertising, Confidence: 0.97, Text: "=Accept, all", Element: "button"},
			{ID: "c2", Kind: consent.KindCheckbox, Role: consent.ClausePurposeToggle, Category: consent.CategoryNecessary, Confidence: 0.9, Text: "Necessary", Element: "input", Checked: &checked},
		},
		Findings: []consent.Finding{{Rule: "no-reject-on-first-layer", Severity: consent.SeverityHigh, Status: consent.TriageOpen, Key: "0123456789abcdef"}},
		Score:    &consent.Score{Value: 42, Grade: "D"},
	}
}

func sampleJob(state consent.JobState) consent.Job {
	return consent.Job{ID: jobID, AnalysisID: analysisID, Kind: consent.JobAnalyze, Queue: consent.PriorityDefault, State: state,
		CreatedAt: noon, UpdatedAt: noon, RunAfter: noon, StartedAt: &noon, Progress: consent.Progress{Percent: 40, Stage: "extract"}}
}

type rig struct {
	*fakeApp
	api    *API
	server *httpx.Server
}

func newRig(t testing.TB, change ...func(*httpx.Options)) *rig {
	t.Helper()
	fake := &fakeApp{analysis: sample(), job: sampleJob(consent.JobSucceeded)}
	opts := httpx.Options{Log: slog.New(slog.DiscardHandler), IDs: fixedIDs{}, Keys: fake,
		Sessions: httpx.NewSessions(noSessions{}, fake, fixedClock{}, false), MaxBody: 64 << 10}
	for _, each := range change {
		each(&opts)
	}
	server, err := httpx.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{fakeApp: fake, server: server, api: Register(server, fake, "1.2.3")}
}

// do sends a request with the good key. Headers are "Name: value".
func (r *rig) do(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, target, reader)
	req.Header.Set("X-API-Key", goodKey)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
		if value == "" {
			req.Header.Del(name)
		}
	}
	w := httptest.NewRecorder()
	r.server.ServeHTTP(w, req)
	return w
}

func decode(t testing.TB, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("answer %d is no JSON object: %v\n%s", w.Code, err, w.Body)
	}
	return out
}

func wantStatus(t testing.TB, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
}

// wantProblem checks that an answer is a complete problem (RFC 9457).
func wantProblem(t testing.TB, w *httptest.ResponseRecorder, status int, code consent.Code) map[string]any {
	t.Helper()
	wantStatus(t, w, status)
	if got := w.Header().Get("Content-Type"); got != httpx.ProblemType {
		t.Errorf("content type %q", got)
	}
	body := decode(t, w)
	if fmt.Sprint(body["status"]) != fmt.Sprint(status) || body["code"] != string(code) || body["title"] != http.StatusText(status) {
		t.Errorf("problem %v, want status %d code %s", body, status, code)
	}
	if body["request_id"] == "" || body["request_id"] != w.Header().Get("X-Request-Id") || body["detail"] == "" {
		t.Errorf("problem without request id or detail: %v", body)
	}
	return body
}
