package web

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/views/page"
)

// FuzzReadSubmit reads any body: it gives an input or an error with a code that the form
// can tell, never more than the limit.
func FuzzReadSubmit(f *testing.F) {
	var seed bytes.Buffer
	w := multipart.NewWriter(&seed)
	_ = w.SetBoundary("b")
	_ = w.WriteField("url", "https://example.com")
	_ = w.WriteField("lines", "a\nb")
	part, _ := w.CreateFormFile("files", "a.html")
	_, _ = part.Write([]byte("<p>x"))
	_ = w.Close()
	f.Add(seed.String())
	f.Add("--b\r\nContent-Disposition: form-data; name=\"paste\"\r\n\r\n" + strings.Repeat("x", 200) + "\r\n--b--")
	f.Add("--b\r\n")
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		in, err := readSubmit(r, 100)
		if err != nil && consent.CodeOf(err) == consent.Internal {
			t.Fatalf("no code: %v", err)
		}
		if len(in.paste) > 100 {
			t.Fatalf("%d bytes pasted", len(in.paste))
		}
		for _, file := range in.files {
			if len(file.Body) > 100 || len(file.Body) == 0 {
				t.Fatalf("a file of %d bytes", len(file.Body))
			}
		}
		for _, tab := range page.SubmitTabs() {
			if many, err := in.submissions(tab); (err == nil) != (len(many) > 0) {
				t.Fatalf("%s: %d submissions, %v", tab, len(many), err)
			}
		}
	})
}

func TestWithoutBlanks(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{"a=1&b=": "?a=1", "a=&b=": "", "b=&b=2": "?b=2"} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got, tidy := withoutBlanks(values); got != want || !tidy {
			t.Errorf("%s: %q, %v", query, got, tidy)
		}
	}
	if _, tidy := withoutBlanks(url.Values{"a": {"1"}}); tidy {
		t.Error("nothing was blank")
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for want, errs := range map[bool][]error{
		true:  {consent.InvalidField("x", "y"), consent.Errorf(consent.TooLarge, "x"), consent.Errorf(consent.Unsupported, "x"), consent.Errorf(consent.Conflict, "x")},
		false: {nil, errors.New("x"), consent.Errorf(consent.Forbidden, "x"), consent.Errorf(consent.Unavailable, "x"), consent.Wrap(&http.MaxBytesError{}, consent.TooLarge, "x")},
	} {
		for _, err := range errs {
			if refused(err) != want {
				t.Errorf("%v: %v", err, !want)
			}
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	finding := func(s consent.Severity, triage consent.Triage) consent.Finding {
		return consent.Finding{Severity: s, Status: triage}
	}
	for want, a := range map[string]consent.Analysis{
		"Nothing asks for consent here.":                    {},
		"No problem was found in how consent is asked for.": {Clauses: []consent.Clause{{}}, Findings: []consent.Finding{finding(consent.SeverityInfo, consent.TriageOpen), finding(consent.SeverityHigh, consent.TriageDismissed)}},
		"1 problem of high severity.":                       {Findings: []consent.Finding{finding(consent.SeverityHigh, consent.TriageAccepted)}},
		"3 problems: 1 high, 2 low.":                        {Findings: []consent.Finding{finding(consent.SeverityLow, ""), finding(consent.SeverityHigh, ""), finding(consent.SeverityLow, "")}},
	} {
		if got := verdictOf(a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for want, job := range map[string]consent.Job{
		"now,to come,to come,to come,to come,to come":    {State: consent.JobQueued, Progress: consent.Progress{Stage: "score"}},
		"done,done,now,to come,to come,to come":          {State: consent.JobRunning, Progress: consent.Progress{Stage: "extract"}},
		"done,failed,to come,to come,to come,to come":    {State: consent.JobFailed, Progress: consent.Progress{Stage: "fetch"}},
		"done,done,done,done,done,done":                  {State: consent.JobSucceeded, Progress: consent.Progress{Stage: "score"}},
		"failed,to come,to come,to come,to come,to come": {State: consent.JobCanceled, Progress: consent.Progress{Stage: "?"}},
	} {
		var got []string
		for _, s := range steps(job, consent.SourceURL) {
			got = append(got, string(s.State))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s: %v", want, got)
		}
	}
	if steps(consent.Job{}, consent.SourceHTML)[1].Text != "Read" || steps(consent.Job{}, consent.SourceURL)[1].Text != "Fetch" {
		t.Error("an upload is not fetched")
	}
}
