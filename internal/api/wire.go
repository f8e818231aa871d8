package api

import (
	"time"

	"microconsent/internal/consent"
)

// AnalysisDocument is the published document of an analysis with the id of its job.
type AnalysisDocument struct {
	consent.Document
	JobID consent.ID `json:"job_id,omitempty" doc:"The latest job of the analysis."`
}

func documentOf(a consent.Analysis) AnalysisDocument {
	return AnalysisDocument{Document: consent.NewDocument(a), JobID: a.JobID}
}

// AnalysisItem is an analysis in a list: the document without clauses and findings.
type AnalysisItem struct {
	ID         consent.ID        `json:"id"`
	JobID      consent.ID        `json:"job_id,omitempty"`
	CreatedAt  time.Time         `json:"created_at"`
	FinishedAt *time.Time        `json:"finished_at,omitempty"`
	Status     consent.Status    `json:"status" enum:"queued,running,completed,failed,canceled"`
	Host       string            `json:"host"`
	Site       string            `json:"site,omitempty" doc:"Registrable domain of the host."`
	Source     consent.SourceRef `json:"source"`
	Language   consent.Language  `json:"language"`
	Engine     consent.Engine    `json:"engine"`
	CMPs       []consent.CMP     `json:"cmps" nullable:"false"`
	Score      *consent.Score    `json:"score"`
	Summary    consent.Summary   `json:"summary"`
	Error      *consent.Failure  `json:"error,omitempty"`

	CachedFrom consent.ID `json:"cached_from,omitempty" doc:"The analysis whose result was given again for the same bytes."`
	Tags       []string   `json:"tags" nullable:"false"`
	ArchivedAt *time.Time `json:"archived_at,omitempty" doc:"Lists leave it out unless asked."`

	RejudgedFrom consent.ID `json:"rejudged_from,omitempty" doc:"The first analysis of the stored source that was judged again."`
}

func itemOf(a consent.Analysis) AnalysisItem {
	d := consent.NewDocument(a) // gives lists and maps that are never null
	return AnalysisItem{ID: d.ID, JobID: a.JobID, CreatedAt: d.CreatedAt, FinishedAt: a.FinishedAt, Status: d.Status, Host: a.Host,
		Source: d.Source, Language: d.Language, Engine: d.Engine, CMPs: d.CMPs, Score: d.Score, Summary: d.Summary, Error: d.Error,
		Site: d.Site, CachedFrom: d.CachedFrom, Tags: append([]string{}, a.Tags...), ArchivedAt: a.ArchivedAt, RejudgedFrom: d.RejudgedFrom}
}

// List is one page of a list.
type List[T any] struct {
	Items      []T    `json:"items" nullable:"false"`
	NextCursor string `json:"next_cursor,omitempty" doc:"Send as cursor to get the next page; absent on the last one."`
}

func listOf[In, Out any](page consent.Page[In], convert func(In) Out) List[Out] {
	list := List[Out]{Items: make([]Out, 0, len(page.Items))}
	for _, each := range page.Items {
		list.Items = append(list.Items, convert(each))
	}
	if page.Next != nil {
		list.NextCursor = page.Next.String()
	}
	return list
}

// Job is a unit of background work.
type Job struct {
	ID          consent.ID       `json:"id"`
	Kind        consent.JobKind  `json:"kind"`
	AnalysisID  consent.ID       `json:"analysis_id"`
	Queue       consent.Priority `json:"queue" enum:"high,default,low"`
	State       consent.JobState `json:"state" enum:"queued,running,succeeded,failed,dead,canceled"`
	Attempt     int              `json:"attempt" doc:"Attempts begun so far."`
	MaxAttempts int              `json:"max_attempts"`
	Progress    consent.Progress `json:"progress"`
	Error       *consent.Failure `json:"error,omitempty" doc:"Why the last attempt failed."`
	CreatedAt   time.Time        `json:"created_at"`
	UpdatedAt   time.Time        `json:"updated_at"`
	RunAfter    time.Time        `json:"run_after" doc:"The job does not start before this time."`
	StartedAt   *time.Time       `json:"started_at,omitempty"`
	EndedAt     *time.Time       `json:"ended_at,omitempty"`
}

func jobOf(j consent.Job) Job {
	return Job{ID: j.ID, Kind: j.Kind, AnalysisID: j.AnalysisID, Queue: j.Queue, State: j.State, Attempt: j.Attempt,
		MaxAttempts: j.MaxAttempts, Progress: j.Progress, Error: j.LastError, CreatedAt: j.CreatedAt, UpdatedAt: j.UpdatedAt,
		RunAfter: j.RunAfter, StartedAt: j.StartedAt, EndedAt: j.EndedAt}
}

// APIKey describes a key without telling it.
type APIKey struct {
	ID         consent.ID   `json:"id"`
	Name       string       `json:"name"`
	Role       consent.Role `json:"role" enum:"viewer,analyst,admin"`
	Prefix     string       `json:"prefix" doc:"How the key begins."`
	LastFour   string       `json:"last_four" doc:"How the key ends."`
	CreatedAt  time.Time    `json:"created_at"`
	ExpiresAt  *time.Time   `json:"expires_at,omitempty"`
	LastUsedAt *time.Time   `json:"last_used_at,omitempty"`
	RevokedAt  *time.Time   `json:"revoked_at,omitempty"`
}

func apiKeyOf(k consent.APIKey) APIKey {
	return APIKey{ID: k.ID, Name: k.Name, Role: k.Role, Prefix: k.Prefix, LastFour: k.LastFour, CreatedAt: k.CreatedAt,
		ExpiresAt: k.ExpiresAt, LastUsedAt: k.LastUsedAt, RevokedAt: k.RevokedAt}
}
