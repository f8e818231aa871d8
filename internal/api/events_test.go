package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestEventsOfAJobAreStreamed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := "/api/v1/jobs/" + string(jobID) + "/events"
	w := r.do(http.MethodGet, path, "")
	wantStatus(t, w, http.StatusOK)
	if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		t.Errorf("type %q", kind)
	}
	for _, part := range []string{"retry: 2000\n\nid: 1\nevent: progress\ndata: {\"id\":1,\"job_id\":\"" + string(jobID) + "\"", "id: 2\nevent: progress\n",
		"id: 3\nevent: done\n", `"state":"dead"`, `"error":{"code":"timeout","message":"Too slow."}`, `"error":null`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("no %q in %q", part, w.Body)
		}
	}
	rest := r.do(http.MethodGet, path, "", "Last-Event-ID: 2")
	wantStatus(t, rest, http.StatusOK)
	if body := rest.Body.String(); strings.Contains(body, "id: 2\n") || !strings.Contains(body, "id: 3\n") {
		t.Errorf("behind 2: %q", body)
	}
	wantStatus(t, r.do(http.MethodGet, path, "", "Last-Event-ID: 3"), http.StatusNoContent)
	wantStatus(t, r.do(http.MethodGet, path, "", "Last-Event-ID: x"), http.StatusUnprocessableEntity)
	wantStatus(t, r.do(http.MethodGet, "/api/v1/jobs/"+string(missingID)+"/events", ""), http.StatusNotFound)
}
