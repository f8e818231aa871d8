package app_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// notedSpan is a span that a notebook keeps.
type notedSpan struct {
	name  string
	facts map[string]any
	ended []error
}

func (s *notedSpan) Set(key string, value any) { s.facts[key] = value }
func (s *notedSpan) End(err error)             { s.ended = append(s.ended, err) }

// notebook is a tracer that keeps its spans.
type notebook struct {
	consent.Untraced
	mu    sync.Mutex
	spans []*notedSpan
}

func (n *notebook) Begin(ctx context.Context, name string, _ consent.SpanKind) (context.Context, consent.Span) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := &notedSpan{name: name, facts: map[string]any{}}
	n.spans = append(n.spans, s)
	return ctx, s
}

func TestTheEngineIsTraced(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	notes, deps := &notebook{}, r.Deps
	deps.Trace = notes
	r.App = app.New(deps, settings())
	s := r.analyzed("traced")
	whole, err := r.Analysis(t.Context(), r.actor, s.Analysis.ID)
	if err != nil {
		t.Fatal(err)
	}
	bytes := int(whole.Source.Bytes)
	want := []notedSpan{{name: "engine.parse", facts: map[string]any{"microconsent.kind": "html", "microconsent.bytes": bytes}},
		{name: "engine.analyze", facts: map[string]any{"microconsent.kind": "html", "microconsent.bytes": bytes, "microconsent.clauses": len(whole.Clauses)}}}
	if len(notes.spans) != len(want) || len(whole.Clauses) == 0 {
		t.Fatalf("%d spans, %d clauses", len(notes.spans), len(whole.Clauses))
	}
	for i, span := range notes.spans {
		if span.name != want[i].name || !maps.Equal(span.facts, want[i].facts) || !slices.Equal(span.ended, []error{nil}) {
			t.Errorf("%+v, want %+v", *span, want[i])
		}
	}
}

// TestAStoppedEngineEndsItsSpan: also with its error.
func TestAStoppedEngineEndsItsSpan(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	notes := &notebook{}
	alone := app.New(app.Deps{Capture: r.net, Clock: r.clock, IDs: &ids{}, Observer: silent{}, Trace: notes, Log: r.Log}, settings())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := alone.Inspect(ctx, app.Submission{Body: []byte(page), Name: "a.html"})
	if err == nil || len(notes.spans) != 1 || len(notes.spans[0].ended) != 1 || !errors.Is(err, notes.spans[0].ended[0]) {
		t.Errorf("%v, %+v", err, notes.spans)
	}
}
