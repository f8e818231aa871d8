package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// wellRefused fails for an error that a client should never get for what it sent.
func wellRefused(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if status := httpx.StatusOf(err); status != 400 && status != 413 && status != 415 && status != 422 {
		t.Errorf("status %d: %v", status, err)
	}
	var coded *consent.Error
	if !errors.As(err, &coded) || coded.Message == "" {
		t.Errorf("nothing to tell the caller: %v", err)
	}
}

func FuzzSeedBody(f *testing.F) {
	for _, seed := range []string{`{"source":"<p>x</p>"}`, `{"source":"https://a.example","output_format":"csv","min_confidence":0.5}`,
		`{"source":1}`, `[]`, ``, `{"source":"\u0000"}`, `{"source":"x","min_confidence":1e400}`, `{"source":"x"}x`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var parsed seedRequest
		if err := decodeJSON([]byte(body), &parsed, false); err != nil {
			wellRefused(t, err)
			return
		}
		in, err := parsed.parse()
		wellRefused(t, err)
		if err == nil && (in.URL == "") == (len(in.Body) == 0) {
			t.Errorf("accepted %q as %+v", body, in)
		}
		if c := in.Options.MinConfidence; err == nil && !(c >= 0 && c <= 1) {
			t.Errorf("confidence %v", c)
		}
	})
}

func FuzzSubmissionBody(f *testing.F) {
	for _, seed := range []string{`{"source":"x"}`, `{"source":{"json":[1]},"options":{"render":true}}`, `{"source":{"url":"https://a.example","name":"n"}}`,
		`{"source":null}`, `{"source":{"html":"a","text":"b"}}`, `{"options":{"min_confidence":"x"}}`, `{`, `"x"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var parsed Submission
		if err := decodeJSON([]byte(body), &parsed, true); err != nil {
			wellRefused(t, err)
			return
		}
		in, err := parsed.parse()
		wellRefused(t, err)
		if err == nil && (in.URL == "") == (len(in.Body) == 0) {
			t.Errorf("accepted %q as %+v", body, in)
		}
	})
}

func FuzzBatchBody(f *testing.F) {
	for _, seed := range []string{`{"sources":["x",{"source":"y","options":{"priority":"low"}}]}`, `{"sources":[null,1,{},[],{"source":null}]}`, `{"sources":null}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var parsed Batch
		if err := decodeJSON([]byte(body), &parsed, true); err != nil {
			wellRefused(t, err)
			return
		}
		for _, each := range parsed.Sources {
			in, err := each.parse(parsed.Options)
			wellRefused(t, err)
			if err == nil && (in.URL == "") == (len(in.Body) == 0) {
				t.Errorf("accepted %+v", in)
			}
		}
	})
}

func FuzzFiles(f *testing.F) {
	good, header := multipartBody(f, map[string]string{"a.html": "<p>"}, map[string]string{"options": `{"priority":"low"}`})
	_, boundary, _ := strings.Cut(header, "boundary=")
	f.Add(good, boundary)
	f.Add("--x\r\n\r\n--x--", "x")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, body, boundary string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", `multipart/form-data; boundary="`+boundary+`"`)
		many, err := readFiles(r, 1000)
		wellRefused(t, err)
		if err == nil && len(many) == 0 {
			t.Error("accepted a form without a source")
		}
		for _, in := range many {
			if len(in.Body) > 1000 {
				t.Errorf("a source of %d bytes passed the limit", len(in.Body))
			}
		}
	})
}
