package tracing_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/testrig/collector"
	"microconsent/internal/tracing"
)

// variables are an environment of NAME=value pairs.
func variables(pairs ...string) func(string) string {
	return func(name string) string {
		for _, pair := range pairs {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func tracer(t *testing.T, log *bytes.Buffer, pairs ...string) *tracing.Tracer {
	t.Helper()
	got, err := tracing.New(t.Context(), tracing.Options{Getenv: variables(pairs...), Version: "1.2.3", Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil || got == nil {
		t.Fatalf("%v, %v", got, err)
	}
	return got
}

func TestOneTraceThroughTwoProcesses(t *testing.T) {
	t.Parallel()
	to := collector.New(t)
	var log bytes.Buffer
	settings := []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + to.URL + "/", "OTEL_EXPORTER_OTLP_HEADERS=api-key=s3%20cret, x=y"}
	one, two := tracer(t, &log, settings...), tracer(t, &log, settings...)
	ctx, web := one.Begin(t.Context(), "POST /x", consent.SpanServer)
	web.Set("http.response.status_code", 202)
	web.Set("cached", true)
	web.Set("http.route", "/x")
	if !tracing.Following(ctx) || tracing.ID(ctx) == "" || tracing.Following(t.Context()) || tracing.ID(t.Context()) != "" {
		t.Error("a context does not know whether it is traced")
	}
	headers := one.Inject(ctx)
	far := two.Extract(context.Background(), func(name string) string { return headers[name] })
	far, worker := two.Begin(far, "process", consent.SpanConsumer)
	two.Past(far, "SELECT", time.Now().Add(-time.Second), time.Second, errors.New("inside: hunter2"), "db.query.text", "SELECT ?")
	worker.End(consent.Errorf(consent.Timeout, "Too long."))
	web.End(nil)
	for _, each := range []*tracing.Tracer{two, one} {
		if err := each.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	spans := map[string]collector.Span{}
	for _, s := range to.Spans() {
		spans[s.Name] = s
		if s.Trace != tracing.ID(ctx) || s.Resource["service.name"] != "microconsent" || s.Resource["service.version"] != "1.2.3" {
			t.Errorf("%+v", s)
		}
	}
	first, second, third := spans["POST /x"], spans["process"], spans["SELECT"]
	if len(spans) != 3 || first.Parent != "" || second.Parent != first.ID || third.Parent != second.ID || first.Kind != 2 || second.Kind != 5 || third.Kind != 3 {
		t.Errorf("%+v", spans)
	}
	if first.Attributes["http.response.status_code"] != 202 || first.Attributes["cached"] != true || third.Attributes["db.query.text"] != "SELECT ?" ||
		first.Failed || second.Attributes["error.type"] != "timeout" || !second.Failed || third.Attributes["error.type"] != "internal" {
		t.Errorf("%+v", spans)
	}
	if got := to.Header(); got.Get("api-key") != "s3 cret" || got.Get("x") != "y" {
		t.Errorf("headers %v", got)
	}
	if log.Len() > 0 {
		t.Errorf("logged: %s", log.String())
	}
}

func TestACollectorThatFailsIsLoggedOnce(t *testing.T) {
	t.Parallel()
	to := collector.New(t)
	var log bytes.Buffer
	tr := tracer(t, &log, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="+to.URL+"/v1/traces", "OTEL_EXPORTER_OTLP_HEADERS=api-key=s3cret")
	send := func(status int) {
		t.Helper()
		to.Answer(status)
		_, s := tr.Begin(t.Context(), "x", consent.SpanServer)
		s.End(nil)
		if err := tr.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	send(http.StatusBadRequest)
	send(http.StatusServiceUnavailable)
	if got := to.Asked(); got != 1+3 {
		t.Errorf("sent %d times; a refusal is final, an overload is not", got)
	}
	send(http.StatusOK)
	if got := log.String(); strings.Count(got, "cannot be sent") != 1 || strings.Count(got, "sent again") != 1 || strings.Contains(got, "s3cret") {
		t.Errorf("the log: %s", got)
	}
	if got := len(to.Spans()); got != 1 {
		t.Errorf("%d spans came", got)
	}
	_ = tr.Close(t.Context())
}

func TestTracesAreOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	at := "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1"
	for _, pairs := range [][]string{{}, {at, "OTEL_SDK_DISABLED=true"}, {at, "OTEL_TRACES_EXPORTER=none"}} {
		if got, err := tracing.New(t.Context(), tracing.Options{Getenv: variables(pairs...)}); got != nil || err != nil {
			t.Errorf("%q: %v, %v", pairs, got, err)
		}
	}
}

func TestWrongVariablesAreNamed(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, pair := range []string{"OTEL_TRACES_EXPORTER=zipkin", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_TIMEOUT=10s", "OTEL_EXPORTER_OTLP_HEADERS=hunter2",
		"OTEL_EXPORTER_OTLP_HEADERS=a=%zzhunter2", "OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4318", "OTEL_EXPORTER_OTLP_CERTIFICATE=" + empty} {
		got, err := tracing.New(t.Context(), tracing.Options{Getenv: variables(pair, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1")})
		fields := consent.FieldsOf(err)
		name, _, _ := strings.Cut(pair, "=")
		if got != nil || consent.CodeOf(err) != consent.Invalid || len(fields) != 1 || fields[0].Name != name || strings.Contains(err.Error()+fields[0].Message, "hunter2") {
			t.Errorf("%s: %v, %v, %v", pair, got, err, fields)
		}
	}
}
