package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// JobEvent is one change of a job, as a message of its event stream.
type JobEvent struct {
	ID       int              `json:"id" doc:"Number of the change, from 1, without gaps; also the id of the message."`
	JobID    consent.ID       `json:"job_id"`
	At       time.Time        `json:"at"`
	State    consent.JobState `json:"state" enum:"queued,running,succeeded,failed,dead,canceled"`
	Attempt  int              `json:"attempt"`
	Progress consent.Progress `json:"progress"`
	Error    *consent.Failure `json:"error" doc:"Why an attempt failed, where the change is about that; else null."`
}

func (a *API) registerEvents() {
	a.routes.GET("/jobs/:id/events", httpx.Wrap(a.jobEvents))
	a.describe(huma.Operation{OperationID: "job-events", Method: http.MethodGet, Path: "/jobs/{id}/events", Tags: jobsTag,
		Summary: "Follow a job (Server-Sent Events)",
		Description: "Messages named progress, the last one done; then the stream ends. Each has the number of its change as id. " +
			"Who comes back with the header Last-Event-ID gets all that came behind it, or 204 when the job has ended and nothing did. " +
			"A comment comes every 15 seconds. A reader that does not take its messages for 10 seconds is cut off.",
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: "string", Format: "uuid"}},
			{Name: "Last-Event-ID", In: "header", Schema: &huma.Schema{Type: "integer"}},
		}}, nil, nil)
	a.OpenAPI().Paths["/jobs/{id}/events"].Get.Responses["200"] = &huma.Response{Description: "The stream",
		Content: map[string]*huma.MediaType{"text/event-stream": {Schema: a.schemaOf(JobEvent{})}}}
	a.OpenAPI().Paths["/jobs/{id}/events"].Get.Responses["204"] = &huma.Response{Description: "The job has ended and nothing came behind Last-Event-ID."}
}

func (a *API) jobEvents(c *gin.Context) error {
	id, err := consent.ParseID(c.Param("id"))
	if err != nil {
		return err
	}
	after, err := httpx.LastEventID(c)
	if err != nil {
		return err
	}
	events, ended, err := a.app.JobEvents(c.Request.Context(), httpx.Actor(c), id, after)
	if err != nil {
		return err
	}
	if ended && len(events) == 0 { // tells a browser not to come back
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
		return nil
	}
	stream := httpx.Events(c)
	ctx := c.Request.Context()
	send := func(events []consent.JobEvent) error { return sendEvents(stream, events) }
	if err = stream.Begin(); err == nil {
		err = httpx.Feed(ctx, stream, a.app.WatchJob(ctx, httpx.Actor(c), id, after), send, nil)
	}
	httpx.Note(ctx, err)
	return nil
}

func sendEvents(stream *httpx.EventStream, events []consent.JobEvent) error {
	for i, e := range events {
		raw, err := json.Marshal(JobEvent{ID: e.ID, JobID: e.JobID, At: e.At, State: e.State, Attempt: e.Attempt, Progress: e.Progress, Error: e.Failure})
		if err != nil {
			return err
		}
		name := "progress"
		if e.State.Ended() && i == len(events)-1 {
			name = "done"
		}
		if err := stream.Send(e.ID, name, string(raw)); err != nil {
			return err
		}
	}
	return nil
}
