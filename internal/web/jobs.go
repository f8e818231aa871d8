package web

import (
	"net/http"
	"net/url"
	"slices"

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
	counts, err := p.App.CountJobs(ctx, actor)
	if err != nil {
		return err
	}
	found, err := p.App.Jobs(ctx, actor, f)
	if err != nil {
		return err
	}
	v := page.Jobs{Frame: p.frame(c, "Jobs", layout.NavJobs), Queues: depths(counts), Tabs: stateTabs(f, counts), State: string(f.State),
		Choices: queueOptions(f.Queue), Rows: p.jobRows(actor, found.Items), Clear: "/jobs", Active: f.State != "" || f.Queue != "",
		Pager: jobsPager(f, found)}
	return render(c, http.StatusOK, page.JobsPage(v), "")
}

// parseJobFilter reads state, queue and cursor; anything else is an error that names it.
func parseJobFilter(query url.Values) (consent.JobFilter, error) {
	f := consent.JobFilter{State: consent.JobState(query.Get("state")), Queue: consent.Priority(query.Get("queue"))}
	for key := range query {
		if !slices.Contains([]string{"state", "queue", "cursor"}, key) {
			return f, consent.InvalidField(key, "There is no filter %q. Known filters: state, queue, cursor.", key)
		}
	}
	if f.State != "" && !slices.Contains(consent.JobStates(), f.State) {
		return f, consent.InvalidField("state", "There is no state %q.", string(f.State))
	}
	if f.Queue != "" && !slices.Contains(consent.Priorities(), f.Queue) {
		return f, consent.InvalidField("queue", "There is no queue %q.", string(f.Queue))
	}
	if text := query.Get("cursor"); text != "" {
		cursor, err := consent.ParseCursor(text)
		if err != nil {
			return f, err
		}
		f.Cursor = &cursor
	}
	return f, nil
}

func jobsPath(f consent.JobFilter) string {
	v := url.Values{}
	if f.State != "" {
		v.Set("state", string(f.State))
	}
	if f.Queue != "" {
		v.Set("queue", string(f.Queue))
	}
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
func stateTabs(f consent.JobFilter, counts []consent.QueueCount) []ui.Link {
	f.Cursor = nil
	link := func(text string, s consent.JobState) ui.Link {
		sum, to := 0, f
		to.State = s
		for _, each := range counts {
			if (s == "" || each.State == s) && (f.Queue == "" || each.Queue == f.Queue) {
				sum += each.Count
			}
		}
		return ui.Link{Text: text, Href: jobsPath(to), Current: f.State == s, Counted: true, Count: sum}
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

func depths(counts []consent.QueueCount) []page.QueueDepth {
	out := make([]page.QueueDepth, 0, len(consent.Priorities()))
	for _, q := range consent.Priorities() {
		depth := page.QueueDepth{Queue: q}
		for _, each := range counts {
			if each.Queue != q {
				continue
			}
			switch each.State {
			case consent.JobQueued:
				depth.Waiting += each.Count
			case consent.JobRunning:
				depth.Running += each.Count
			case consent.JobFailed, consent.JobDead:
				depth.Failed += each.Count
			}
		}
		out = append(out, depth)
	}
	return out
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
