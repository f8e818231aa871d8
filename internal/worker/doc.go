// Package worker runs jobs that the queue wakes it for: decode the task, call the use
// case, map its error (error.go). It also runs the sweeper.
package worker
