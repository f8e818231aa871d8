package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// cleanupAge is the age of the jobs that the page removes.
const cleanupAge = "7d"

// retryTime is added to what a request may take when it retries many jobs.
const retryTime = 2 * time.Minute

func depths(queues []consent.QueueState, actor consent.Actor) []page.QueueDepth {
	out := make([]page.QueueDepth, len(queues))
	for i, q := range queues {
		out[i] = page.QueueDepth{Queue: q.Queue, Waiting: q.Counts[consent.JobQueued], Running: q.Counts[consent.JobRunning],
			Failed: q.Counts[consent.JobFailed] + q.Counts[consent.JobDead], Change: actor.Role.AtLeast(consent.RoleAdmin)}
		if q.Pause != nil {
			out[i].Paused, out[i].PausedBy = &q.Pause.PausedAt, q.Pause.PausedBy
		}
	}
	return out
}

// maxNamedJobs is how many running jobs a worker's row names.
const maxNamedJobs = 8

func (p *pages) workerRows(workers []consent.Worker) []page.WorkerRow {
	out := make([]page.WorkerRow, len(workers))
	for i, w := range workers {
		row := page.WorkerRow{Name: w.Name, State: "Active", Tone: ui.ToneGood, Since: w.StartedAt, Seen: label.Elapsed(p.Now().Sub(w.SeenAt)) + " ago",
			Running: len(w.Jobs), Capacity: w.Concurrency}
		var names []string
		for _, q := range w.Queues {
			names = append(names, label.Priority(q))
		}
		row.Queues = strings.Join(names, ", ")
		switch {
		case w.Stale:
			row.State, row.Tone = "Stale", ui.ToneBad
		case w.State == consent.WorkerStopping:
			row.State, row.Tone = "Stopping", ui.ToneNeutral
		}
		for _, j := range w.Jobs[:min(len(w.Jobs), maxNamedJobs)] {
			text := j.Subject
			if text == "" {
				text = "…" + string(j.ID[max(0, len(j.ID)-8):])
			}
			row.Jobs = append(row.Jobs, ui.Link{Text: label.Short(text, 60), Href: jobPath(j.ID)})
		}
		out[i] = row
	}
	return out
}

// retryAllPath leads to the question whether all failed, dead and canceled jobs that match
// are to be retried; "" where there can be none.
func retryAllPath(f consent.JobFilter, queues []consent.QueueState, actor consent.Actor) string {
	any := 0
	for _, q := range queues {
		for _, state := range []consent.JobState{consent.JobFailed, consent.JobDead, consent.JobCanceled} {
			if (f.State == "" || f.State == state) && (f.Queue == "" || f.Queue == q.Queue) {
				any += q.Counts[state]
			}
		}
	}
	if any == 0 || !actor.Role.AtLeast(consent.RoleAnalyst) {
		return ""
	}
	return retryPath(f, "")
}

func retryPath(f consent.JobFilter, expected string) string {
	v := f.Values()
	if expected != "" {
		v.Set("expected", expected)
	}
	return strings.TrimSuffix("/jobs/retry?"+v.Encode(), "?")
}

// askRetryJobs counts first; the answer names the number, so that nothing else is retried.
func (p *pages) askRetryJobs(c *gin.Context) error {
	f, err := parseJobFilter(c.Request.URL.Query())
	if err != nil {
		return err
	}
	out, err := p.App.RetryJobs(c.Request.Context(), httpx.Actor(c), app.RetryJobs{Filter: f, Dry: true})
	if err != nil {
		return err
	}
	text := label.Count(out.Count, "failed, dead or canceled job matches", "failed, dead or canceled jobs match")
	if filter := describeJobFilter(f); filter != "" {
		text += " (" + filter + ")"
	}
	v := page.Confirm{Frame: p.frame(c, "Retry jobs", layout.NavJobs), Title: "Retry " + label.Count(out.Count, "job", "jobs") + "?", Text: text + ". Each waits again, with fresh attempts.",
		Do: "Retry them", Retreat: "Leave them", Action: retryPath(f, strconv.Itoa(out.Count)), Back: jobsPath(f), Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}

// describeJobFilter puts a filter into words.
func describeJobFilter(f consent.JobFilter) string {
	var parts []string
	if f.State != "" {
		parts = append(parts, "state: "+label.JobState(f.State))
	}
	if f.Queue != "" {
		parts = append(parts, "queue: "+label.Priority(f.Queue))
	}
	if f.Error != "" {
		parts = append(parts, "error with “"+label.Short(f.Error, 80)+"”")
	}
	return strings.Join(parts, ", ")
}

func (p *pages) retryJobs(c *gin.Context) error {
	query := c.Request.URL.Query()
	expected, err := strconv.Atoi(query.Get("expected"))
	if err != nil {
		return consent.InvalidField("expected", "Ask for the number of jobs first.")
	}
	query.Del("expected")
	f, err := parseJobFilter(query)
	if err != nil {
		return err
	}
	httpx.Extend(c, retryTime)
	out, err := p.App.RetryJobs(c.Request.Context(), httpx.Actor(c), app.RetryJobs{Filter: f, Expected: expected})
	if err != nil {
		return err
	}
	p.flash(c, "retriedall", out.Done)
	return seeOther(c, "/jobs?"+url.Values{"state": {string(consent.JobQueued)}}.Encode())
}

func (p *pages) askCleanup(c *gin.Context) error {
	if !httpx.Actor(c).Role.AtLeast(consent.RoleAdmin) {
		return consent.Errorf(consent.Forbidden, "To remove jobs you need the role admin.")
	}
	v := page.Confirm{Frame: p.frame(c, "Remove old jobs", layout.NavJobs), Title: "Remove old jobs?", Text: "Jobs that ended more than 7 days ago go. Their analyses stay.",
		Do: "Remove them", Retreat: "Keep them", Action: "/jobs/cleanup", Back: "/jobs", Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}

func (p *pages) cleanup(c *gin.Context) error {
	age, err := consent.ParseAge(cleanupAge)
	if err != nil {
		return err
	}
	n, err := p.App.DeleteEndedJobs(c.Request.Context(), httpx.Actor(c), app.Cleanup{OlderThan: age})
	if err != nil {
		return err
	}
	p.flash(c, "cleaned", n)
	return seeOther(c, "/jobs")
}

func (p *pages) pauseQueue(c *gin.Context) error {
	if _, err := p.App.PauseQueue(c.Request.Context(), httpx.Actor(c), consent.Priority(c.Param("queue"))); err != nil {
		return err
	}
	p.flash(c, "paused", 0)
	return seeOther(c, "/jobs")
}

func (p *pages) resumeQueue(c *gin.Context) error {
	if err := p.App.ResumeQueue(c.Request.Context(), httpx.Actor(c), consent.Priority(c.Param("queue"))); err != nil {
		return err
	}
	p.flash(c, "resumed", 0)
	return seeOther(c, "/jobs")
}
