package consent

import (
	"strings"
	"time"
)

// WorkerState is what a worker process says of itself.
type WorkerState string

// The states. A stopping worker takes no more jobs and lets those that run end.
const (
	WorkerActive   WorkerState = "active"
	WorkerStopping WorkerState = "stopping"
)

// WorkerStale is the silence after which a worker counts as gone.
const WorkerStale = 20 * time.Second

// Worker is a worker process, as its last heartbeat told. Workers serve all workspaces.
type Worker struct {
	ID          ID // of this run of the process
	Name        string
	Queues      []Priority // that it serves, the most urgent first
	Concurrency int        // jobs at once
	State       WorkerState
	StartedAt   time.Time
	SeenAt      time.Time // last heartbeat

	// Filled in by the use case, for the workspace of who asks.
	Stale bool  // silent for longer than WorkerStale
	Jobs  []Job // that it runs now, the oldest first
}

// QueueNames writes queues as "high,default".
func QueueNames(queues []Priority) string {
	names := make([]string, len(queues))
	for i, q := range queues {
		names[i] = string(q)
	}
	return strings.Join(names, ",")
}

// QueuePause says that no job of a queue is taken, since when, and by whose wish.
type QueuePause struct {
	Queue    Priority
	PausedAt time.Time
	PausedBy string // name of the actor
}

// QueueState is a queue with its depth.
type QueueState struct {
	Queue  Priority
	Counts map[JobState]int // of the workspace of who asks
	Pause  *QueuePause      // nil while jobs are taken
}
