package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/consent"
)

func (a *API) registerQueues() {
	register(a, huma.Operation{OperationID: "list-workers", Method: http.MethodGet, Path: "/workers", Tags: jobsTag,
		Summary: "List worker processes, with the jobs that each runs"}, a.listWorkers)
	register(a, huma.Operation{OperationID: "list-queues", Method: http.MethodGet, Path: "/queues", Tags: jobsTag,
		Summary: "List queues with their depth and pauses"}, a.listQueues)
	register(a, huma.Operation{OperationID: "pause-queue", Method: http.MethodPost, Path: "/queues/{queue}/pause", Tags: jobsTag, DefaultStatus: 200,
		Summary: "Keep workers from taking jobs of a queue", Description: "Jobs that run go on. 409 when it is paused already. Admins only."}, a.pauseQueue)
	register(a, huma.Operation{OperationID: "resume-queue", Method: http.MethodPost, Path: "/queues/{queue}/resume", Tags: jobsTag, DefaultStatus: 200,
		Summary: "Let workers take jobs of a queue again", Description: "409 when it is not paused. Admins only."}, a.resumeQueue)
}

// WorkerJob is a job that a worker runs.
type WorkerJob struct {
	ID         consent.ID `json:"id"`
	AnalysisID consent.ID `json:"analysis_id"`
	Since      *time.Time `json:"since,omitempty"`
}

// Worker is a worker process.
type Worker struct {
	Name        string             `json:"name"`
	Queues      []consent.Priority `json:"queues" nullable:"false"`
	Concurrency int                `json:"concurrency" doc:"Jobs at once."`
	State       string             `json:"state" enum:"active,stopping,stale" doc:"Stale: no heartbeat for 20 seconds."`
	Since       time.Time          `json:"since" doc:"When the process began."`
	SeenAt      time.Time          `json:"seen_at" doc:"Its last heartbeat."`
	Jobs        []WorkerJob        `json:"jobs" nullable:"false" doc:"Jobs of this workspace that run now, the oldest first."`
}

func workerOf(w consent.Worker) Worker {
	out := Worker{Name: w.Name, Queues: w.Queues, Concurrency: w.Concurrency, State: string(w.State), Since: w.StartedAt, SeenAt: w.SeenAt, Jobs: []WorkerJob{}}
	if w.Stale {
		out.State = "stale"
	}
	for _, j := range w.Jobs {
		out.Jobs = append(out.Jobs, WorkerJob{ID: j.ID, AnalysisID: j.AnalysisID, Since: j.StartedAt})
	}
	return out
}

// Queue is a queue with its depth.
type Queue struct {
	Queue    consent.Priority         `json:"queue" enum:"high,default,low"`
	Paused   bool                     `json:"paused"`
	PausedAt *time.Time               `json:"paused_at,omitempty"`
	PausedBy string                   `json:"paused_by,omitempty"`
	Jobs     map[consent.JobState]int `json:"jobs" nullable:"false" doc:"How many jobs of this workspace are in which state."`
}

func queueOf(q consent.QueueState) Queue {
	out := Queue{Queue: q.Queue, Jobs: map[consent.JobState]int{}}
	for _, state := range consent.JobStates() {
		out.Jobs[state] = q.Counts[state]
	}
	if q.Pause != nil {
		out.Paused, out.PausedAt, out.PausedBy = true, &q.Pause.PausedAt, q.Pause.PausedBy
	}
	return out
}

func (a *API) listWorkers(ctx context.Context, actor consent.Actor, _ *struct{}) (*output[List[Worker]], error) {
	found, err := a.app.Workers(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &output[List[Worker]]{Body: listOf(consent.Page[consent.Worker]{Items: found}, workerOf)}, nil
}

func (a *API) listQueues(ctx context.Context, actor consent.Actor, _ *struct{}) (*output[List[Queue]], error) {
	found, err := a.app.Queues(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &output[List[Queue]]{Body: listOf(consent.Page[consent.QueueState]{Items: found}, queueOf)}, nil
}

type byQueue struct {
	Queue string `path:"queue" enum:"high,default,low"`
}

func (a *API) pauseQueue(ctx context.Context, actor consent.Actor, in *byQueue) (*output[Queue], error) {
	if _, err := a.app.PauseQueue(ctx, actor, consent.Priority(in.Queue)); err != nil {
		return nil, err
	}
	return a.oneQueue(ctx, actor, in)
}

func (a *API) resumeQueue(ctx context.Context, actor consent.Actor, in *byQueue) (*output[Queue], error) {
	if err := a.app.ResumeQueue(ctx, actor, consent.Priority(in.Queue)); err != nil {
		return nil, err
	}
	return a.oneQueue(ctx, actor, in)
}

func (a *API) oneQueue(ctx context.Context, actor consent.Actor, in *byQueue) (*output[Queue], error) {
	found, err := a.app.Queues(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, q := range found {
		if string(q.Queue) == in.Queue {
			return &output[Queue]{Body: queueOf(q)}, nil
		}
	}
	return nil, consent.Errorf(consent.NotFound, "There is no such queue.")
}
