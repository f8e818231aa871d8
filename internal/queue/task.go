package queue

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
)

// TaskType is the one kind of task: run a job.
const TaskType = "job:run"

// payloadVersion is raised when the payload changes in a way that an older worker cannot
// read.
const payloadVersion = 1

// payload is what a task carries: its version and the job's id, nothing that could
// disagree with the job's row.
type payload struct {
	V     int        `json:"v"`
	JobID consent.ID `json:"job_id"`
}

// Encode makes the payload that wakes a worker for the job.
func Encode(id consent.ID) ([]byte, error) {
	return json.Marshal(payload{V: payloadVersion, JobID: id})
}

// Decode reads a payload. Invalid for anything that Encode of this version did not make.
func Decode(raw []byte) (consent.ID, error) {
	var p payload
	if err := json.Unmarshal(raw, &p); err != nil {
		return "", consent.Wrap(err, consent.Invalid, "The task cannot be read.")
	}
	if p.V != payloadVersion {
		return "", consent.Errorf(consent.Invalid, "The task is of version %d; this worker reads version %d.", p.V, payloadVersion)
	}
	id, err := consent.ParseID(string(p.JobID))
	if err != nil {
		return "", consent.Wrap(err, consent.Invalid, "The task names no job.")
	}
	return id, nil
}

// TaskID names one wake-up. It changes with DispatchNo, since asynq refuses the id of a
// task that it holds, be it an archived one.
func TaskID(j consent.Job) string { return string(j.ID) + ":" + strconv.Itoa(j.DispatchNo) }

// timeoutSlack is what a worker has beyond the attempt's own timeout to write what became
// of it.
const timeoutSlack = time.Minute

func newTask(j consent.Job, timeout time.Duration, headers map[string]string) (*asynq.Task, error) {
	body, err := Encode(j.ID)
	if err != nil {
		return nil, err
	}
	return asynq.NewTaskWithHeaders(TaskType, body, headers, asynq.TaskID(TaskID(j)), asynq.Queue(string(j.Queue)), asynq.MaxRetry(0),
		asynq.Timeout(timeout+timeoutSlack)), nil
}
