package storybook

import (
	"time"

	"microconsent/internal/consent"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func steps(at int, state page.StepState) []page.Step {
	out := make([]page.Step, 0, 6)
	for i, text := range []string{"Wait", "Fetch", "Find", "Classify", "Judge", "Done"} {
		step := page.Step{Text: text, State: page.StepToCome}
		switch {
		case i < at:
			step.State = page.StepDone
		case i == at:
			step.State = state
		}
		out = append(out, step)
	}
	return out
}

func job(state consent.JobState) page.Job {
	path := "/jobs/" + id("01")
	v := page.Job{Frame: frame("Analysis of shop.example", layout.NavJobs), ID: id("01"), Subject: "shop.example/start", State: state, Queue: consent.PriorityDefault,
		Waiting: 3, Attempt: 1, Attempts: 6, Elapsed: 72 * time.Second, Stream: path + "/live", Poll: path + "?poll=1"}
	if !state.Ended() {
		v.Frame.RefreshPath = path + "?reload=on"
		v.Reload.On, v.Cancel = v.Frame.RefreshPath, path+"/cancel"
	}
	return v
}

func jobs() []Story {
	queued, running := job(consent.JobQueued), job(consent.JobRunning)
	queued.Steps, queued.Attempt, queued.Waiting = steps(0, page.StepNow), 0, 1
	running.Steps = steps(2, page.StepNow)
	again := job(consent.JobQueued)
	again.Steps, again.Attempt, again.Error, again.Next = steps(0, page.StepNow), 2, "The site does not answer.", moment(noon().Add(time.Minute))
	polled, reloading := running, running
	polled.Polled, polled.Announce = true, "Find"
	reloading.Reload = page.Reload{Stop: "/jobs/" + id("01") + "?reload=off"}
	reloading.Frame.RefreshPath = ""
	done, failed, dead, canceled := job(consent.JobSucceeded), job(consent.JobFailed), job(consent.JobDead), job(consent.JobCanceled)
	done.Steps, done.Analysis = steps(6, page.StepDone), "/analyses/"+id("02")
	failed.Steps, failed.Error = steps(1, page.StepFailed), "The answer is no page: "+Hostile
	dead.Steps, dead.Error = steps(1, page.StepFailed), "The site does not answer."
	canceled.Steps, canceled.Error = steps(0, page.StepFailed), "Canceled by Ada."
	for _, v := range []*page.Job{&failed, &dead, &canceled} {
		v.Retry = "/jobs/" + id("01") + "/retry"
	}
	names := []string{"queued", "running", "again", "polled", "reloading", "done", "failed", "dead", "canceled"}
	var out []Story
	for i, v := range []page.Job{queued, running, again, polled, reloading, done, failed, dead, canceled} {
		out = append(out, Story{Name: "job/" + names[i], View: page.JobPage(v)}, Story{Name: "job/" + names[i] + "/fragment", View: page.JobPage(v), Fragment: "live"})
	}
	return append(append(out, jobLists()...), batches()...)
}

func batches() []Story {
	row := page.BatchRow{Href: "/batches/" + id("05"), Name: "sites.csv", By: "Ada", Created: ago(time.Hour), State: "Read", Total: 10_000, Accepted: 1000, Refused: 9000}
	broken := page.BatchRow{Href: "/batches/" + id("06"), Name: Hostile, By: Hostile, Created: ago(time.Hour), State: "Broke off", Broken: true, Total: 12, Accepted: 3}
	analyses := "/analyses?batch=" + id("05")
	running := page.Batch{Frame: frame("sites.csv", layout.NavJobs), Row: row, Path: row.Href, Queue: consent.PriorityLow, Done: 420, Percent: 42, Rate: "61.5 a minute", Left: "9 min 26 s",
		Statuses: []ui.Link{{Text: "Waiting", Href: analyses + "&status=queued", Count: 580}, {Text: "Done", Href: analyses + "&status=completed", Count: 420}},
		Analyses: analyses, Exports: []ui.Link{{Text: "CSV", Href: "/api/v1/export.csv?batch=" + id("05")}}, Cancel: row.Href + "/cancel", Download: row.Href + "/errors.csv",
		Errors: []page.BadLine{{Number: 2, Text: "ftp://example.com", Message: "Only http and https are fetched."}, {Number: 9, Text: Hostile, Message: "This is no address."}}}
	cut := page.Batch{Frame: frame("Batch", layout.NavJobs), Row: broken, Path: broken.Href, Queue: consent.PriorityLow, Done: 3, Percent: 100, Ended: true, Failure: "The upload was cut off. " + Hostile, Analyses: analyses}
	list := page.Batches{Frame: frame("Batches", layout.NavJobs), Rows: []page.BatchRow{row, broken}, Pager: ui.Pager{Label: "batches", Older: "/batches?cursor=x"}}
	return []Story{{Name: "batch/running", View: page.BatchPage(running)}, {Name: "batch/fragment", View: page.BatchPage(running), Fragment: "progress"}, {Name: "batch/broken", View: page.BatchPage(cut)},
		{Name: "batches", View: page.BatchesPage(list)}, {Name: "batches/empty", View: page.BatchesPage(page.Batches{Frame: list.Frame})}}
}

func jobLists() []Story {
	tabs := []ui.Link{{Text: "All", Href: "/jobs", Current: true, Counted: true, Count: 3}, {Text: "Waiting", Href: "/jobs?state=queued", Counted: true, Count: 1}}
	v := page.Jobs{Frame: frame("Jobs", layout.NavJobs), Tabs: tabs, Choices: choices("Any", "Any", "High", "Normal", "Low"), Clear: "/jobs",
		Queues: []page.QueueDepth{{Queue: consent.PriorityHigh}, {Queue: consent.PriorityDefault, Waiting: 1234, Running: 8, Failed: 1}, {Queue: consent.PriorityLow}}}
	empty, none := v, v
	none.Active, none.State, none.Error = true, "dead", "timeout"
	v.Fresh, v.Retry, v.Cleanup = "/jobs", "/jobs/retry", true
	v.Queues = []page.QueueDepth{{Queue: consent.PriorityHigh, Change: true}, {Queue: consent.PriorityDefault, Waiting: 1234, Running: 8, Failed: 1, Change: true},
		{Queue: consent.PriorityLow, Waiting: 9, Paused: moment(ago(time.Hour)), PausedBy: "Ada " + Hostile, Change: true}}
	v.Workers = []page.WorkerRow{
		{Name: "w1", Queues: "High, Normal", State: "Active", Tone: ui.ToneGood, Since: ago(26 * time.Hour), Seen: "2 s ago", Running: 2, Capacity: 8,
			Jobs: []ui.Link{{Text: "shop.example.com", Href: "/jobs/" + id("01")}, {Text: Hostile, Href: "/jobs/" + id("02")}}},
		{Name: "w2", Queues: "Low", State: "Stopping", Tone: ui.ToneNeutral, Since: ago(time.Hour), Seen: "0 s ago", Capacity: 4},
		{Name: Hostile, Queues: "Low", State: "Stale", Tone: ui.ToneBad, Since: ago(time.Hour), Seen: "42 s ago", Capacity: 4},
	}
	v.Pager = ui.Pager{Label: "jobs", First: "/jobs", Older: "/jobs?cursor=x"}
	v.Rows = []page.JobRow{
		{Href: "/jobs/" + id("01"), ID: id("01"), Subject: "shop.example.com", State: consent.JobQueued, Queue: consent.PriorityHigh, Created: ago(time.Minute), Took: "1 min 0 s", Attempt: "0 of 6", Cancel: "/jobs/" + id("01") + "/cancel"},
		{Href: "/jobs/" + id("02"), ID: id("02"), State: consent.JobSucceeded, Queue: consent.PriorityDefault, Created: ago(time.Hour), Took: "2 s", Attempt: "1 of 6"},
		{Href: "/jobs/" + id("03"), ID: id("03"), Subject: Hostile, State: consent.JobDead, Queue: consent.PriorityLow, Created: ago(26 * time.Hour), Took: "4 min 2 s", Attempt: "6 of 6",
			Error: "The site does not answer. " + Hostile, Retry: "/jobs/" + id("03") + "/retry"},
	}
	return []Story{{Name: "jobs", View: page.JobsPage(v)}, {Name: "jobs/fragment", View: page.JobsPage(v), Fragment: "machines"}, {Name: "jobs/empty", View: page.JobsPage(empty)}, {Name: "jobs/no-match", View: page.JobsPage(none)}}
}
