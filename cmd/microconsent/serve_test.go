package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serveAlone starts the embedded default on a free port.
func serveAlone(t *testing.T, dir string, settings ...string) *process {
	t.Helper()
	return start(t, dir, environ(dir, append([]string{"MICROCONSENT_LISTEN=127.0.0.1:0"}, settings...)...), "serve")
}

func TestServeAnswersAsTheEarlierSystemDid(t *testing.T) {
	t.Parallel()
	p := serveAlone(t, t.TempDir())
	if p.setup == "" || !strings.Contains(p.setup, "/setup?token=") {
		t.Errorf("no set-up link was printed: %q", p.setup)
	}
	got := p.call("POST", "/analyze", map[string]any{"source": bannerPage, "output_format": "json", "min_confidence": 0.3})
	body := got.json(t)
	if got.status != 200 || body["success"] != true || body["total_items"].(float64) < 3 || body["request_id"] == "" {
		t.Errorf("/analyze: %d %s", got.status, got.body)
	}
	if csv := p.call("POST", "/analyze", map[string]any{"source": bannerPage, "output_format": "csv"}); !strings.HasPrefix(csv.header.Get("Content-Type"), "text/csv") {
		t.Errorf("/analyze as csv: %d %s", csv.status, csv.header.Get("Content-Type"))
	}
	queued := p.call("POST", "/analyze_async", map[string]any{"source": bannerPage, "priority": "high"}).json(t)
	job, _ := queued["job_id"].(string)
	if queued["status"] != "queued" || job == "" {
		t.Fatalf("/analyze_async: %v", queued)
	}
	var state map[string]any
	until(t, 20*time.Second, "the job finishes", func() bool {
		state = p.call("GET", "/job/"+job, nil).json(t)
		return state["status"] == "finished"
	})
	if result, ok := state["result"].(map[string]any); !ok || result["total_items"].(float64) < 3 || state["error"] != nil || state["ended_at"] == nil {
		t.Errorf("/job: %v", state)
	}
	if health := p.call("GET", "/health", nil, "X-API-Key", "").json(t); health["status"] != "ok" || health["version"] == "" || health["timestamp"] == "" {
		t.Errorf("/health: %v", health)
	}
	if metrics := string(p.call("GET", "/metrics", nil).body); !strings.Contains(metrics, `microconsent_jobs_ended_total{queue="high",state="succeeded"} 1`) {
		t.Errorf("/metrics lacks the finished job:\n%.2000s", metrics)
	}
}

func TestBadInputIsAnsweredClearly(t *testing.T) {
	t.Parallel()
	p := serveAlone(t, t.TempDir(), "MICROCONSENT_MAX_PAYLOAD_BYTES=400000")
	deep := strings.Repeat("<div>", 15_000)
	for name, c := range map[string]struct {
		method, path string
		body         any
		header       []string
		status       int
		says         string
	}{
		"wrong key":             {"POST", "/analyze", map[string]any{"source": bannerPage}, []string{"X-API-Key", "wrong"}, 401, "detail"},
		"no key":                {"GET", "/api/v1/analyses", nil, []string{"X-API-Key", ""}, 401, "request_id"},
		"bearer key":            {"GET", "/api/v1/analyses", nil, []string{"X-API-Key", "", "Authorization", "Bearer " + testKey}, 200, "items"},
		"empty source":          {"POST", "/analyze", map[string]any{"source": ""}, nil, 422, `"loc":["body","source"]`},
		"missing source":        {"POST", "/analyze", map[string]any{}, nil, 422, `"loc":["body","source"]`},
		"odd format":            {"POST", "/analyze", map[string]any{"source": bannerPage, "output_format": "xml"}, nil, 422, "output_format"},
		"odd confidence":        {"POST", "/analyze", map[string]any{"source": bannerPage, "min_confidence": 2}, nil, 422, "min_confidence"},
		"odd priority":          {"POST", "/analyze_async", map[string]any{"source": bannerPage, "priority": "soon"}, nil, 422, "priority"},
		"too large":             {"POST", "/analyze", map[string]any{"source": strings.Repeat("x", 500_000)}, nil, 413, "detail"},
		"private address":       {"POST", "/analyze", map[string]any{"source": "http://127.0.0.1:9/"}, nil, 422, "detail"},
		"unknown job":           {"GET", "/job/nothing", nil, nil, 404, "detail"},
		"unknown job of a form": {"GET", "/job/0197a000-0000-7000-8000-00000000000a", nil, nil, 404, "detail"},
		"v1 empty source":       {"POST", "/api/v1/analyses", map[string]any{"source": ""}, nil, 422, "request_id"},
		"v1 private address":    {"POST", "/api/v1/analyses", map[string]any{"source": "http://169.254.169.254/latest"}, nil, 422, "request_id"},
		"v1 no JSON":            {"POST", "/api/v1/analyses", "x", nil, 422, "request_id"},
		"v1 unknown filter":     {"GET", "/api/v1/analyses?colour=red", nil, nil, 422, "colour"},
		"v1 unknown id":         {"GET", "/api/v1/analyses/0197a000-0000-7000-8000-00000000000a", nil, nil, 404, "not_found"},
		"v1 malformed id":       {"GET", "/api/v1/analyses/1%27%20or%201", nil, nil, 404, "not_found"},
		"deep nesting":          {"POST", "/analyze", map[string]any{"source": deep + bannerPage}, nil, 200, "success"},
		"broken HTML":           {"POST", "/analyze", map[string]any{"source": "<html><body><button>Accept all<div></p></b>" + bannerPage}, nil, 200, "success"},
	} {
		got := p.call(c.method, c.path, c.body, c.header...)
		if got.status != c.status || !strings.Contains(string(got.body), c.says) {
			t.Errorf("%s: %d %.300s; want %d with %q", name, got.status, got.body, c.status, c.says)
		}
		if c.status >= 400 && strings.HasPrefix(c.path, "/api/") && !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: content type %q", name, got.header.Get("Content-Type"))
		}
	}
}

func TestHistorySurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serveAlone(t, dir)
	created := p.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage})
	id, _ := created.json(t)["id"].(string)
	if id == "" || !strings.HasSuffix(created.header.Get("Location"), "/api/v1/analyses/"+id) {
		t.Fatalf("created: %d %v %s", created.status, created.header, created.body)
	}
	if code := p.stop(); code != 0 {
		t.Fatalf("exit %d after SIGTERM:\n%s", code, p.log)
	}
	p = serveAlone(t, dir)
	got := p.call("GET", "/api/v1/analyses/"+id, nil)
	if got.status != 200 || got.json(t)["status"] != "completed" || !strings.Contains(string(got.body), "Reject all") {
		t.Errorf("after the restart: %d %s", got.status, got.body)
	}
	if again := p.call("GET", "/api/v1/analyses/"+id, nil, "If-None-Match", got.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("with its ETag: %d", again.status)
	}
}

// TestLogsNameRequestAndJob follows one submission through the log: its request names the
// job, and the worker's lines carry the job's id.
func TestLogsNameRequestAndJob(t *testing.T) {
	t.Parallel()
	p := serveAlone(t, t.TempDir(), "MICROCONSENT_LOG_FORMAT=json")
	created := p.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": bannerPage})
	job, _ := created.json(t)["job_id"].(string)
	request := created.header.Get("X-Request-ID")
	if job == "" || request == "" {
		t.Fatalf("%v %s", created.header, created.body)
	}
	p.stop()
	submitted, ended := false, false
	for line := range strings.Lines(p.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("no JSON: %s", line)
		}
		submitted = submitted || entry["msg"] == "analysis submitted" && entry["request_id"] == request && entry["job_id"] == job
		ended = ended || entry["msg"] == "attempt ended" && entry["job_id"] == job && entry["worker"] != ""
	}
	if !submitted || !ended {
		t.Errorf("submission logged %t, attempt logged %t:\n%s", submitted, ended, p.log.tail(3000))
	}
	if strings.Contains(p.log.String(), testKey) {
		t.Error("the log repeats a key")
	}
}

func TestServeStopsWithinItsTime(t *testing.T) {
	t.Parallel()
	p := serveAlone(t, t.TempDir())
	started := time.Now()
	if code := p.stop(); code != exitOK {
		t.Errorf("exit %d:\n%s", code, p.log.tail(3000))
	}
	if took := time.Since(started); took > 15*time.Second {
		t.Errorf("an idle process took %s to stop", took)
	}
	if log := p.log.String(); !strings.Contains(log, "stopping") || !strings.Contains(log, "stopped") {
		t.Errorf("%s", p.log.tail(3000))
	}
}
