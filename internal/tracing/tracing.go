// Package tracing sends traces to an OpenTelemetry collector over OTLP/HTTP. It reads the
// standard variables OTEL_* (OpenTelemetry specification, environment variables and OTLP
// exporter configuration); what the SDK reads by itself (sampler, batches, resource) is not
// repeated here. The exporter is our own: the SDK's brings gRPC along.
package tracing

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"microconsent/internal/consent"
)

// Tracer is a consent.Tracer that sends its spans away. Safe for concurrent use.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	carrier  propagation.TraceContext
}

var _ consent.Tracer = (*Tracer)(nil)

// Options describe the process.
type Options struct {
	Getenv  func(string) string
	Version string
	Log     *slog.Logger
}

// New makes a tracer of the OTEL_* variables; nil when they name no endpoint, or switch it
// off. Invalid for values that cannot be used.
func New(ctx context.Context, o Options) (*Tracer, error) {
	settings, err := read(o.Getenv)
	if err != nil || settings.endpoint == "" {
		return nil, err
	}
	own, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.name", "microconsent"), attribute.String("service.version", o.Version)), resource.WithFromEnv())
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "OTEL_RESOURCE_ATTRIBUTES cannot be read.")
	}
	send, err := newExporter(settings, o.Log)
	if err != nil {
		return nil, err
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(send), sdk.WithResource(own))
	return &Tracer{provider: provider, tracer: provider.Tracer("microconsent", trace.WithInstrumentationVersion(o.Version))}, nil
}

// Close sends what is left.
func (t *Tracer) Close(ctx context.Context) error { return t.provider.Shutdown(ctx) }

// Flush sends what has ended so far.
func (t *Tracer) Flush(ctx context.Context) error { return t.provider.ForceFlush(ctx) }

// Begin implements consent.Tracer.
func (t *Tracer) Begin(ctx context.Context, name string, kind consent.SpanKind) (context.Context, consent.Span) {
	ctx, s := t.tracer.Start(ctx, name, trace.WithSpanKind(kinds[kind]))
	return ctx, span{s}
}

var kinds = map[consent.SpanKind]trace.SpanKind{consent.SpanServer: trace.SpanKindServer, consent.SpanClient: trace.SpanKindClient,
	consent.SpanProducer: trace.SpanKindProducer, consent.SpanConsumer: trace.SpanKindConsumer, consent.SpanInternal: trace.SpanKindInternal}

// Inject implements consent.Tracer.
func (t *Tracer) Inject(ctx context.Context) map[string]string {
	headers := propagation.MapCarrier{}
	t.carrier.Inject(ctx, headers)
	return headers
}

// Extract implements consent.Tracer.
func (t *Tracer) Extract(ctx context.Context, header func(string) string) context.Context {
	return t.carrier.Extract(ctx, reader(header))
}

// reader lets headers of any kind be read.
type reader func(string) string

// Get implements propagation.TextMapCarrier.
func (r reader) Get(key string) string { return r(key) }

// Set implements propagation.TextMapCarrier; nothing is written on reading.
func (reader) Set(string, string) {}

// Keys implements propagation.TextMapCarrier.
func (reader) Keys() []string { return nil }

// Following says whether a trace is written that ctx belongs to.
func Following(ctx context.Context) bool { return trace.SpanFromContext(ctx).IsRecording() }

// ID is the id of the trace that ctx belongs to, or "".
func ID(ctx context.Context) string {
	if c := trace.SpanContextFromContext(ctx); c.HasTraceID() {
		return c.TraceID().String()
	}
	return ""
}

// Past notes a step below ctx that has ended already, with facts as pairs of name and text.
func (t *Tracer) Past(ctx context.Context, name string, began time.Time, took time.Duration, err error, facts ...string) {
	_, s := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(began))
	for i := 0; i+1 < len(facts); i += 2 {
		s.SetAttributes(attribute.String(facts[i], facts[i+1]))
	}
	fail(s, err)
	s.End(trace.WithTimestamp(began.Add(took)))
}

type span struct{ trace.Span }

// Set implements consent.Span.
func (s span) Set(key string, value any) {
	switch v := value.(type) {
	case string:
		s.SetAttributes(attribute.String(key, v))
	case int:
		s.SetAttributes(attribute.Int(key, v))
	case bool:
		s.SetAttributes(attribute.Bool(key, v))
	}
}

// End implements consent.Span.
func (s span) End(err error) {
	fail(s.Span, err)
	s.Span.End()
}

// fail notes the code of an error: its text may hold what users sent.
func fail(s trace.Span, err error) {
	if err == nil {
		return
	}
	code := string(consent.CodeOf(err))
	s.SetAttributes(attribute.String("error.type", code))
	s.SetStatus(codes.Error, code)
}
