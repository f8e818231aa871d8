package api

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

func TestSeedAnalyze(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPost, "/analyze", `{"source":"<p>x</p>","output_format":"json","min_confidence":0.3,"unknown":1}`)
	wantStatus(t, w, http.StatusOK)
	want := map[string]any{
		"success": true, "total_items": 2.0, "request_id": w.Header().Get("X-Request-Id"), "analysis_id": string(analysisID),
		"categories": map[string]any{"Advertising": 1.0, "Functional": 1.0},
		"items": []any{
			map[string]any{"text": "=Accept, all", "category": "Advertising", "confidence": 0.97, "type": "button", "element": "button"},
			map[string]any{"text": "Necessary", "category": "Functional", "confidence": 0.9, "type": "checkbox", "element": "input"},
		},
	}
	if diff := cmp.Diff(want, decode(t, w)); diff != "" {
		t.Error(diff)
	}
	sent := []app.Submission{{Body: []byte("<p>x</p>"), Kind: consent.SourceHTML, ContentType: "text/html; charset=utf-8",
		Priority: consent.PriorityDefault, Options: consent.Options{MinConfidence: 0.3}}}
	if diff := cmp.Diff(sent, r.submitted); diff != "" {
		t.Error(diff)
	}
}

func TestSeedAnalyzeCSV(t *testing.T) {
	t.Parallel()
	w := newRig(t).do(http.MethodPost, "/analyze", `{"source":"https://a.example","output_format":"csv"}`)
	wantStatus(t, w, http.StatusOK)
	if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	want := "text,category,confidence,type,element\n\"'=Accept, all\",Advertising,0.97,button,button\nNecessary,Functional,0.9,checkbox,input\n"
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Error(diff)
	}
}

func TestSeedDefaults(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	wantStatus(t, r.do(http.MethodPost, "/analyze", `{"source":"https://a.example"}`), http.StatusOK)
	wantStatus(t, r.do(http.MethodPost, "/analyze", `{"source":"https://a.example","min_confidence":0}`), http.StatusOK)
	if got := []float64{r.submitted[0].Options.MinConfidence, r.submitted[1].Options.MinConfidence}; got[0] != seedConfidence || got[1] != 0 {
		t.Errorf("thresholds %v", got)
	}
}

func TestSeedRefusesBadInput(t *testing.T) {
	t.Parallel()
	for body, loc := range map[string][]any{
		`{"source":""}`:                          {"body", "source"},
		`{}`:                                     {"body", "source"},
		`{"source":"  "}`:                        {"body", "source"},
		`{"source":5}`:                           {"body", "source"},
		`{"source":null}`:                        {"body", "source"},
		`[]`:                                     {"body"},
		`nonsense`:                               {"body"},
		``:                                       {"body"},
		`{"source":"x","output_format":"xml"}`:   {"body", "output_format"},
		`{"source":"x","min_confidence":1.5}`:    {"body", "min_confidence"},
		`{"source":"x","min_confidence":"high"}`: {"body", "min_confidence"},
		`{"source":"x","priority":"urgent"}`:     {"body", "priority"},
	} {
		for _, target := range []string{"/analyze", "/analyze_async"} {
			w := newRig(t).do(http.MethodPost, target, body)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			list, ok := decode(t, w)["detail"].([]any)
			if !ok || len(list) == 0 {
				t.Fatalf("%s: detail is no list: %s", body, w.Body)
			}
			first := list[0].(map[string]any)
			if diff := cmp.Diff(any(loc), first["loc"]); diff != "" || first["msg"] == "" || first["type"] == "" {
				t.Errorf("%s: %v %s", body, first, diff)
			}
		}
	}
}

func TestSeedStatuses(t *testing.T) {
	t.Parallel()
	for code, status := range map[consent.Code]int{
		consent.Invalid: 422, consent.Forbidden: 403, consent.NotFound: 404, consent.RateLimited: 429, consent.TooLarge: 413,
		consent.Unavailable: 503, consent.Timeout: 408, consent.Internal: 500, consent.Unsupported: 422,
	} {
		r := newRig(t)
		r.err = consent.Wrap(errors.New("secret"), code, "Told.")
		w := r.do(http.MethodPost, "/analyze", `{"source":"x"}`)
		wantStatus(t, w, status)
		body := decode(t, w)
		if body["detail"] == nil || body["request_id"] == "" || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %s", code, w.Body)
		}
		if _, has := body["retry_after"].(float64); has != (status == 429) {
			t.Errorf("%s: retry_after %v", code, body["retry_after"])
		}
	}
}

func TestSeedNeedsAKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, header := range []string{"X-API-Key: ", "X-API-Key: wrong"} {
		for _, c := range []call3{{http.MethodPost, "/analyze"}, {http.MethodPost, "/analyze_async"}, {http.MethodGet, "/job/" + string(jobID)}} {
			w := r.do(c[0], c[1], "", header)
			wantStatus(t, w, http.StatusUnauthorized)
			if _, isText := decode(t, w)["detail"].(string); !isText || w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%v: %s", c, w.Body)
			}
		}
	}
	bearer := r.do(http.MethodGet, "/job/"+string(jobID), "", "X-API-Key: ", "Authorization: Bearer "+goodKey)
	wantStatus(t, bearer, http.StatusOK)
}

func TestSeedTooLarge(t *testing.T) {
	t.Parallel()
	w := newRig(t).do(http.MethodPost, "/analyze", `{"source":"`+strings.Repeat("x", 65<<10)+`"}`)
	wantStatus(t, w, http.StatusRequestEntityTooLarge)
	if _, isText := decode(t, w)["detail"].(string); !isText {
		t.Errorf("answer %s", w.Body)
	}
}

func TestSeedOverTheTimeLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *httpx.Options) { o.Timeout = time.Millisecond })
	r.block = true
	wantStatus(t, r.do(http.MethodPost, "/analyze", `{"source":"x"}`), http.StatusRequestTimeout)
}

func TestSeedAsync(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPost, "/analyze_async", `{"source":"https://a.example","priority":"high"}`)
	wantStatus(t, w, http.StatusOK)
	if body := decode(t, w); body["job_id"] != string(jobID) || body["status"] != "queued" || body["message"] == "" || body["request_id"] == "" {
		t.Errorf("answer %v", body)
	}
	if r.submitted[0].Priority != consent.PriorityHigh {
		t.Errorf("priority %q", r.submitted[0].Priority)
	}
}

func TestSeedJob(t *testing.T) {
	t.Parallel()
	for state, want := range map[consent.JobState]string{
		consent.JobQueued: "queued", consent.JobRunning: "started", consent.JobSucceeded: "finished", consent.JobFailed: "failed",
		consent.JobDead: "failed", consent.JobCanceled: "canceled",
	} {
		r := newRig(t)
		r.job = sampleJob(state)
		if state == consent.JobDead {
			r.job.LastError = &consent.Failure{Code: consent.Unavailable, Message: "The host does not answer."}
		}
		w := r.do(http.MethodGet, "/job/"+string(jobID), "")
		wantStatus(t, w, http.StatusOK)
		body := decode(t, w)
		if body["status"] != want || body["created_at"] != "2026-11-23T12:00:00Z" || body["started_at"] == nil {
			t.Errorf("%s: %v", state, body)
		}
		if hasResult := body["result"] != nil; hasResult != (state == consent.JobSucceeded) {
			t.Errorf("%s: result %v", state, body["result"])
		}
		if hasError := body["error"] == "The host does not answer."; hasError != (state == consent.JobDead) {
			t.Errorf("%s: error %v", state, body["error"])
		}
		if _, has := body["ended_at"]; !has {
			t.Errorf("%s: ended_at is left out", state)
		}
		if diff := cmp.Diff(any(map[string]any{"percent": 40.0, "stage": "extract"}), body["progress"]); diff != "" {
			t.Error(diff)
		}
	}
	for _, id := range []string{string(missingID), "42"} {
		wantStatus(t, newRig(t).do(http.MethodGet, "/job/"+id, ""), http.StatusNotFound)
	}
}

func TestSeedCategories(t *testing.T) {
	t.Parallel()
	want := map[consent.Category]string{
		"necessary": "Functional", "functional": "Functional", "analytics": "Analytics", "advertising": "Advertising",
		"social_media": "Social Media", "personalization": "Personalization", "external_media": "Other", "privacy": "Privacy", "other": "Other",
	}
	for _, category := range consent.Categories() {
		if got := seedCategory(category); got != want[category] {
			t.Errorf("%s is %q, want %q", category, got, want[category])
		}
	}
}

func TestSeedHealth(t *testing.T) {
	t.Parallel()
	w := newRig(t).do(http.MethodGet, "/health", "", "X-API-Key: ")
	wantStatus(t, w, http.StatusOK)
	body := decode(t, w)
	if body["status"] != "ok" || body["version"] != "1.2.3" {
		t.Errorf("answer %v", body)
	}
	if _, err := time.Parse(time.RFC3339, body["timestamp"].(string)); err != nil {
		t.Error(err)
	}
}
