package api

import (
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestAuditEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.next = &consent.Cursor{CreatedAt: noon, ID: jobID}
	w := r.do(http.MethodGet, "/api/v1/audit-events?limit=1", "")
	wantStatus(t, w, http.StatusOK)
	if body := decode(t, w); body["next_cursor"] != r.next.String() || body["items"].([]any)[0].(map[string]any)["action"] != "analysis.submit" {
		t.Errorf("answer %v", body)
	}
}

func TestAuditFilterAndVerification(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	wantStatus(t, r.do(http.MethodGet, "/api/v1/audit-events?action=job&since=2026-01-01&actor=ada&target=job/1", ""), http.StatusOK)
	wantProblem(t, r.do(http.MethodGet, "/api/v1/audit-events?since=soon", ""), 422, consent.Invalid)
	wantProblem(t, r.do(http.MethodGet, "/api/v1/audit-events?colour=red", ""), 422, consent.Invalid)
	body := decode(t, r.do(http.MethodGet, "/api/v1/audit-events/verification", ""))
	if found, ok := body["break"].(map[string]any); !ok || found["seq"] != 3.0 || body["events"] != 2.0 {
		t.Errorf("answer %v", body)
	}
}

func TestAuditExport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows = 3
	csv := r.do(http.MethodGet, "/api/v1/audit-events/export.csv?action=job", "")
	wantStatus(t, csv, http.StatusOK)
	if got := csv.Body.String(); strings.Count(got, "\n") != 4 || !strings.Contains(csv.Header().Get("Content-Disposition"), "microconsent-audit.csv") {
		t.Errorf("%v\n%s", csv.Header(), got)
	}
	lines := r.do(http.MethodGet, "/api/v1/audit-events/export.ndjson", "")
	if strings.Count(lines.Body.String(), "\n") != 3 || lines.Header().Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("%v\n%s", lines.Header(), lines.Body)
	}
	wantProblem(t, r.do(http.MethodGet, "/api/v1/audit-events/export.csv?colour=red", ""), 422, consent.Invalid)
	r.err = consent.Errorf(consent.Forbidden, "No.")
	wantProblem(t, r.do(http.MethodGet, "/api/v1/audit-events/export.csv", ""), 403, consent.Forbidden)
}
