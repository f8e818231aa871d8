package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
)

// reloadEvery is the time between two looks of a browser without scripts, in seconds.
const reloadEvery = "3"

// The values of ?reload=: the page reloads itself, or stands still.
const (
	reloadOn  = "on"
	reloadOff = "off"
)

// job shows the progress. With scripts it follows the event stream; without, the page
// sends itself to ?reload=on, where the Refresh header does the same.
func (p *pages) job(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	v, err := p.jobView(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	v.Frame = p.frame(c, "Analysis of "+v.Subject, layout.NavJobs)
	v.Polled = c.Query("poll") != ""
	if v.Ended() && wantsFragment(c) {
		v.Announce = v.Frame.Title + ": " + label.JobState(v.State)
	}
	if !v.Ended() {
		withoutScripts(c, &v)
	}
	return render(c, http.StatusOK, page.JobPage(v), "live")
}

func withoutScripts(c *gin.Context, v *page.Job) {
	here := "/jobs/" + v.ID
	switch c.Query("reload") {
	case reloadOn:
		c.Header("Refresh", reloadEvery)
		v.Reload.Stop = here + "?reload=" + reloadOff
	case reloadOff:
		v.Reload.On = here + "?reload=" + reloadOn
	default:
		v.Frame.RefreshPath = here + "?reload=" + reloadOn
		v.Reload.On = v.Frame.RefreshPath
	}
}

// jobView is what is known of a job now.
func (p *pages) jobView(ctx context.Context, actor consent.Actor, id consent.ID) (page.Job, error) {
	job, err := p.App.Job(ctx, actor, id)
	if err != nil {
		return page.Job{}, err
	}
	analysis, err := p.App.Analysis(ctx, actor, job.AnalysisID)
	if err != nil {
		return page.Job{}, err
	}
	counts, err := p.App.CountJobs(ctx, actor)
	if err != nil {
		return page.Job{}, err
	}
	v := p.newJobView(actor, job, analysis)
	for _, each := range counts {
		if each.Queue == job.Queue && each.State == consent.JobQueued {
			v.Waiting = each.Count
		}
	}
	return v, nil
}

func (p *pages) newJobView(actor consent.Actor, job consent.Job, analysis consent.Analysis) page.Job {
	site, detail := siteOf(analysis)
	if analysis.Host != "" {
		site += detail
	}
	v := page.Job{ID: string(job.ID), Subject: site, State: job.State, Steps: steps(job, analysis.Source.Kind), Since: job.CreatedAt, Elapsed: p.elapsed(job),
		Queue: job.Queue, Attempt: job.Attempt, Attempts: job.MaxAttempts, Stream: jobPath(job.ID) + "/live",
		Poll: jobPath(job.ID) + "?poll=1"}
	switch {
	case job.State == consent.JobSucceeded:
	case analysis.Failure != nil:
		v.Error = analysis.Failure.Message
	case job.LastError != nil:
		v.Error = job.LastError.Message
	}
	if job.State == consent.JobSucceeded {
		v.Analysis = analysisPath(job.AnalysisID)
	}
	if job.State == consent.JobQueued && job.RunAfter.After(p.Now()) {
		v.Next = &job.RunAfter
	}
	v.Cancel, v.Retry = jobActions(actor, job)
	return v
}

// jobActions are the addresses of what the actor may do with a job.
func jobActions(actor consent.Actor, job consent.Job) (cancel, retry string) {
	switch {
	case !actor.Role.AtLeast(consent.RoleAnalyst):
		return "", ""
	case !job.State.Ended():
		return jobPath(job.ID) + "/cancel", ""
	case job.State != consent.JobSucceeded:
		return "", jobPath(job.ID) + "/retry"
	}
	return "", ""
}

func (p *pages) elapsed(job consent.Job) time.Duration {
	if job.EndedAt != nil {
		return job.EndedAt.Sub(job.CreatedAt)
	}
	return p.Now().Sub(job.CreatedAt)
}

// stages are the steps of a job in order, as Progress.Stage names them.
func stages() []string { return []string{"queued", "fetch", "extract", "classify", "score", "done"} }

func stageText(stage string, kind consent.SourceKind) string {
	if stage == "fetch" && kind != consent.SourceURL {
		return "Read"
	}
	return map[string]string{"queued": "Wait", "fetch": "Fetch", "extract": "Find", "classify": "Classify", "score": "Judge", "done": "Done"}[stage]
}

// steps says of each step whether it is done, under way or to come. Where the job ended
// without a result the step it had reached failed.
func steps(job consent.Job, kind consent.SourceKind) []page.Step {
	at := max(0, slices.Index(stages(), job.Progress.Stage))
	if job.State == consent.JobQueued {
		at = 0
	}
	out := make([]page.Step, len(stages()))
	for i, stage := range stages() {
		out[i] = page.Step{Text: stageText(stage, kind), State: page.StepToCome}
		switch {
		case i < at || job.State == consent.JobSucceeded:
			out[i].State = page.StepDone
		case i == at && job.State.Ended():
			out[i].State = page.StepFailed
		case i == at:
			out[i].State = page.StepNow
		}
	}
	return out
}

func (p *pages) jobRows(actor consent.Actor, jobs []consent.Job) []page.JobRow {
	out := make([]page.JobRow, len(jobs))
	for i, job := range jobs {
		out[i] = page.JobRow{Href: jobPath(job.ID), ID: string(job.ID), Subject: job.Subject, State: job.State, Queue: job.Queue, Created: job.CreatedAt,
			Took: label.Elapsed(p.elapsed(job)), Attempt: fmt.Sprintf("%d of %d", job.Attempt, job.MaxAttempts)}
		if job.LastError != nil && job.State != consent.JobSucceeded {
			out[i].Error = label.Short(job.LastError.Message, 120)
		}
		out[i].Cancel, out[i].Retry = jobActions(actor, job)
	}
	return out
}
