package consent

import "time"

// JobState is where a job stands. The SQL row is the truth; the queue only wakes workers.
//
//	queued → running → succeeded | failed | dead | canceled
//
// failed: the input cannot be processed, trying again is useless. dead: every attempt
// failed. A running job goes back to queued when an attempt fails that may succeed later,
// and when its lease runs out.
type JobState string

// The states of a job.
const (
	JobQueued    JobState = "queued"
	JobRunning   JobState = "running"
	JobSucceeded JobState = "succeeded"
	JobFailed    JobState = "failed"
	JobDead      JobState = "dead"
	JobCanceled  JobState = "canceled"
)

// JobStates lists the states in the order in which people meet them.
func JobStates() []JobState {
	return []JobState{JobQueued, JobRunning, JobSucceeded, JobFailed, JobDead, JobCanceled}
}

// Ended says whether the state is final.
func (s JobState) Ended() bool { return s != JobQueued && s != JobRunning }

// Priority is the queue that a job waits in.
type Priority string

// The priorities, each a queue of this name.
const (
	PriorityHigh    Priority = "high"
	PriorityDefault Priority = "default"
	PriorityLow     Priority = "low"
)

// Priorities lists the queues, the most urgent first.
func Priorities() []Priority { return []Priority{PriorityHigh, PriorityDefault, PriorityLow} }

// ParsePriority checks a priority that came from outside; "" is the default one.
func ParsePriority(s string) (Priority, error) {
	if s == "" {
		return PriorityDefault, nil
	}
	for _, p := range Priorities() {
		if string(p) == s {
			return p, nil
		}
	}
	return "", InvalidField("priority", "The priority must be high, default or low.")
}

// JobKind is the kind of work.
type JobKind string

// The kinds.
const (
	// JobAnalyze fetches or reads a source and runs the engine on it.
	JobAnalyze JobKind = "analyze"
	// JobRejudge runs the engine on the stored source of an earlier analysis. Nothing is
	// fetched.
	JobRejudge JobKind = "rejudge"
)

// Progress is how far a running job is.
type Progress struct {
	Percent int    `json:"percent"` // 0 to 100
	Stage   string `json:"stage"`   // queued fetch extract classify score done
}

// Job is a unit of background work.
type Job struct {
	ID           ID
	WorkspaceID  ID
	Kind         JobKind
	AnalysisID   ID
	Queue        Priority
	State        JobState
	Attempt      int // attempts begun so far
	MaxAttempts  int
	DispatchNo   int    // raised when the job is put back to queued, so that each wake-up has an id of its own
	Worker       string // ID of the Worker that runs it, or ran it last
	Progress     Progress
	LastError    *Failure
	CreatedAt    time.Time
	UpdatedAt    time.Time
	RunAfter     time.Time // not before this time
	StartedAt    *time.Time
	EndedAt      *time.Time
	LeaseUntil   *time.Time
	DispatchedAt *time.Time // when the queue was last told of this DispatchNo
	Subject      string     // the analysis' host, else its file name; filled in lists only
}

// Claim proves that a worker holds a running job: every later write names the dispatch it
// was made under, so that a worker that lost its lease changes nothing. The attempt would
// not do: a retry by hand counts anew.
type Claim struct {
	JobID      ID
	DispatchNo int
}

// Claim is the proof that belongs to the job's current attempt.
func (j Job) Claim() Claim { return Claim{JobID: j.ID, DispatchNo: j.DispatchNo} }

// QueueCount is the number of jobs in one state of one queue.
type QueueCount struct {
	Queue Priority
	State JobState
	Count int
}

// JobEvent is one change of a job: its state, attempt or progress. Events of a job are
// numbered from 1, without gaps; the oldest ones of a job that was retried very often are
// forgotten.
type JobEvent struct {
	ID       int // the number
	JobID    ID
	At       time.Time
	State    JobState
	Attempt  int
	Progress Progress
	Failure  *Failure // why the last attempt ended, where the event is about that
}
