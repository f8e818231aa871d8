package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestSubmitAcceptsEveryFormOfSource(t *testing.T) {
	t.Parallel()
	html := app.Submission{Body: []byte("<p>Hi</p>"), Kind: consent.SourceHTML, ContentType: "text/html; charset=utf-8"}
	named := html
	named.Name = "a.html"
	chosen := app.Submission{URL: "https://a.example/", Priority: consent.PriorityHigh,
		Options: consent.Options{MinConfidence: 0.7, Jurisdiction: consent.JurisdictionUK, Policy: true}}
	for name, c := range map[string]struct {
		body string
		want app.Submission
	}{
		"url string":  {`{"source":" https://a.example/ "}`, app.Submission{URL: "https://a.example/"}},
		"html string": {`{"source":"<p>Hi</p>"}`, html},
		"html object": {`{"source":{"html":"<p>Hi</p>","name":"a.html"}}`, named},
		"text string": {`{"source":"We use cookies, see https://a.example/"}`,
			app.Submission{Body: []byte("We use cookies, see https://a.example/"), Kind: consent.SourceText, ContentType: "text/plain; charset=utf-8"}},
		"json object": {`{"source":{"json":{"a":1}}}`, app.Submission{Body: []byte(`{"a":1}`), Kind: consent.SourceJSON, ContentType: "application/json"}},
		"options":     {`{"source":"https://a.example/","options":{"min_confidence":0.7,"jurisdiction":"uk","priority":"high","policy":true}}`, chosen},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			w := r.do(http.MethodPost, "/api/v1/analyses", c.body, "Content-Type: application/json")
			wantStatus(t, w, http.StatusAccepted)
			if got := w.Header().Get("Location"); got != "/api/v1/analyses/"+string(analysisID) {
				t.Errorf("Location %q", got)
			}
			if w.Header().Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			if diff := cmp.Diff([]app.Submission{c.want}, r.submitted); diff != "" {
				t.Error(diff)
			}
			if body := decode(t, w); body["job_id"] != string(jobID) || body["schema"] != consent.DocumentSchema || body["status"] != "queued" {
				t.Errorf("answer %v", body)
			}
		})
	}
}

func TestSubmitRefusesBadInput(t *testing.T) {
	t.Parallel()
	const js = "Content-Type: application/json"
	for name, c := range map[string]struct {
		target, body, header string
		status               int
		code                 consent.Code
		field                string
	}{
		"empty source":     {"", `{"source":""}`, js, 422, consent.Invalid, "source"},
		"no source":        {"", `{}`, js, 422, consent.Invalid, "source"},
		"two sources":      {"", `{"source":{"url":"https://a.example","html":"<p>"}}`, js, 422, consent.Invalid, "source"},
		"number":           {"", `{"source":7}`, js, 422, consent.Invalid, "source"},
		"unknown member":   {"", `{"source":{"uri":"x"}}`, js, 422, consent.Invalid, "source"},
		"unknown field":    {"", `{"source":"x","sauce":1}`, js, 422, consent.Invalid, "sauce"},
		"wrong type":       {"", `{"source":"x","options":{"min_confidence":"high"}}`, js, 422, consent.Invalid, "options.min_confidence"},
		"broken JSON":      {"", `{"source":`, js, 400, consent.Invalid, ""},
		"two values":       {"", `{"source":"x"} {}`, js, 400, consent.Invalid, ""},
		"no body":          {"", ``, js, 400, consent.Invalid, ""},
		"form":             {"", `source=x`, "Content-Type: application/x-www-form-urlencoded", 415, consent.Unsupported, ""},
		"no boundary":      {"", `x`, "Content-Type: multipart/form-data", 400, consent.Invalid, ""},
		"too large":        {"", `{"source":"` + strings.Repeat("x", 65<<10) + `"}`, js, 413, consent.TooLarge, ""},
		"bad wait":         {"?wait=soon", `{"source":"x"}`, js, 422, consent.Invalid, "wait"},
		"unknown query":    {"?hold=1", `{"source":"x"}`, js, 422, consent.Invalid, "hold"},
		"without a key":    {"", `{"source":"x"}`, "X-API-Key: ", 401, consent.Unauthenticated, ""},
		"with a wrong key": {"", `{"source":"x"}`, "X-API-Key: mc_wrong", 401, consent.Unauthenticated, ""},
		"foreign origin":   {"", `{"source":"x"}`, "Sec-Fetch-Site: cross-site", 403, consent.Forbidden, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			body := wantProblem(t, r.do(http.MethodPost, "/api/v1/analyses"+c.target, c.body, c.header), c.status, c.code)
			if got := firstField(body); got != c.field {
				t.Errorf("names field %q, want %q: %v", got, c.field, body)
			}
			if len(r.submitted) > 0 {
				t.Errorf("submitted all the same: %v", r.submitted)
			}
		})
	}
}

func firstField(problem map[string]any) string {
	list, _ := problem["errors"].([]any)
	if len(list) == 0 {
		return ""
	}
	name, _ := list[0].(map[string]any)["name"].(string)
	return name
}

// Every code of the use cases has one status, on operations of huma and on plain ones.
func TestUseCaseErrorsBecomeProblems(t *testing.T) {
	t.Parallel()
	for code, status := range map[consent.Code]int{
		consent.Invalid: 422, consent.Unauthenticated: 401, consent.Forbidden: 403, consent.NotFound: 404, consent.Conflict: 409,
		consent.RateLimited: 429, consent.TooLarge: 413, consent.Unsupported: 415, consent.Unavailable: 503, consent.Canceled: 503,
		consent.Timeout: 408, consent.Internal: 500,
	} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.err = consent.Wrap(errors.New("pq: secret detail"), code, "Told to the caller.")
			for _, w := range []interface {
				get() (string, string, string)
			}{
				call3{http.MethodGet, "/api/v1/jobs/" + string(jobID), ""}, call3{http.MethodPost, "/api/v1/analyses", `{"source":"x"}`},
			} {
				method, target, body := w.get()
				answer := r.do(method, target, body)
				if got := wantProblem(t, answer, status, code); got["detail"] != "Told to the caller." {
					t.Errorf("detail %v", got["detail"])
				}
				if strings.Contains(answer.Body.String(), "secret") {
					t.Error("internal text leaked")
				}
			}
		})
	}
}

type call3 [3]string

func (c call3) get() (string, string, string) { return c[0], c[1], c[2] }

func TestErrorWithoutCodeSaysNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.err = errors.New("dial tcp 10.0.0.5: secret")
	w := r.do(http.MethodGet, "/api/v1/analyses/"+string(analysisID), "")
	wantProblem(t, w, 500, consent.Internal)
	if strings.Contains(w.Body.String(), "secret") {
		t.Error("internal text leaked: " + w.Body.String())
	}
}

func TestWaitHoldsTheAnswer(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]time.Duration{"?wait=20": 20 * time.Second, "?wait=600": 30 * time.Second} {
		r := newRig(t)
		w := r.do(http.MethodPost, "/api/v1/analyses"+target, `{"source":"x"}`)
		wantStatus(t, w, http.StatusOK)
		if r.patience != want {
			t.Errorf("%s waited %s", target, r.patience)
		}
		if body := decode(t, w); body["status"] != "completed" {
			t.Errorf("answer %v", body["status"])
		}
	}
	r := newRig(t)
	r.analysis.Status = consent.StatusRunning
	wantStatus(t, r.do(http.MethodPost, "/api/v1/analyses?wait=1", `{"source":"x"}`), http.StatusAccepted)
}

// What was accepted is told as accepted also when nobody can say what became of it.
func TestWaitThatFailsIsNoRefusal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.waitErr = consent.Errorf(consent.Unavailable, "The database does not answer.")
	w := r.do(http.MethodPost, "/api/v1/analyses?wait=1", `{"source":"x"}`)
	wantStatus(t, w, http.StatusAccepted)
	if body := decode(t, w); body["id"] != string(r.analysis.ID) || w.Header().Get("Location") == "" {
		t.Errorf("answer %v at %q", body["id"], w.Header().Get("Location"))
	}
}

func multipartBody(t testing.TB, files map[string]string, fields map[string]string) (body, header string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, content := range files {
		part, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(content))
	}
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), "Content-Type: " + w.FormDataContentType()
}

func TestSubmitFiles(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body, header := multipartBody(t, map[string]string{"a.html": "<p>A</p>"}, map[string]string{"min_confidence": "0.6", "priority": "low", "policy": "true"})
	wantStatus(t, r.do(http.MethodPost, "/api/v1/analyses", body, header), http.StatusAccepted)
	want := []app.Submission{{Body: []byte("<p>A</p>"), Name: "a.html", ContentType: "application/octet-stream",
		Priority: consent.PriorityLow, Options: consent.Options{MinConfidence: 0.6, Policy: true}}}
	if diff := cmp.Diff(want, r.submitted); diff != "" {
		t.Error(diff)
	}

	r = newRig(t)
	body, header = multipartBody(t, map[string]string{"a.html": "fine", "b.html": "bad"}, nil)
	w := r.do(http.MethodPost, "/api/v1/analyses", body, header)
	wantStatus(t, w, http.StatusAccepted)
	if got := decode(t, w); got["accepted"] != 1.0 || got["rejected"] != 1.0 {
		t.Errorf("answer %v", got)
	}
}

func TestSubmitFilesRefusesBadInput(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 65<<10)
	for name, c := range map[string]struct {
		files, fields map[string]string
		status        int
		code          consent.Code
	}{
		"no file":         {nil, map[string]string{"priority": "low"}, 422, consent.Invalid},
		"empty file":      {map[string]string{"a.html": ""}, nil, 422, consent.Invalid},
		"unknown field":   {map[string]string{"a.html": "x"}, map[string]string{"prio": "low"}, 422, consent.Invalid},
		"bad confidence":  {map[string]string{"a.html": "x"}, map[string]string{"min_confidence": "high"}, 422, consent.Invalid},
		"file over limit": {map[string]string{"a.html": big}, nil, 413, consent.TooLarge},
		"all over limit":  {map[string]string{"a": big[:60<<10], "b": big[:60<<10], "c": big, "d": big, "e": big, "f": big, "g": big, "h": big, "i": big}, nil, 413, consent.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			body, header := multipartBody(t, c.files, c.fields)
			wantProblem(t, r.do(http.MethodPost, "/api/v1/analyses", body, header), c.status, c.code)
		})
	}
}

func TestBatchAnswersOneResultASource(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPost, "/api/v1/analyses:batch",
		`{"sources":["https://a.example/",{"html":""},{"source":"bad text","options":{"priority":"high"}},7,{"source":"x","sauce":1},"fine"],"options":{"min_confidence":0.5}}`)
	wantStatus(t, w, http.StatusAccepted)
	var got BatchResults
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	var refused []bool
	for i, item := range got.Items {
		if item.Index != i || (item.Error == nil) != (item.Location != "") {
			t.Errorf("item %d: %+v", i, item)
		}
		refused = append(refused, item.Error != nil)
	}
	if diff := cmp.Diff([]bool{false, true, true, true, true, false}, refused); diff != "" {
		t.Error(diff)
	}
	if got.Accepted != 2 || got.Rejected != 4 {
		t.Errorf("accepted %d rejected %d", got.Accepted, got.Rejected)
	}
	if len(r.submitted) != 3 || r.submitted[0].Options.MinConfidence != 0.5 || r.submitted[1].Priority != consent.PriorityHigh {
		t.Errorf("submitted %+v", r.submitted)
	}
}

func TestBatchRefusesTooManyAndNone(t *testing.T) {
	t.Parallel()
	many := `{"sources":[` + strings.Repeat(`"x",`, 1000) + `"x"]}`
	for _, body := range []string{many, `{"sources":[]}`, `{}`, `{"sources":"x"}`} {
		problem := wantProblem(t, newRig(t).do(http.MethodPost, "/api/v1/analyses:batch", body), 422, consent.Invalid)
		if firstField(problem) != "sources" {
			t.Errorf("names %q", firstField(problem))
		}
	}
}

func TestListUsesTheFilterGrammar(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.next = &consent.Cursor{CreatedAt: noon, ID: analysisID}
	w := r.do(http.MethodGet, "/api/v1/analyses?host=a.example&host=b.example&severity=high,low&limit=10&q=x", "")
	wantStatus(t, w, http.StatusOK)
	want := consent.Filter{Query: "x", Host: []string{"a.example", "b.example"}, Severity: []consent.Severity{"high", "low"}, Limit: 10}
	if diff := cmp.Diff(want, r.filter); diff != "" {
		t.Error(diff)
	}
	body := decode(t, w)
	cursor, _ := body["next_cursor"].(string)
	link := w.Header().Get("Link")
	if cursor != r.next.String() || !strings.Contains(link, "cursor="+cursor) || !strings.Contains(link, `rel="next"`) || !strings.Contains(link, "limit=10") {
		t.Errorf("cursor %q, link %q", cursor, link)
	}
	item := body["items"].([]any)[0].(map[string]any)
	if item["id"] != string(analysisID) || item["clauses"] != nil || item["summary"] == nil {
		t.Errorf("item %v", item)
	}
}

func TestListsRefuseUnknownParameters(t *testing.T) {
	t.Parallel()
	for target, field := range map[string]string{
		"/api/v1/analyses?colour=red": "colour", "/api/v1/analyses?status=lost": "status", "/api/v1/analyses?limit=201": "limit",
		"/api/v1/analyses?cursor=x": "cursor", "/api/v1/jobs?colour=red": "colour", "/api/v1/jobs?limit=201": "limit",
		"/api/v1/jobs?limit=ten": "limit", "/api/v1/jobs?state=lost": "state", "/api/v1/jobs?cursor=x": "cursor",
		"/api/v1/audit-events?colour=red": "colour", "/api/v1/api-keys?colour=red": "colour",
		"/api/v1/jobs/" + string(jobID) + "?colour=red": "colour",
	} {
		problem := wantProblem(t, newRig(t).do(http.MethodGet, target, ""), 422, consent.Invalid)
		if firstField(problem) != field {
			t.Errorf("%s: %v", target, problem)
		}
	}
}

func TestGetAnalysisWithETag(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	target := "/api/v1/analyses/" + string(analysisID)
	first := r.do(http.MethodGet, target, "")
	wantStatus(t, first, http.StatusOK)
	tag := first.Header().Get("ETag")
	if body := decode(t, first); len(body["clauses"].([]any)) != 2 || body["job_id"] != string(jobID) {
		t.Errorf("answer %v", body)
	}
	for header, status := range map[string]int{tag: 304, `"other", W/` + tag: 304, "*": 304, `"other"`: 200} {
		w := r.do(http.MethodGet, target, "", "If-None-Match: "+header)
		wantStatus(t, w, status)
		if status == 304 && w.Body.Len() > 0 {
			t.Errorf("304 with a body: %s", w.Body)
		}
	}
	r.analysis.Summary.Clauses++
	if again := r.do(http.MethodGet, target, "").Header().Get("ETag"); again == tag || again == "" {
		t.Errorf("tag %q after a change, was %q", again, tag)
	}
	r.analysis.Status = consent.StatusRunning
	if running := r.do(http.MethodGet, target, "").Header().Get("ETag"); running != "" {
		t.Errorf("tag %q on an unfinished analysis", running)
	}
}

func TestUnknownIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{string(missingID), "42", "x%00y"} {
		wantProblem(t, newRig(t).do(http.MethodGet, "/api/v1/analyses/"+id, ""), 404, consent.NotFound)
		wantProblem(t, newRig(t).do(http.MethodGet, "/api/v1/jobs/"+id, ""), 404, consent.NotFound)
	}
	wantProblem(t, newRig(t).do(http.MethodGet, "/api/v1/nothing", ""), 404, consent.NotFound)
	wantProblem(t, newRig(t).do(http.MethodPut, "/api/v1/jobs", ""), 405, consent.Invalid)
}

func TestPartsOfAnAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	base := "/api/v1/analyses/" + string(analysisID)
	for path, n := range map[string]int{"/clauses": 2, "/findings": 1} {
		w := r.do(http.MethodGet, base+path, "")
		wantStatus(t, w, http.StatusOK)
		if items := decode(t, w)["items"].([]any); len(items) != n {
			t.Errorf("%s has %d items", path, len(items))
		}
	}
	w := r.do(http.MethodGet, base+"/source", "")
	wantStatus(t, w, http.StatusOK)
	want := map[string]string{"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": `attachment; filename="a\"b.html.txt"`, "Content-Security-Policy": "default-src 'none'; sandbox"}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if w.Body.String() != "<script>1</script>" {
		t.Errorf("body %q", w.Body)
	}
}

func TestJobs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	one := "/api/v1/jobs/" + string(jobID)
	for _, c := range []call3{{http.MethodGet, one}, {http.MethodDelete, one}, {http.MethodPost, one + "/retry"}} {
		w := r.do(c[0], c[1], "")
		wantStatus(t, w, http.StatusOK)
		if body := decode(t, w); body["id"] != string(jobID) || body["state"] != "succeeded" || body["analysis_id"] != string(analysisID) {
			t.Errorf("%v answers %v", c, body)
		}
	}
	wantStatus(t, r.do(http.MethodGet, "/api/v1/jobs?state=dead&queue=low&limit=3", ""), http.StatusOK)
	if diff := cmp.Diff(consent.JobFilter{State: consent.JobDead, Queue: consent.PriorityLow, Limit: 3}, r.jobFilter); diff != "" {
		t.Error(diff)
	}
}

func TestClassify(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.do(http.MethodPost, "/api/v1/classify", `{"task":"role","texts":["OK","No"]}`)
	wantStatus(t, w, http.StatusOK)
	if items := decode(t, w)["items"].([]any); len(items) != 2 || items[1].(map[string]any)["text"] != "No" {
		t.Errorf("items %v", items)
	}
	for _, body := range []string{`{"task":"colour","texts":["x"]}`, `{"texts":["x"]}`, `{"task":"role","texts":"x"}`, `{"task":"role","more":1}`} {
		wantProblem(t, r.do(http.MethodPost, "/api/v1/classify", body), 422, consent.Invalid)
	}
	wantProblem(t, r.do(http.MethodPost, "/api/v1/classify", `{"task":`), 400, consent.Invalid)
}

func TestAPIKeysAreShownOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.do(http.MethodPost, "/api/v1/api-keys", `{"name":"ci","role":"analyst"}`)
	wantStatus(t, made, http.StatusCreated)
	if body := decode(t, made); body["key"] != "mc_x_secret" || body["role"] != "analyst" {
		t.Errorf("answer %v", body)
	}
	list := r.do(http.MethodGet, "/api/v1/api-keys", "")
	wantStatus(t, list, http.StatusOK)
	for _, w := range []string{made.Body.String(), list.Body.String()} {
		if strings.Contains(w, "secret-hash") {
			t.Error("the hash of a key leaked")
		}
	}
	if strings.Contains(list.Body.String(), `"key"`) {
		t.Error("the list tells keys")
	}
	wantStatus(t, r.do(http.MethodDelete, "/api/v1/api-keys/"+string(jobID), ""), http.StatusNoContent)
	wantProblem(t, r.do(http.MethodPost, "/api/v1/api-keys", `{"name":"","role":"king"}`), 422, consent.Invalid)
}
