package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

var jobsTag = []string{"Jobs"}

func (a *API) registerJobs() {
	register(a, huma.Operation{OperationID: "list-jobs", Method: http.MethodGet, Path: "/jobs", Tags: jobsTag,
		Summary: "List jobs, newest first"}, a.listJobs)
	register(a, huma.Operation{OperationID: "get-job", Method: http.MethodGet, Path: "/jobs/{id}", Tags: jobsTag,
		Summary: "Get one job"}, a.onJob(UseCases.Job))
	register(a, huma.Operation{OperationID: "cancel-job", Method: http.MethodDelete, Path: "/jobs/{id}", Tags: jobsTag, DefaultStatus: 200,
		Summary: "Cancel a queued or running job", Description: "409 when the job has ended."}, a.onJob(UseCases.CancelJob))
	register(a, huma.Operation{OperationID: "retry-job", Method: http.MethodPost, Path: "/jobs/{id}/retry", Tags: jobsTag, DefaultStatus: 200,
		Summary: "Queue a failed, dead or canceled job again", Description: "409 in any other state."}, a.onJob(UseCases.RetryJob))
	register(a, huma.Operation{OperationID: "retry-jobs", Method: http.MethodPost, Path: "/jobs/retry", Tags: jobsTag, DefaultStatus: 200,
		Summary:     "Queue again all failed, dead and canceled jobs that a filter selects",
		Description: "First with dry_run, which gives the number; then with that number in expected. It works in batches: what is done stays done."}, a.retryJobs)
}

// Paging is what every list but the analyses' takes. It is exported since huma reads
// embedded fields by reflection.
type Paging struct {
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" doc:"Default 50."`
}

func (p Paging) cursor() (*consent.Cursor, error) {
	if p.Cursor == "" {
		return nil, nil
	}
	parsed, err := consent.ParseCursor(p.Cursor)
	return &parsed, err
}

// values writes the limit back for the next page's link.
func (p Paging) values() url.Values {
	v := url.Values{}
	if p.Limit > 0 {
		v.Set("limit", strconv.Itoa(p.Limit))
	}
	return v
}

type jobsInput struct {
	State string `query:"state" enum:"queued,running,succeeded,failed,dead,canceled"`
	Queue string `query:"queue" enum:"high,default,low"`
	Error string `query:"error" doc:"Part of the last failure's code or message."`
	Since string `query:"since" doc:"Created at or after this day or time."`
	Until string `query:"until" doc:"Created before this time, or on or before this day."`
	Paging
}

// query writes the filter in the grammar that pages and commands share.
func (in *jobsInput) query() url.Values {
	query := in.values()
	for name, value := range map[string]string{"state": in.State, "queue": in.Queue, "error": in.Error, "since": in.Since, "until": in.Until} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

type pageOutput[T any] struct {
	Link string `header:"Link"`
	Body List[T]
}

func (a *API) listJobs(ctx context.Context, actor consent.Actor, in *jobsInput) (*pageOutput[Job], error) {
	query := in.query()
	f, err := consent.ParseJobFilter(query)
	if err == nil {
		f.Cursor, err = in.cursor()
	}
	if err != nil {
		return nil, err
	}
	page, err := a.app.Jobs(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return &pageOutput[Job]{Body: listOf(page, jobOf), Link: nextLink(Base+"/jobs", query, page.Next)}, nil
}

// onJob is the handler of what takes a job's id and answers the job.
func (a *API) onJob(use func(UseCases, context.Context, consent.Actor, consent.ID) (consent.Job, error)) func(context.Context, consent.Actor, *byID) (*output[Job], error) {
	return func(ctx context.Context, actor consent.Actor, in *byID) (*output[Job], error) {
		id, err := consent.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		job, err := use(a.app, ctx, actor, id)
		if err != nil {
			return nil, err
		}
		return &output[Job]{Body: jobOf(job)}, nil
	}
}

type retryJobsInput struct {
	Body struct {
		Filter   string `json:"filter,omitempty" doc:"Which jobs, as in the address of the list: state=dead&queue=low&error=timeout; empty for all that can be retried."`
		DryRun   bool   `json:"dry_run,omitempty" doc:"Count only."`
		Expected int    `json:"expected,omitempty" doc:"The number that a dry run gave. 409 when it is another now."`
	}
}

// JobsRetried is what became of retrying many.
type JobsRetried struct {
	Count  int    `json:"count" doc:"How many jobs the filter selects."`
	Filter string `json:"filter" doc:"The filter in canonical form."`
	DryRun bool   `json:"dry_run"`
	Done   int    `json:"done"`
	Failed int    `json:"failed" doc:"Moved by somebody else meanwhile."`
}

func (a *API) retryJobs(ctx context.Context, actor consent.Actor, in *retryJobsInput) (*output[JobsRetried], error) {
	values, err := url.ParseQuery(in.Body.Filter)
	if err != nil {
		return nil, consent.InvalidField("filter", "This is no filter: write it as in an address, such as state=dead&queue=low.")
	}
	f, err := consent.ParseJobFilter(values)
	if err != nil {
		return nil, err
	}
	done, err := a.app.RetryJobs(ctx, actor, app.RetryJobs{Filter: f, Dry: in.Body.DryRun, Expected: in.Body.Expected})
	if err != nil {
		return nil, err
	}
	return &output[JobsRetried]{Body: JobsRetried{Count: done.Count, Filter: f.Values().Encode(), DryRun: in.Body.DryRun, Done: done.Done, Failed: done.Failed}}, nil
}
