package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// BeginOnce and FinishOnce keep answers in memory, by the rules of the use case.
func (f *fakeApp) BeginOnce(_ context.Context, actor consent.Actor, key, fingerprint string) (consent.Once, *consent.StoredAnswer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	once := consent.Once{WorkspaceID: actor.WorkspaceID, Key: key, Fingerprint: fingerprint}
	before, known := f.onces[key]
	switch {
	case key == "":
		return once, nil, consent.InvalidField(onceHeader, "No key.")
	case !known:
		if f.onces == nil {
			f.onces = map[string]consent.Once{}
		}
		f.onces[key] = once
		return once, nil, nil
	case before.Fingerprint != fingerprint:
		return once, nil, consent.InvalidField(onceHeader, "Another request.")
	case before.Answer.Status == 0:
		return once, nil, consent.Errorf(consent.Conflict, "It runs.")
	}
	return once, &before.Answer, nil
}

func (f *fakeApp) FinishOnce(_ context.Context, once consent.Once, answer consent.StoredAnswer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if once.Answer = answer; answer.Status == 0 {
		delete(f.onces, once.Key)
		return nil
	}
	f.onces[once.Key] = once
	return nil
}

const asJSON = "Content-Type: application/json"

func TestOnceIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/api/v1/analyses", "/analyze_async", "/api/v1/analyses:batch"} {
		r := newRig(t)
		body := `{"source":"https://a.example/"}`
		if strings.HasSuffix(path, "batch") {
			body = `{"sources":["https://a.example/"]}`
		}
		first := r.do(http.MethodPost, path, body, asJSON, "Idempotency-Key: k-1")
		second := r.do(http.MethodPost, path, body, asJSON, "Idempotency-Key: k-1")
		if first.Code >= 300 || second.Code != first.Code || second.Body.String() != first.Body.String() || second.Header().Get("Location") != first.Header().Get("Location") {
			t.Errorf("%s: %d %s\nthen %d %s", path, first.Code, first.Body, second.Code, second.Body)
		}
		if first.Header().Get(replayHeader) != "" || second.Header().Get(replayHeader) != "true" || len(r.submitted) != 1 {
			t.Errorf("%s: replayed %q, %d submissions", path, second.Header().Get(replayHeader), len(r.submitted))
		}
	}
}

func TestOnceRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := `{"source":"https://a.example/"}`
	wantStatus(t, r.do(http.MethodPost, "/api/v1/analyses", body, asJSON, "Idempotency-Key: k"), http.StatusAccepted)
	wantProblem(t, r.do(http.MethodPost, "/api/v1/analyses", `{"source":"https://b.example/"}`, asJSON, "Idempotency-Key: k"), 422, consent.Invalid)
	wantProblem(t, r.do(http.MethodPost, "/api/v1/analyses?wait=1", body, asJSON, "Idempotency-Key: k"), 422, consent.Invalid)
	r.onces["busy"] = consent.Once{Key: "busy", Fingerprint: r.onces["k"].Fingerprint}
	busy := r.do(http.MethodPost, "/api/v1/analyses", body, asJSON, "Idempotency-Key: busy")
	wantProblem(t, busy, 409, consent.Conflict)
	if busy.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", busy.Header().Get("Retry-After"))
	}
	large := r.do(http.MethodPost, "/api/v1/analyses", strings.Repeat("x", 65<<10), asJSON, "Idempotency-Key: large")
	wantProblem(t, large, 413, consent.TooLarge)
	wantStatus(t, r.do(http.MethodGet, "/api/v1/analyses", "", "Idempotency-Key: k"), http.StatusOK)
}

// TestOnceAfterAFailure: what did nothing may be sent again.
func TestOnceAfterAFailure(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	wantProblem(t, r.do(http.MethodPost, "/api/v1/analyses", `{"source":""}`, asJSON, "Idempotency-Key: k"), 422, consent.Invalid)
	wantStatus(t, r.do(http.MethodPost, "/api/v1/analyses", `{"source":"https://a.example/"}`, asJSON, "Idempotency-Key: k"), http.StatusAccepted)
}

// TestOnceKeepsNoSecret: a key that was made is told once.
func TestOnceKeepsNoSecret(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := `{"name":"ci","role":"viewer"}`
	wantStatus(t, r.do(http.MethodPost, "/api/v1/api-keys", body, asJSON, "Idempotency-Key: k"), http.StatusCreated)
	if kept := r.onces["k"].Answer; len(kept.Body) != 0 {
		t.Errorf("kept %s", kept.Body)
	}
	wantProblem(t, r.do(http.MethodPost, "/api/v1/api-keys", body, asJSON, "Idempotency-Key: k"), 409, consent.Conflict)
}

// TestFilesAreTheSameUnderAnotherBoundary: clients choose the boundary of a form anew.
func TestFilesAreTheSameUnderAnotherBoundary(t *testing.T) {
	t.Parallel()
	form := func(boundary, content string) *http.Request {
		body := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n"
		req := httptest.NewRequest(http.MethodPost, "/api/v1/analyses", strings.NewReader(body))
		req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
		return req
	}
	sumOf := func(req *http.Request) string {
		got, err := fingerprintOf(req)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	a, b, c := sumOf(form("aaa", "<p>x</p>")), sumOf(form("bbb", "<p>x</p>")), sumOf(form("aaa", "<p>y</p>"))
	if a != b || a == c {
		t.Errorf("%s, %s, %s", a, b, c)
	}
	broken := form("aaa", "x")
	broken.Header.Set("Content-Type", "multipart/form-data; boundary=zzz")
	if sumOf(broken) == sumOf(form("aaa", "x")) {
		t.Error("a form that is none is the same as one")
	}
}
