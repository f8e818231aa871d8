package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

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
	Paging
}

type pageOutput[T any] struct {
	Link string `header:"Link"`
	Body List[T]
}

func (a *API) listJobs(ctx context.Context, actor consent.Actor, in *jobsInput) (*pageOutput[Job], error) {
	cursor, err := in.cursor()
	if err != nil {
		return nil, err
	}
	page, err := a.app.Jobs(ctx, actor, consent.JobFilter{State: consent.JobState(in.State), Queue: consent.Priority(in.Queue),
		Cursor: cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	query := in.values()
	for name, value := range map[string]string{"state": in.State, "queue": in.Queue} {
		if value != "" {
			query.Set(name, value)
		}
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
