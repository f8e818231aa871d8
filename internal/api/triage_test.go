package api

import (
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

const findingID = string(analysisID) + ".0123456789abcdef"

func TestTriage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPatch, "/api/v1/findings/"+findingID, `{"status":"dismissed","reason":"Agreed."}`)
	wantStatus(t, w, http.StatusOK)
	if want := (app.Triaging{AnalysisID: analysisID, Key: "0123456789abcdef", Status: consent.TriageDismissed, Reason: "Agreed."}); r.triaged != want {
		t.Errorf("asked for %+v", r.triaged)
	}
	body := decode(t, w)
	if decision, _ := body["decision"].(map[string]any); body["id"] != findingID || body["status"] != "dismissed" || decision["by"] != "ci" || decision["reason"] != "Agreed." {
		t.Errorf("%v", body)
	}
	list := decode(t, r.do(http.MethodGet, "/api/v1/analyses/"+string(analysisID)+"/findings", ""))
	if first := list["items"].([]any)[0].(map[string]any); first["id"] != findingID || first["rule"] != "no-reject-on-first-layer" {
		t.Errorf("%v", list)
	}
}

func TestTriageRefusesBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id, body string
		status   int
		code     consent.Code
	}{
		"no status":   {findingID, `{"reason":"x"}`, http.StatusUnprocessableEntity, consent.Invalid},
		"odd status":  {findingID, `{"status":"closed"}`, http.StatusUnprocessableEntity, consent.Invalid},
		"odd field":   {findingID, `{"status":"open","why":"x"}`, http.StatusUnprocessableEntity, consent.Invalid},
		"long reason": {findingID, `{"status":"open","reason":"` + strings.Repeat("x", 1001) + `"}`, http.StatusUnprocessableEntity, consent.Invalid},
		"no id":       {"x", `{"status":"open"}`, http.StatusNotFound, consent.NotFound},
		"no key":      {string(analysisID), `{"status":"open"}`, http.StatusNotFound, consent.NotFound},
		"unknown key": {string(analysisID) + ".0", `{"status":"open"}`, http.StatusNotFound, consent.NotFound},
		"no JSON":     {findingID, `status=open`, http.StatusBadRequest, consent.Invalid},
		"nothing":     {findingID, ``, http.StatusBadRequest, consent.Invalid},
	} {
		w := newRig(t).do(http.MethodPatch, "/api/v1/findings/"+c.id, c.body)
		if w.Code != c.status {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		wantProblem(t, w, c.status, c.code)
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	base := "/api/v1/analyses/" + string(analysisID) + "/report."
	for form, c := range map[string]struct{ media, disposition, policy, says string }{
		"html":         {"text/html; charset=utf-8", "inline", "sandbox", `lang="en"`},
		"html?lang=de": {"text/html; charset=utf-8", "inline", "style-src 'unsafe-inline'", `lang="de"`},
		"json":         {"application/json", "attachment", "sandbox", `"schema":"microconsent/analysis/v1"`},
		"sarif":        {"application/sarif+json", "attachment", "sandbox", `"2.1.0"`},
		"md":           {"text/markdown; charset=utf-8", "attachment", "sandbox", "# "},
	} {
		one, two := r.do(http.MethodGet, base+form, ""), r.do(http.MethodGet, base+form, "")
		h := one.Header()
		if one.Code != http.StatusOK || h.Get("Content-Type") != c.media || !strings.HasPrefix(h.Get("Content-Disposition"), c.disposition) ||
			!strings.Contains(h.Get("Content-Security-Policy"), c.policy) || !strings.Contains(one.Body.String(), c.says) {
			t.Errorf("%s: %d %v\n%.300s", form, one.Code, h, one.Body)
		}
		if one.Body.String() != two.Body.String() {
			t.Errorf("%s is another one the second time", form)
		}
	}
	wantProblem(t, r.do(http.MethodGet, base+"pdf", ""), http.StatusNotAcceptable, consent.Unsupported)
	wantProblem(t, r.do(http.MethodGet, base+"html?lang=fr", ""), http.StatusUnprocessableEntity, consent.Invalid)
	wantStatus(t, r.do(http.MethodGet, "/api/v1/analyses/"+string(missingID)+"/report.html", ""), http.StatusNotFound)
	wantStatus(t, r.do(http.MethodGet, "/api/v1/analyses/"+string(missingID)+"/report.pdf", ""), http.StatusNotFound)
	r.analysis.Status = consent.StatusRunning
	wantProblem(t, r.do(http.MethodGet, base+"html", ""), http.StatusConflict, consent.Conflict)
}

func TestCompare(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodGet, "/api/v1/compare?base="+string(analysisID)+"&head="+string(analysisID), "")
	wantStatus(t, w, http.StatusOK)
	body := decode(t, w)
	change := body["change"].(map[string]any)
	if body["same"] != false || len(change["findings"].([]any)) != 1 || body["base"].(map[string]any)["id"] != string(analysisID) {
		t.Errorf("%v", body)
	}
	for query, status := range map[string]int{"": 422, "base=" + string(analysisID): 422, "base=x&head=y": 404, "base=" + string(missingID) + "&head=" + string(analysisID): 404,
		"base=" + string(analysisID) + "&head=" + string(analysisID) + "&x=1": 422} {
		if w := r.do(http.MethodGet, "/api/v1/compare?"+query, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", query, w.Code, status)
		}
	}
}

func TestRejudge(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPost, "/api/v1/analyses/"+string(analysisID)+"/rejudge", "")
	wantStatus(t, w, http.StatusAccepted)
	if body := decode(t, w); w.Header().Get("Location") != "/api/v1/analyses/"+string(analysisID) || body["rejudged_from"] != string(analysisID) || body["job_id"] != string(jobID) {
		t.Errorf("%v %v", w.Header(), body)
	}
	r.next = &consent.Cursor{CreatedAt: noon, ID: analysisID}
	many := r.do(http.MethodPost, "/api/v1/analyses:rejudge?host=a.example&severity=high", "")
	wantStatus(t, many, http.StatusAccepted)
	if body := decode(t, many); body["queued"] != 1.0 || body["skipped"] != 2.0 || body["next_cursor"] == "" || len(body["items"].([]any)) != 1 {
		t.Errorf("%v", body)
	}
	if len(r.filter.Host) != 1 || r.filter.Severity[0] != consent.SeverityHigh {
		t.Errorf("%+v", r.filter)
	}
	wantProblem(t, r.do(http.MethodPost, "/api/v1/analyses:rejudge?colour=red", ""), http.StatusUnprocessableEntity, consent.Invalid)
	wantStatus(t, r.do(http.MethodPost, "/api/v1/analyses/x/rejudge", ""), http.StatusNotFound)
}
