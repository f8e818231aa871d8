package tracing

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	resource "go.opentelemetry.io/proto/slim/otlp/resource/v1"
	wire "go.opentelemetry.io/proto/slim/otlp/trace/v1"
)

// request makes the message of a batch. All spans of a process have one resource and one
// scope, those of the tracer.
func request(spans []sdk.ReadOnlySpan) *collector.ExportTraceServiceRequest {
	if len(spans) == 0 {
		return &collector.ExportTraceServiceRequest{}
	}
	scope := spans[0].InstrumentationScope()
	scoped := &wire.ScopeSpans{Scope: &common.InstrumentationScope{Name: scope.Name, Version: scope.Version}}
	for _, s := range spans {
		scoped.Spans = append(scoped.Spans, encode(s))
	}
	return &collector.ExportTraceServiceRequest{ResourceSpans: []*wire.ResourceSpans{{
		Resource:   &resource.Resource{Attributes: attributes(spans[0].Resource().Attributes())},
		ScopeSpans: []*wire.ScopeSpans{scoped},
	}}}
}

func encode(s sdk.ReadOnlySpan) *wire.Span {
	own, parent := s.SpanContext(), s.Parent()
	traceID, spanID := own.TraceID(), own.SpanID()
	out := &wire.Span{TraceId: traceID[:], SpanId: spanID[:], TraceState: own.TraceState().String(), Name: s.Name(),
		Kind: wire.Span_SpanKind(s.SpanKind()), StartTimeUnixNano: uint64(s.StartTime().UnixNano()), EndTimeUnixNano: uint64(s.EndTime().UnixNano()),
		Attributes: attributes(s.Attributes()), DroppedAttributesCount: uint32(s.DroppedAttributes()), Status: status(s.Status())}
	if parent.HasSpanID() {
		id := parent.SpanID()
		out.ParentSpanId = id[:]
	}
	return out
}

func status(s sdk.Status) *wire.Status {
	out := &wire.Status{Message: s.Description}
	switch s.Code {
	case codes.Error:
		out.Code = wire.Status_STATUS_CODE_ERROR
	case codes.Ok:
		out.Code = wire.Status_STATUS_CODE_OK
	}
	return out
}

func attributes(in []attribute.KeyValue) []*common.KeyValue {
	out := make([]*common.KeyValue, len(in))
	for i, kv := range in {
		out[i] = &common.KeyValue{Key: string(kv.Key), Value: value(kv.Value)}
	}
	return out
}

func value(v attribute.Value) *common.AnyValue {
	switch v.Type() {
	case attribute.BOOL:
		return &common.AnyValue{Value: &common.AnyValue_BoolValue{BoolValue: v.AsBool()}}
	case attribute.INT64:
		return &common.AnyValue{Value: &common.AnyValue_IntValue{IntValue: v.AsInt64()}}
	case attribute.FLOAT64:
		return &common.AnyValue{Value: &common.AnyValue_DoubleValue{DoubleValue: v.AsFloat64()}}
	}
	return &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: v.String()}}
}
