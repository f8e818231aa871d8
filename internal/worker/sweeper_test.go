package worker_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"microconsent/internal/worker"
)

func TestSweeperGoesOnAfterFailures(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	round := 0
	s := worker.Sweeper{Interval: time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil)), Sweep: func(context.Context) (int, int, error) {
		round++
		switch round {
		case 1, 2:
			return 0, 0, errors.New("the database is away")
		case 3:
			panic("boom")
		case 4:
			return 2, 3, nil
		}
		stop()
		return 0, 0, nil
	}}
	s.Run(ctx) // returns when ctx ends
	if round != 5 {
		t.Errorf("%d rounds", round)
	}
	text := log.String()
	if strings.Count(text, "the sweeper fails") != 1 || strings.Count(text, "works again") != 1 {
		t.Errorf("a row of failures is not told once:\n%s", text)
	}
	if !strings.Contains(text, "released=2 dispatched=3") {
		t.Errorf("what it did is not told:\n%s", text)
	}
}

func TestSweeperRoundsAreBounded(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	s := worker.Sweeper{Interval: time.Hour, Log: slog.New(slog.DiscardHandler), Sweep: func(ctx context.Context) (int, int, error) {
		if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > time.Minute {
			t.Errorf("deadline %s, %t", deadline, ok)
		}
		stop()
		return 0, 0, nil
	}}
	s.Run(ctx)
}
