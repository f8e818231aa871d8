package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

type seedQueued struct {
	JobID     consent.ID `json:"job_id"`
	Status    string     `json:"status"`
	Message   string     `json:"message"`
	RequestID string     `json:"request_id"`
}

func (a *API) seedAnalyzeAsync(c *gin.Context) error {
	_, in, err := readSeed(c)
	if err != nil {
		return err
	}
	done, err := a.app.Submit(c.Request.Context(), httpx.Actor(c), in)
	if err != nil {
		return err
	}
	writeJSON(c, http.StatusOK, seedQueued{JobID: done.Job.ID, Status: "queued",
		Message: "The job is queued. Ask /job/" + string(done.Job.ID) + " for its result.", RequestID: consent.RequestIDFrom(c.Request.Context())})
	return nil
}

type seedJobState struct {
	JobID     consent.ID       `json:"job_id"`
	Status    string           `json:"status"`
	CreatedAt time.Time        `json:"created_at"`
	StartedAt *time.Time       `json:"started_at"`
	EndedAt   *time.Time       `json:"ended_at"`
	Result    *seedResult      `json:"result"`
	Error     *string          `json:"error"`
	Progress  consent.Progress `json:"progress"`
}

func (a *API) seedJob(c *gin.Context) error {
	id, err := consent.ParseID(c.Param("job_id"))
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), httpx.Actor(c)
	job, err := a.app.Job(ctx, actor, id)
	if err != nil {
		return err
	}
	out := seedJobState{JobID: job.ID, Status: seedStatus(job.State), CreatedAt: job.CreatedAt, StartedAt: job.StartedAt,
		EndedAt: job.EndedAt, Progress: job.Progress}
	if job.LastError != nil && job.State != consent.JobSucceeded {
		out.Error = &job.LastError.Message
	}
	if job.State == consent.JobSucceeded {
		found, err := a.app.Analysis(ctx, actor, job.AnalysisID)
		if err != nil {
			return err
		}
		result := seedResultOf(found, consent.RequestIDFrom(ctx))
		out.Result = &result
	}
	writeJSON(c, http.StatusOK, out)
	return nil
}

// seedStatus is a job's state in the words of the earlier system.
func seedStatus(s consent.JobState) string {
	switch s {
	case consent.JobRunning:
		return "started"
	case consent.JobSucceeded:
		return "finished"
	case consent.JobDead:
		return "failed"
	}
	return string(s)
}

func formatFloat(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
