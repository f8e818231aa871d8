package worker

import (
	"fmt"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
)

// answer tells the queue what to do with a task after its attempt. The job's row says
// what happens to the job; the queue never tries again by itself.
//
//	outcome is in the row, or nothing was to do   the task is done
//	the task can never be of use                  archived, for the operator to look at
//	the outcome could not be written              dropped; the sweeper wakes a worker again
func answer(err error) error {
	switch consent.CodeOf(err) {
	case "", consent.Conflict:
		return nil
	case consent.Invalid, consent.NotFound, consent.Unauthenticated, consent.Forbidden, consent.TooLarge, consent.Unsupported:
		return fmt.Errorf("%w: %w", asynq.SkipRetry, err)
	default:
		return fmt.Errorf("%w: %w", asynq.RevokeTask, err)
	}
}
