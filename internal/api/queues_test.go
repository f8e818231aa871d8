package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
)

func TestWorkersAreListed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodGet, "/api/v1/workers", "")
	wantStatus(t, w, http.StatusOK)
	for _, part := range []string{`"name":"w1"`, `"queues":["high","default","low"]`, `"state":"active"`, `"state":"stale"`, `"id":"` + string(jobID) + `"`, `"jobs":[]`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("no %s in %s", part, w.Body)
		}
	}
}

func TestAQueueIsPausedAndResumed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct{ method, path, says string }{
		{http.MethodPost, "/api/v1/queues/low/pause", `"paused":true,"paused_at":"2026-11-23T12:00:00Z","paused_by":"Ada"`},
		{http.MethodGet, "/api/v1/queues", `"queue":"low","paused":true`},
		{http.MethodPost, "/api/v1/queues/low/resume", `"queue":"low","paused":false,"jobs":{"canceled":0,`},
	} {
		w := r.do(c.method, c.path, "")
		wantStatus(t, w, http.StatusOK)
		if !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: no %s in %s", c.path, c.says, w.Body)
		}
	}
	wantStatus(t, r.do(http.MethodPost, "/api/v1/queues/urgent/pause", ""), http.StatusUnprocessableEntity)
}

func TestManyJobsAreRetried(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPost, "/api/v1/jobs/retry", `{"filter":"queue=low&state=dead&error=x","dry_run":true}`, "Content-Type: application/json")
	wantStatus(t, w, http.StatusOK)
	if diff := cmp.Diff(consent.JobFilter{State: consent.JobDead, Queue: consent.PriorityLow, Error: "x"}, r.jobFilter); diff != "" {
		t.Error(diff)
	}
	if body := decode(t, w); body["count"] != 7.0 || body["done"] != 0.0 || body["filter"] != "error=x&queue=low&state=dead" || body["dry_run"] != true {
		t.Errorf("%v", body)
	}
	w = r.do(http.MethodPost, "/api/v1/jobs/retry", `{"expected":7}`, "Content-Type: application/json")
	wantStatus(t, w, http.StatusOK)
	if body := decode(t, w); body["done"] != 7.0 {
		t.Errorf("%v", body)
	}
	wantStatus(t, r.do(http.MethodPost, "/api/v1/jobs/retry", `{"filter":"colour=red"}`, "Content-Type: application/json"), http.StatusUnprocessableEntity)
}
