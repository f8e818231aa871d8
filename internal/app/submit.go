package app

import (
	"context"
	"strings"

	"microconsent/internal/consent"
)

// MaxBatch is the largest number of sources in one SubmitMany.
const MaxBatch = 1000

// Submit stores a submission as an analysis with its job and wakes a worker. Uploaded
// material is read and stored now, so that bad input is refused at once; a URL is fetched
// by the worker.
func (a *App) Submit(ctx context.Context, actor consent.Actor, in Submission) (Submitted, error) {
	if err := allow(actor, maySubmit); err != nil {
		return Submitted{}, err
	}
	got, err := a.accept(ctx, actor, in, "")
	if err != nil {
		return Submitted{}, err
	}
	if got.known {
		return a.answered(ctx, actor, got)
	}
	job, told := got.job, !a.paused(ctx, got.job.Queue)
	if told {
		got.job.DispatchedAt = &job.CreatedAt
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := a.storeAccepted(ctx, tx, &got); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "analysis.submit", "analysis/"+string(got.analysis.ID), submitDetail(got.analysis))
	})
	if err != nil {
		return Submitted{}, err
	}
	a.Log.InfoContext(ctx, "analysis submitted", "analysis_id", got.analysis.ID, "job_id", job.ID, "queue", job.Queue, "kind", got.analysis.Source.Kind)
	if told {
		a.wakeNew(ctx, got.job)
	}
	return Submitted{Analysis: got.analysis, Job: job}, nil
}

// accepted is a submission that was taken, before it is stored. known: the analysis has its
// result already, that of an earlier one, and the job has ended.
type accepted struct {
	analysis consent.Analysis
	job      consent.Job
	known    bool
}

// accept checks a submission, keeps its material and makes its analysis with its job, as part
// of a batch unless that is "".
func (a *App) accept(ctx context.Context, actor consent.Actor, in Submission, batch consent.ID) (accepted, error) {
	analysis, captured, err := a.prepare(actor, &in)
	if err != nil {
		return accepted{}, err
	}
	analysis.BatchID = batch
	known := false
	if captured != nil {
		if known, err = a.keep(ctx, a.Store, &analysis, *captured); err != nil {
			return accepted{}, err
		}
	}
	job := a.newJob(analysis, in.Priority)
	analysis.JobID = job.ID
	if known {
		if known, err = a.reuse(ctx, &analysis); err != nil {
			return accepted{}, err
		}
	}
	if known {
		job.State, job.StartedAt, job.EndedAt = consent.JobSucceeded, analysis.FinishedAt, analysis.FinishedAt
		job.Progress = consent.Progress{Percent: 100, Stage: stageDone}
	}
	return accepted{analysis, job, known}, nil
}

// storeAccepted writes the analysis, with its result where that is known, and the job.
func (a *App) storeAccepted(ctx context.Context, tx consent.Store, got *accepted) error {
	if !got.known {
		return tx.CreateSubmission(ctx, got.analysis, got.job)
	}
	if err := a.carry(ctx, tx, &got.analysis); err != nil {
		return err
	}
	if err := a.store(ctx, tx, got.analysis); err != nil {
		return err
	}
	return tx.CreateJob(ctx, got.job)
}

// SubmitMany submits each source by itself: a bad one does not stop the others.
func (a *App) SubmitMany(ctx context.Context, actor consent.Actor, in []Submission) ([]SubmitResult, error) {
	if err := allow(actor, maySubmit); err != nil {
		return nil, err
	}
	switch {
	case len(in) == 0:
		return nil, consent.InvalidField("sources", "There is no source to analyse.")
	case len(in) > MaxBatch:
		return nil, consent.InvalidField("sources", "A batch may have at most %d sources; this one has %d.", MaxBatch, len(in))
	}
	out := make([]SubmitResult, len(in))
	for i, each := range in {
		out[i].Submitted, out[i].Err = a.Submit(ctx, actor, each)
	}
	return out, nil
}

// AnalyzeNow analyses while the caller waits and stores the result.
func (a *App) AnalyzeNow(ctx context.Context, actor consent.Actor, in Submission) (consent.Analysis, error) {
	if err := allow(actor, maySubmit); err != nil {
		return consent.Analysis{}, err
	}
	analysis, err := a.inspect(ctx, actor, in, func(found *consent.Analysis, c consent.Capture) (bool, error) {
		return a.keep(ctx, a.Store, found, c)
	})
	if err != nil {
		return consent.Analysis{}, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := a.carry(ctx, tx, &analysis); err != nil {
			return err
		}
		if err := a.store(ctx, tx, analysis); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "analysis.run", "analysis/"+string(analysis.ID), submitDetail(analysis))
	})
	return analysis, err
}

// Inspect analyses without storing anything. It needs no database.
func (a *App) Inspect(ctx context.Context, in Submission) (consent.Analysis, error) {
	return a.inspect(ctx, consent.SystemActor("", "inspect"), in, nil)
}

func (a *App) inspect(ctx context.Context, actor consent.Actor, in Submission, keep func(*consent.Analysis, consent.Capture) (bool, error)) (consent.Analysis, error) {
	analysis, captured, err := a.prepare(actor, &in)
	if err != nil {
		return analysis, err
	}
	if captured == nil {
		fetched, err := a.Capture.Fetch(ctx, in.URL)
		if err != nil {
			return analysis, err
		}
		captured = &fetched
	}
	describe(&analysis, *captured)
	if keep != nil {
		known, err := keep(&analysis, *captured)
		if err == nil && known {
			known, err = a.reuse(ctx, &analysis)
		}
		if err != nil || known {
			return analysis, err
		}
	}
	return analysis, a.judge(ctx, &analysis, *captured)
}

// prepare checks a submission and makes its analysis, queued. The capture is nil for a URL.
func (a *App) prepare(actor consent.Actor, in *Submission) (consent.Analysis, *consent.Capture, error) {
	if err := normalize(in); err != nil {
		return consent.Analysis{}, nil, err
	}
	now := a.now()
	analysis := consent.Analysis{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, CreatedAt: now, UpdatedAt: now,
		Status: consent.StatusQueued, Options: in.Options}
	if in.URL != "" {
		normal, err := a.Capture.CheckURL(in.URL)
		if err != nil {
			return analysis, nil, err
		}
		in.URL = normal
		analysis.Source = consent.SourceRef{Kind: consent.SourceURL, URL: normal}
		analysis.Host = hostOf(normal)
		analysis.Site = siteOf(analysis.Host)
		return analysis, nil, nil
	}
	if int64(len(in.Body)) > a.settings.MaxSourceBytes {
		return analysis, nil, consent.Errorf(consent.TooLarge, "A source may have at most %d bytes; this one has %d.", a.settings.MaxSourceBytes, len(in.Body))
	}
	captured, err := a.Capture.Read(in.Name, in.ContentType, in.Kind, in.Body)
	if err != nil {
		return analysis, nil, err
	}
	analysis.Source = consent.SourceRef{Kind: captured.Kind, Name: captured.Name}
	describe(&analysis, captured)
	return analysis, &captured, nil
}

func normalize(in *Submission) error {
	in.URL = strings.TrimSpace(in.URL)
	switch {
	case in.URL == "" && len(in.Body) == 0:
		return consent.InvalidField("source", "The source is empty. Give a URL, HTML or text.")
	case in.URL != "" && len(in.Body) > 0:
		return consent.InvalidField("source", "Give either a URL or material, not both.")
	}
	var err error
	if in.Options, err = CheckOptions(in.Options); err != nil {
		return err
	}
	in.Priority, err = consent.ParsePriority(string(in.Priority))
	return err
}

// CheckOptions fills in the defaults of what the submitter left out and refuses what is
// out of range.
func CheckOptions(o consent.Options) (consent.Options, error) {
	switch {
	case o.Render:
		return o, consent.InvalidField("options.render", "This version does not drive a browser yet.")
	case !(o.MinConfidence >= 0 && o.MinConfidence <= 1):
		return o, consent.InvalidField("options.min_confidence", "The minimum confidence must be a number from 0 to 1.")
	}
	var err error
	o.Jurisdiction, err = consent.ParseJurisdiction(string(o.Jurisdiction))
	return o, err
}

func (a *App) newJob(analysis consent.Analysis, priority consent.Priority) consent.Job {
	now := analysis.CreatedAt
	return consent.Job{ID: a.IDs.NewID(), WorkspaceID: analysis.WorkspaceID, Kind: consent.JobAnalyze, AnalysisID: analysis.ID,
		Queue: priority, State: consent.JobQueued, MaxAttempts: a.settings.JobMaxAttempts, DispatchNo: 1,
		Progress: consent.Progress{Stage: stageQueued}, CreatedAt: now, UpdatedAt: now, RunAfter: now}
}

func submitDetail(analysis consent.Analysis) map[string]string {
	return map[string]string{"kind": string(analysis.Source.Kind), "host": analysis.Host, "name": analysis.Source.Name}
}
