package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"

	"microconsent/internal/consent"
)

// outcome is what became of one source.
type outcome[D any] struct {
	result D
	err    error
}

// turn is a source whose outcome comes when its work is done.
type turn[S, D any] struct {
	source S
	done   chan outcome[D]
}

// inOrder works on as many sources at once as there are processors and emits the outcomes
// in the order of the sources. It keeps only a few outcomes that wait for an earlier one,
// so that memory does not grow with the number of sources.
func inOrder[S, D any](ctx context.Context, sources []S, work func(context.Context, S) (D, error), emit func(S, D, error) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	processors := runtime.GOMAXPROCS(0)
	var workers errgroup.Group
	workers.SetLimit(processors)
	turns := make(chan turn[S, D], 4*processors)
	go func() {
		defer close(turns)
		for _, s := range sources {
			t := turn[S, D]{s, make(chan outcome[D], 1)}
			select {
			case turns <- t:
				workers.Go(func() error { t.done <- attempt(ctx, s, work); return nil })
			case <-ctx.Done():
				return
			}
		}
	}()
	for t := range turns {
		o := <-t.done
		if err := ctx.Err(); err != nil {
			return consent.Wrap(err, consent.Canceled, "Interrupted.")
		}
		if err := emit(t.source, o.result, o.err); err != nil {
			return err
		}
	}
	return nil
}

// attempt turns a panic into an error: one page must not end the others.
func attempt[S, D any](ctx context.Context, s S, work func(context.Context, S) (D, error)) (o outcome[D]) {
	defer func() {
		if p := recover(); p != nil {
			o.err = consent.Wrap(fmt.Errorf("panic: %v\n%s", p, debug.Stack()), consent.Internal, "The engine failed.")
		}
	}()
	o.result, o.err = work(ctx, s)
	return o
}
