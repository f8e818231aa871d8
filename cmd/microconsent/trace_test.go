package main

import (
	"strings"
	"testing"
	"time"

	"microconsent/internal/testrig/collector"
)

// TestOneTraceFromRequestToSQL: a submission with a traceparent, two processes, one trace that
// holds the spans of request, queue, worker and the SQL of both.
func TestOneTraceFromRequestToSQL(t *testing.T) {
	t.Parallel()
	to := collector.New(t)
	dir := t.TempDir()
	env, _ := production(t, dir, "MICROCONSENT_OTEL_EXPORTER_OTLP_ENDPOINT="+to.URL, "OTEL_BSP_SCHEDULE_DELAY=100", "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test")
	web := start(t, dir, env, "web")
	start(t, dir, env, "worker")
	const caller, trace = "00f067aa0ba902b7", "4bf92f3577b34da6a3ce929d0e0e4736"
	got := web.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage}, "traceparent", "00-"+trace+"-"+caller+"-01")
	if got.json(t)["status"] != "completed" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	var spans map[string]collector.Span
	until(t, 30*time.Second, "all spans have come", func() bool {
		spans = map[string]collector.Span{}
		for _, s := range to.Spans() {
			if s.Trace == trace && spans[s.Name].ID == "" {
				spans[s.Name] = s
			}
		}
		return spans["POST /api/v1/analyses"].ID != "" && spans["process job:run"].ID != "" && spans["COMMIT"].ID != "" && spans["engine.analyze"].ID != ""
	})
	request, sent, worked := spans["POST /api/v1/analyses"], spans["send default"], spans["process job:run"]
	if request.Parent != caller || sent.Parent != request.ID || worked.Parent != sent.ID {
		t.Errorf("request %+v\nqueue %+v\nworker %+v", request, sent, worked)
	}
	if request.Kind != 2 || sent.Kind != 4 || worked.Kind != 5 || worked.Resource["deployment.environment.name"] != "test" || worked.Attributes["microconsent.job.id"] == "" {
		t.Errorf("request %+v\nqueue %+v\nworker %+v", request, sent, worked)
	}
	engineIsFollowed(t, worked, spans["engine.parse"], spans["engine.analyze"])
	below := map[string]int{}
	for _, s := range to.Spans() {
		text, sql := s.Attributes["db.query.text"].(string)
		if s.Trace == trace && sql {
			below[s.Parent]++
		}
		if sql && (strings.Contains(text, "Shop") || strings.Contains(text, "'")) {
			t.Errorf("a value is in %s", text)
		}
		if s.Trace != trace && s.Parent == "" && sql {
			t.Errorf("a statement is a trace of its own: %s", text)
		}
	}
	if below[request.ID] == 0 || below[worked.ID] == 0 {
		t.Errorf("statements by parent: %v; want some below %s and %s", below, request.ID, worked.ID)
	}
	if !strings.Contains(web.log.String(), "trace_id="+trace) {
		t.Error("no log line names the trace")
	}
}

// engineIsFollowed: both steps of the engine are below the worker's and say what they worked on.
func engineIsFollowed(t *testing.T, worked, parse, analyze collector.Span) {
	t.Helper()
	for _, step := range []collector.Span{parse, analyze} {
		if step.Parent != worked.ID || step.Kind != 1 || step.Failed || step.Attributes["microconsent.kind"] != "html" || step.Attributes["microconsent.bytes"] != len(bannerPage) {
			t.Errorf("engine %+v", step)
		}
	}
	if n, _ := analyze.Attributes["microconsent.clauses"].(int); n < 3 {
		t.Errorf("clauses %+v", analyze)
	}
}
