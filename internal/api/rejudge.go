package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// RejudgeItem is an analysis that waits to judge a stored source again.
type RejudgeItem struct {
	ID           consent.ID `json:"id"`
	RejudgedFrom consent.ID `json:"rejudged_from" doc:"The first analysis of the source. Compare the two when the job has ended."`
	JobID        consent.ID `json:"job_id"`
	Location     string     `json:"location"`
	Compare      string     `json:"compare" doc:"Where to read the difference once the job has ended."`
}

// RejudgeResults is what became of a filter's analyses.
type RejudgeResults struct {
	Items      []RejudgeItem `json:"items" nullable:"false"`
	Queued     int           `json:"queued"`
	Skipped    int           `json:"skipped" doc:"Without a stored source or a result."`
	NextCursor string        `json:"next_cursor,omitempty" doc:"Send as cursor to go on; absent at the end."`
}

func rejudgeItem(a consent.Analysis) RejudgeItem {
	return RejudgeItem{ID: a.ID, RejudgedFrom: a.RejudgedFrom, JobID: a.JobID, Location: analysisPath(a.ID),
		Compare: Base + "/compare?base=" + string(a.RejudgedFrom) + "&head=" + string(a.ID)}
}

func (a *API) registerRejudge() {
	register(a, huma.Operation{OperationID: "rejudge-analysis", Method: http.MethodPost, Path: "/analyses/{id}/rejudge", Tags: analysesTag, DefaultStatus: http.StatusAccepted,
		Summary: "Judge the stored source of an analysis again",
		Description: "By this version's rules and without a new visit, as a job of low priority. The result is an analysis of its own that names the first one of the source in rejudged_from; " +
			"this one stays as it is. 409 when the source is not stored or there is no result yet."}, a.rejudge)
	a.routes.POST(`/analyses\:rejudge`, httpx.Wrap(a.rejudgeMany))
	a.describe(huma.Operation{OperationID: "rejudge-analyses", Method: http.MethodPost, Path: "/analyses:rejudge", Tags: analysesTag,
		Summary:     "Judge the stored sources of many analyses again",
		Description: "Of those that the filter selects, newest first, at most 1,000 a call; without a filter, of all. Analyses that judged a source again themselves are left out.",
		Parameters:  a.OpenAPI().Paths["/analyses"].Get.Parameters,
	}, nil, map[int]any{202: RejudgeResults{}})
}

type rejudgeOutput struct {
	Location   string `header:"Location"`
	RetryAfter string `header:"Retry-After"`
	Body       RejudgeItem
}

func (a *API) rejudge(ctx context.Context, actor consent.Actor, in *byID) (*rejudgeOutput, error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	done, err := a.app.Rejudge(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	item := rejudgeItem(done.Analysis)
	return &rejudgeOutput{Location: item.Location, RetryAfter: "2", Body: item}, nil
}

func (a *API) rejudgeMany(c *gin.Context) error {
	filter, err := consent.ParseFilter(c.Request.URL.Query())
	if err != nil {
		return err
	}
	httpx.Extend(c, maxWait) // a thousand jobs are stored one by one
	done, err := a.app.RejudgeMany(c.Request.Context(), httpx.Actor(c), filter)
	if err != nil {
		return err
	}
	out := RejudgeResults{Items: make([]RejudgeItem, len(done.Queued)), Queued: len(done.Queued), Skipped: done.Skipped}
	for i, each := range done.Queued {
		out.Items[i] = rejudgeItem(each)
	}
	if done.Next != nil {
		out.NextCursor = done.Next.String()
	}
	writeJSON(c, http.StatusAccepted, out)
	return nil
}
