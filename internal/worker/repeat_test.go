package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRepeatGoesOnAfterFailures(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var rounds atomic.Int32
	var log bytes.Buffer
	repeat := Repeat{Name: "retention", Interval: time.Millisecond, Limit: time.Second, Log: slog.New(slog.NewTextHandler(&log, nil)), Do: func(context.Context) error {
		switch rounds.Add(1) {
		case 1:
			return errors.New("broken")
		case 2:
			panic("boom")
		case 4:
			cancel()
		}
		return nil
	}}
	repeat.Run(ctx)
	if rounds.Load() != 4 || strings.Count(log.String(), "retention fails") != 1 || !strings.Contains(log.String(), "works again") {
		t.Errorf("%d rounds:\n%s", rounds.Load(), log.String())
	}
}

func TestRepeatBoundsARound(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	Repeat{Name: "x", Interval: time.Hour, Limit: time.Millisecond, Log: slog.New(slog.DiscardHandler), Do: func(round context.Context) error {
		<-round.Done()
		cancel()
		return round.Err()
	}}.Run(ctx)
}
