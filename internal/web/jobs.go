package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func jobPath(id consent.ID) string { return "/jobs/" + string(id) }

func (p *pages) jobs(c *gin.Context) error {
	f, err := parseJobFilter(c.Request.URL.Query())
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), httpx.Actor(c)
	queues, err := p.App.Queues(ctx, actor)
	if err != nil {
		return err
	}
	workers, err := p.App.Workers(ctx, actor)
	if err != nil {
		return err
	}
	v := page.Jobs{Queues: depths(queues, actor), Workers: p.workerRows(workers), Fresh: jobsPath(f)}
	if wantsFragment(c) {
		return render(c, http.StatusOK, page.JobsPage(v), "machines")
	}
	found, err := p.App.Jobs(ctx, actor, f)
	if err != nil {
		return err
	}
	v.Frame, v.Tabs, v.State, v.Error = p.frame(c, "Jobs", layout.NavJobs), stateTabs(f, queues), string(f.State), f.Error
	v.Choices, v.Rows, v.Pager = queueOptions(f.Queue), p.jobRows(actor, found.Items), jobsPager(f, found)
	v.Clear, v.Active = "/jobs", !f.IsZero()
	v.Retry, v.Cleanup = retryAllPath(f, queues, actor), actor.Role.AtLeast(consent.RoleAdmin)
	return render(c, http.StatusOK, page.JobsPage(v), "")
}

// parseJobFilter reads the filter of the page; its size is the page's own.
func parseJobFilter(query url.Values) (consent.JobFilter, error) {
	f, err := consent.ParseJobFilter(query)
	f.Limit = 0
	return f, err
}

func jobsPath(f consent.JobFilter) string {
	v := f.Values()
	if f.Cursor != nil {
		v.Set("cursor", f.Cursor.String())
	}
	if len(v) == 0 {
		return "/jobs"
	}
	return "/jobs?" + v.Encode()
}

func jobsPager(f consent.JobFilter, found consent.Page[consent.Job]) ui.Pager {
	p := ui.Pager{Label: "jobs"}
	if f.Cursor != nil {
		first := f
		first.Cursor = nil
		p.First = jobsPath(first)
	}
	if found.Next != nil {
		next := f
		next.Cursor = found.Next
		p.Older = jobsPath(next)
	}
	return p
}

// stateTabs counts jobs by state within the chosen queue.
func stateTabs(f consent.JobFilter, queues []consent.QueueState) []ui.Link {
	f.Cursor = nil
	link := func(text string, s consent.JobState) ui.Link {
		sum, to := 0, f
		to.State = s
		for _, q := range queues {
			for state, n := range q.Counts {
				if (s == "" || state == s) && (f.Queue == "" || q.Queue == f.Queue) {
					sum += n
				}
			}
		}
		return ui.Link{Text: text, Href: jobsPath(to), Current: f.State == s, Counted: f.Error == "" && f.Since == nil && f.Until == nil, Count: sum}
	}
	out := []ui.Link{link("All", "")}
	for _, s := range consent.JobStates() {
		out = append(out, link(label.JobState(s), s))
	}
	return out
}

func queueOptions(at consent.Priority) []ui.Option {
	all := []ui.Option{{Label: "Any", Selected: at == ""}}
	return append(all, options(consent.Priorities(), label.Priority, at)...)
}

// askCancel asks before a job ends without a result.
func (p *pages) askCancel(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	job, err := p.App.Job(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	if job.State.Ended() {
		return consent.Errorf(consent.Conflict, "This job has ended already.")
	}
	v := page.Confirm{Frame: p.frame(c, "Cancel the job", layout.NavJobs), Title: "Cancel this job?", Action: jobPath(id) + "/cancel",
		Text: "The analysis ends without a result. It can be queued again later.", Do: "Cancel the job", Retreat: "Keep it", Back: jobPath(id), Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}

func (p *pages) cancelJob(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	if _, err := p.App.CancelJob(c.Request.Context(), httpx.Actor(c), id); err != nil {
		return err
	}
	p.flash(c, "canceled", 0)
	return seeOther(c, jobPath(id))
}

func (p *pages) retryJob(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	if _, err := p.App.RetryJob(c.Request.Context(), httpx.Actor(c), id); err != nil {
		return err
	}
	p.flash(c, "retried", 0)
	return seeOther(c, jobPath(id))
}
