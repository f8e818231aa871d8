package worker

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]error{
		consent.Errorf(consent.Conflict, "Taken."):                      nil,
		fmt.Errorf("x: %w", consent.Errorf(consent.Conflict, "Taken.")): nil,
		consent.Errorf(consent.Invalid, "Bad."):                         asynq.SkipRetry,
		consent.Errorf(consent.NotFound, "Gone."):                       asynq.SkipRetry,
		consent.Errorf(consent.Forbidden, "No."):                        asynq.SkipRetry,
		consent.Errorf(consent.TooLarge, "Big."):                        asynq.SkipRetry,
		consent.Errorf(consent.Unavailable, "Down."):                    asynq.RevokeTask,
		consent.Errorf(consent.RateLimited, "Slow."):                    asynq.RevokeTask,
		consent.Errorf(consent.Internal, "Odd."):                        asynq.RevokeTask,
		context.Canceled:                                                asynq.RevokeTask,
		context.DeadlineExceeded:                                        asynq.RevokeTask,
		errors.New("no code"):                                           asynq.RevokeTask,
	} {
		got := answer(err)
		if want == nil && got != nil || !errors.Is(got, want) {
			t.Errorf("%v: %v, want %v", err, got, want)
		}
		if got != nil && !errors.Is(got, err) {
			t.Errorf("%v: the cause is lost in %v", err, got)
		}
	}
	if answer(nil) != nil {
		t.Error("no error is an error")
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	got := weights(consent.Priorities())
	if len(got) != 3 || got["high"] != 6 || got["default"] != 3 || got["low"] != 1 {
		t.Errorf("%v", got)
	}
	if got := weights([]consent.Priority{consent.PriorityLow}); len(got) != 1 || got["low"] != 1 {
		t.Errorf("one queue: %v", got)
	}
}
