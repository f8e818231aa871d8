package consent

import "time"

// MaxBatchSources is the most sources that a batch may have.
const MaxBatchSources = 10_000

// BatchKind is how the sources of a batch were handed in.
type BatchKind string

// The kinds.
const (
	BatchLines BatchKind = "lines" // one address a line
	BatchCSV   BatchKind = "csv"   // a table with a column of addresses
	BatchZip   BatchKind = "zip"   // files to analyse
)

// BatchState is how far the reading of a batch is. Its analyses have states of their own.
type BatchState string

// The states of a batch.
const (
	BatchReading BatchState = "reading"
	BatchRead    BatchState = "read"
	BatchBroken  BatchState = "broken" // reading ended early; what was taken before is analysed
)

// BatchSilence is how long a batch may be read without news before it counts as broken.
const BatchSilence = 2 * time.Minute

// Batch is many sources handed in together.
type Batch struct {
	ID          ID
	WorkspaceID ID
	CreatedAt   time.Time
	UpdatedAt   time.Time
	CreatedBy   string // name of the actor
	Name        string // file name; "" for a paste
	Kind        BatchKind
	State       BatchState
	Priority    Priority
	Options     Options
	Total       int // sources that were found before any was read
	Accepted    int
	Refused     int
	Failure     *Failure // why the reading ended early
}

// BatchItem is one source of a batch as it was read. Exactly one of URL, Body and Err is set.
type BatchItem struct {
	Line int    // line or row, from 1; of a zip the place of the file
	Text string // what stood there, for the report
	URL  string
	Name string
	Body []byte
	Err  error // it could not be read; the others go on
}

// BatchError is a source of a batch that was refused.
type BatchError struct {
	Line    int
	Text    string // at most 500 bytes
	Message string
}

// BatchCounts is how far the analyses of a batch are.
type BatchCounts struct {
	ByStatus map[Status]int
	Recent   int // that ended since the asked time
}

// Waiting is the number of those that wait or run.
func (c BatchCounts) Waiting() int {
	return c.ByStatus[StatusQueued] + c.ByStatus[StatusRunning]
}
