// Package queue wakes workers through asynq. The SQL row of a job is the truth: a task
// carries no more than the job's id, may be lost, and may arrive twice. So there is no
// retry in the queue (the sweeper and the job's own schedule do that), no uniqueness lock,
// and no task id that outlives one wake-up.
package queue
