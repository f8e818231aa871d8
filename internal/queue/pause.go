package queue

import (
	"context"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// Pause makes workers take no tasks of the named queues, and tasks of all others. The
// database has the pauses; here they are repeated after each loss.
func (d *Dispatcher) Pause(_ context.Context, paused []consent.Priority) error {
	for _, q := range consent.Priorities() {
		change := d.inspect.UnpauseQueue
		if slices.Contains(paused, q) {
			change = d.inspect.PauseQueue
		}
		// asynq has no error of its own for what is so already.
		if err := change(string(q)); err != nil && !strings.HasSuffix(err.Error(), " paused") {
			return down(err)
		}
	}
	return nil
}
