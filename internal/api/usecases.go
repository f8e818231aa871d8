package api

import (
	"context"
	"iter"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// UseCases are what this door needs of the application. *app.App is one.
type UseCases interface {
	Submit(ctx context.Context, actor consent.Actor, in app.Submission) (app.Submitted, error)
	SubmitMany(ctx context.Context, actor consent.Actor, in []app.Submission) ([]app.SubmitResult, error)
	AnalyzeNow(ctx context.Context, actor consent.Actor, in app.Submission) (consent.Analysis, error)
	Analysis(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error)
	WaitAnalysis(ctx context.Context, actor consent.Actor, id consent.ID, patience time.Duration) (consent.Analysis, error)
	Analyses(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Page[consent.Analysis], error)
	History(ctx context.Context, actor consent.Actor, f consent.Filter) (app.HistoryPage, error)
	Stats(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Stats, error)
	Sites(ctx context.Context, actor consent.Actor, f consent.Filter) (consent.Page[consent.SiteSummary], error)
	Site(ctx context.Context, actor consent.Actor, host string, f consent.Filter) (app.SitePage, error)
	CountMatching(ctx context.Context, actor consent.Actor, f consent.Filter) (int, error)
	Export(ctx context.Context, actor consent.Actor, in app.Exporting) iter.Seq2[consent.Analysis, error]
	TriageFinding(ctx context.Context, actor consent.Actor, in app.Triaging) (consent.Analysis, error)
	Compare(ctx context.Context, actor consent.Actor, base, head consent.ID) (app.Compared, error)
	Rejudge(ctx context.Context, actor consent.Actor, id consent.ID) (app.Submitted, error)
	RejudgeMany(ctx context.Context, actor consent.Actor, f consent.Filter) (app.Requeued, error)
	Tags(ctx context.Context, actor consent.Actor) ([]consent.TagCount, error)
	AddTags(ctx context.Context, actor consent.Actor, id consent.ID, tags []string) ([]string, error)
	RemoveTags(ctx context.Context, actor consent.Actor, id consent.ID, tags []string) ([]string, error)
	Notes(ctx context.Context, actor consent.Actor, analysis consent.ID) ([]consent.Note, error)
	AddNote(ctx context.Context, actor consent.Actor, analysis consent.ID, text string) (consent.Note, error)
	EditNote(ctx context.Context, actor consent.Actor, id consent.ID, text string) (consent.Note, error)
	DeleteNote(ctx context.Context, actor consent.Actor, id consent.ID) error
	PutAway(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error)
	UnarchiveAnalysis(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Analysis, error)
	DeleteAnalysis(ctx context.Context, actor consent.Actor, id consent.ID) error
	Bulk(ctx context.Context, actor consent.Actor, in app.Bulk) (app.BulkResult, error)
	Views(ctx context.Context, actor consent.Actor) ([]consent.View, error)
	CreateView(ctx context.Context, actor consent.Actor, in app.NewView) (consent.View, error)
	UpdateView(ctx context.Context, actor consent.Actor, id consent.ID, in app.ViewChange) (consent.View, error)
	DeleteView(ctx context.Context, actor consent.Actor, id consent.ID) error
	SetDefaultView(ctx context.Context, actor consent.Actor, id consent.ID) error
	Material(ctx context.Context, actor consent.Actor, id consent.ID) (app.Material, error)
	Classify(ctx context.Context, actor consent.Actor, task consent.Task, texts []string) ([]consent.Classification, error)
	Job(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error)
	Jobs(ctx context.Context, actor consent.Actor, f consent.JobFilter) (consent.Page[consent.Job], error)
	JobEvents(ctx context.Context, actor consent.Actor, id consent.ID, after int) (events []consent.JobEvent, ended bool, err error)
	WatchJob(ctx context.Context, actor consent.Actor, id consent.ID, after int) iter.Seq2[[]consent.JobEvent, error]
	CancelJob(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error)
	RetryJob(ctx context.Context, actor consent.Actor, id consent.ID) (consent.Job, error)
	RetryJobs(ctx context.Context, actor consent.Actor, in app.RetryJobs) (app.JobsRetried, error)
	SubmitBatch(ctx context.Context, actor consent.Actor, in app.NewBatch, items iter.Seq2[consent.BatchItem, error]) (consent.Batch, error)
	Batch(ctx context.Context, actor consent.Actor, id consent.ID) (app.BatchProgress, error)
	Batches(ctx context.Context, actor consent.Actor, cursor *consent.Cursor, limit int) (consent.Page[consent.Batch], error)
	BatchErrors(ctx context.Context, actor consent.Actor, id consent.ID, after int) iter.Seq2[consent.BatchError, error]
	CancelBatch(ctx context.Context, actor consent.Actor, id consent.ID) (int, error)
	Workers(ctx context.Context, actor consent.Actor) ([]consent.Worker, error)
	Queues(ctx context.Context, actor consent.Actor) ([]consent.QueueState, error)
	PauseQueue(ctx context.Context, actor consent.Actor, q consent.Priority) (consent.QueuePause, error)
	ResumeQueue(ctx context.Context, actor consent.Actor, q consent.Priority) error
	CreateAPIKey(ctx context.Context, actor consent.Actor, in app.NewAPIKey) (consent.APIKey, string, error)
	APIKeys(ctx context.Context, actor consent.Actor) ([]consent.APIKey, error)
	RevokeAPIKey(ctx context.Context, actor consent.Actor, id consent.ID) error
	AuditEvents(ctx context.Context, actor consent.Actor, f consent.AuditFilter) (consent.Page[consent.AuditEvent], error)
	ExportAudit(ctx context.Context, actor consent.Actor, f consent.AuditFilter, format string) iter.Seq2[consent.AuditEvent, error]
	VerifyAudit(ctx context.Context, actor consent.Actor) (consent.AuditReport, error)
	Retention(ctx context.Context, actor consent.Actor) (app.RetentionState, error)
	SetRetention(ctx context.Context, actor consent.Actor, policy consent.Retention) (app.RetentionState, error)
	RunRetention(ctx context.Context, actor consent.Actor, dry bool) (consent.RetentionOutcome, error)
	BeginOnce(ctx context.Context, actor consent.Actor, key, fingerprint string) (consent.Once, *consent.StoredAnswer, error)
	FinishOnce(ctx context.Context, once consent.Once, answer consent.StoredAnswer) error
	PurgeSite(ctx context.Context, actor consent.Actor, in app.Purge) (app.Purged, error)
}

var _ UseCases = (*app.App)(nil)
