package consent

import "context"

type traceKey string

// The keys under which a context carries what every log line of a request or job names.
const (
	requestKey traceKey = "request_id"
	jobKey     traceKey = "job_id"
)

// WithRequestID marks ctx as belonging to one HTTP request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

// RequestIDFrom returns the id of the HTTP request, or "".
func RequestIDFrom(ctx context.Context) string { s, _ := ctx.Value(requestKey).(string); return s }

// WithJobID marks ctx as belonging to one job.
func WithJobID(ctx context.Context, id ID) context.Context {
	return context.WithValue(ctx, jobKey, string(id))
}

// JobIDFrom returns the id of the job, or "".
func JobIDFrom(ctx context.Context) string { s, _ := ctx.Value(jobKey).(string); return s }

// SpanKind says on which side of a call a span is.
type SpanKind string

// The kinds, as OpenTelemetry has them.
const (
	SpanServer   SpanKind = "server"
	SpanClient   SpanKind = "client"
	SpanProducer SpanKind = "producer"
	SpanConsumer SpanKind = "consumer"
	SpanInternal SpanKind = "internal" // within the process
)

// Span is one timed step of a trace. End it once.
type Span interface {
	// Set notes a fact: a string, an int or a bool, never what users sent.
	Set(key string, value any)
	// End ends the step; err is its failure, nil for none. Of an error its code is noted only.
	End(err error)
}

// Tracer follows a piece of work from the request through the queue to the worker (W3C Trace
// Context). Untraced is one that does nothing.
type Tracer interface {
	// Begin begins a span below that of ctx.
	Begin(ctx context.Context, name string, kind SpanKind) (context.Context, Span)
	// Inject returns the headers that carry the place of ctx in its trace; nil for none.
	Inject(ctx context.Context) map[string]string
	// Extract makes ctx go on with the trace that headers of another process name.
	Extract(ctx context.Context, header func(name string) string) context.Context
}

// Untraced is the Tracer of a program that traces nothing.
type Untraced struct{}

// Begin implements Tracer.
func (Untraced) Begin(ctx context.Context, _ string, _ SpanKind) (context.Context, Span) {
	return ctx, noSpan{}
}

// Inject implements Tracer.
func (Untraced) Inject(context.Context) map[string]string { return nil }

// Extract implements Tracer.
func (Untraced) Extract(ctx context.Context, _ func(string) string) context.Context { return ctx }

type noSpan struct{}

func (noSpan) Set(string, any) {}
func (noSpan) End(error)       {}
