package page

import (
	"cmp"
	"fmt"
	"time"

	"microconsent/internal/consent"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Job is the progress of one job.
type Job struct {
	Frame    layout.Frame
	ID       string
	Subject  string // address or file name
	State    consent.JobState
	Steps    []Step
	Since    time.Time // when it was handed in
	Elapsed  time.Duration
	Queue    consent.Priority
	Waiting  int // jobs that wait in the same queue
	Attempt  int
	Attempts int // at most
	Next     *time.Time
	Error    string
	Analysis string // address of the result
	Cancel   string // address of the question; "" where that is not possible
	Retry    string // address of the form; "" where that is not possible
	Stream   string // address of the event stream
	Poll     string // address to look at every two seconds, where the stream does not come through
	Polled   bool   // that is so
	Announce string // what to tell the live region; "" for nothing
	Reload   Reload
}

// Reload says how a browser without scripts follows the job.
type Reload struct {
	On   string // address that reloads itself; "" when it does already
	Stop string // address that stands still; "" when it does
}

// StepState is where a step of a job stands.
type StepState string

// The states of a step.
const (
	StepDone   StepState = "done"
	StepNow    StepState = "now"
	StepToCome StepState = "to come"
	StepFailed StepState = "failed"
)

// Step is one step of a job.
type Step struct {
	Text  string
	State StepState
}

// Ended says whether nothing more will happen by itself.
func (v Job) Ended() bool { return v.State.Ended() }

func (v Job) attempt() string {
	if v.Attempt == 0 {
		return fmt.Sprintf("none yet, at most %d", v.Attempts)
	}
	return fmt.Sprintf("%d of at most %d", v.Attempt, v.Attempts)
}

// JobTone colors the state of a job.
func JobTone(s consent.JobState) ui.Tone {
	return map[consent.JobState]ui.Tone{consent.JobQueued: ui.ToneNeutral, consent.JobRunning: ui.ToneBusy, consent.JobSucceeded: ui.ToneGood,
		consent.JobFailed: ui.ToneBad, consent.JobDead: ui.ToneBad, consent.JobCanceled: ui.ToneNeutral}[s]
}

// Jobs is the list of jobs with the depth of each queue.
type Jobs struct {
	Frame   layout.Frame
	Queues  []QueueDepth
	Workers []WorkerRow
	Fresh   string    // address to ask for queues and workers again
	Tabs    []ui.Link // by state, with counts
	Choices []ui.Option
	State   string // kept by the filter's form
	Error   string // searched for in failures
	Retry   string // address of the question whether all that match are to be retried; "" where that is not possible
	Cleanup bool   // old jobs may be removed here
	Rows    []JobRow
	Pager   ui.Pager
	Clear   string
	Active  bool // a filter is set
}

// QueueDepth is how many jobs wait and run in one queue.
type QueueDepth struct {
	Queue            consent.Priority
	Waiting, Running int
	Failed           int // failed or given up
	Paused           *time.Time
	PausedBy         string
	Change           bool // it may be paused and resumed here
}

func (q QueueDepth) action() string {
	if q.Paused != nil {
		return "/queues/" + string(q.Queue) + "/resume"
	}
	return "/queues/" + string(q.Queue) + "/pause"
}

func (q QueueDepth) verb() string {
	if q.Paused != nil {
		return "Resume"
	}
	return "Pause"
}

// WorkerRow is a worker process.
type WorkerRow struct {
	Name     string
	Queues   string
	State    string // Active, Stopping or Stale
	Tone     ui.Tone
	Since    time.Time
	Seen     string // how long ago it was heard of
	Running  int
	Capacity int
	Jobs     []ui.Link // that it runs now
}

// JobRow is one job of the list.
type JobRow struct {
	Href    string
	ID      string
	Subject string // host or file name; "" when it has none
	State   consent.JobState
	Queue   consent.Priority
	Created time.Time
	Took    string
	Attempt string
	Error   string
	Cancel  string
	Retry   string
}

// name is what the row is about, else the end of its id.
func (r JobRow) name() string { return cmp.Or(r.Subject, "…"+r.short()) }

func (r JobRow) short() string { return r.ID[max(0, len(r.ID)-8):] }
