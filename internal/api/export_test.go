package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// rowsOf counts the analyses in a file; -1 when it is not whole.
func rowsOf(format string, body []byte) int {
	switch format {
	case "csv":
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			return -1
		}
		return len(rows) - 1
	case "ndjson":
		return bytes.Count(body, []byte("\n"))
	case "json":
		var documents []consent.Document
		if err := json.Unmarshal(body, &documents); err != nil {
			return -1
		}
		return len(documents)
	}
	if !bytes.HasPrefix(body, []byte("PK\x03\x04")) || !bytes.Contains(body, []byte("PK\x05\x06")) {
		return -1
	}
	return 3 // its rows are tested where they are written
}

func TestExportIsAFileOfWhatTheFilterSelects(t *testing.T) {
	t.Parallel()
	for format, media := range map[string]string{"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson", "json": "application/json",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		r := newRig(t)
		r.rows = 3
		w := r.do(http.MethodGet, Base+"/export."+format+"?host=Shop.example&status=completed,failed&sort=created_at", "")
		wantStatus(t, w, http.StatusOK)
		h := w.Header()
		if h.Get("Content-Type") != media || h.Get("Content-Disposition") != "attachment; filename=microconsent-analyses."+format ||
			h.Get("Cache-Control") != "private, no-store" || h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
			t.Errorf("%s: headers %v", format, h)
		}
		if got := rowsOf(format, w.Body.Bytes()); got != 3 {
			t.Errorf("%s: %d analyses in %q", format, got, w.Body)
		}
		want := app.Exporting{Format: format, Full: format == "json" || format == "ndjson", Filter: consent.Filter{Host: []string{"shop.example"},
			Status: []consent.Status{consent.StatusCompleted, consent.StatusFailed}, Sort: consent.SortOldest}}
		if diff := cmp.Diff(want, r.exported); diff != "" || r.actor.WorkspaceID != workspace {
			t.Errorf("%s: %s, by %+v", format, diff, r.actor)
		}
	}
}

func TestExportOfNothingIsAFileToo(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{"csv": "id,created_at,", "ndjson": "", "json": "[]\n"} {
		w := newRig(t).do(http.MethodGet, Base+"/export."+format, "")
		wantStatus(t, w, http.StatusOK)
		if body := w.Body.String(); !strings.HasPrefix(body, want) || want == "" && body != "" || w.Header().Get("Content-Disposition") == "" {
			t.Errorf("%s: %q, %v", format, body, w.Header())
		}
	}
}

func TestExportRefusesAsTheListDoes(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"colour=red", "status=lost", "since=yesterday", "cursor=x", "limit=0", "limit=201", "min_confidence=2", "servity=high", "q=%26%26", "q=" + strings.Repeat("x", 1001)} {
		r := newRig(t)
		list := wantProblem(t, r.do(http.MethodGet, Base+"/analyses?"+query, ""), http.StatusUnprocessableEntity, consent.Invalid)
		for _, format := range []string{"csv", "ndjson", "json", "xlsx"} {
			w := r.do(http.MethodGet, Base+"/export."+format+"?"+query, "")
			got := wantProblem(t, w, http.StatusUnprocessableEntity, consent.Invalid)
			delete(list, "instance")
			delete(got, "instance")
			if diff := cmp.Diff(list, got); diff != "" || w.Header().Get("Content-Disposition") != "" {
				t.Errorf("%s, %s: %s", format, query, diff)
			}
		}
	}
	r := newRig(t)
	wantProblem(t, r.do(http.MethodGet, Base+"/export.csv", "", "X-API-Key: "), http.StatusUnauthorized, consent.Unauthenticated)
	wantProblem(t, r.do(http.MethodGet, Base+"/export.xls", ""), http.StatusNotFound, consent.NotFound)
	r.err = consent.Errorf(consent.Unavailable, "The database does not answer.")
	for _, format := range []string{"csv", "ndjson", "json", "xlsx"} {
		wantProblem(t, r.do(http.MethodGet, Base+"/export."+format, ""), http.StatusServiceUnavailable, consent.Unavailable)
	}
}

// An export that fails on the way breaks the connection; a workbook, of which nothing has
// left by then, is answered as an error.
func TestExportNeverEndsShort(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows, r.breaks = 2000, consent.Errorf(consent.Unavailable, "The database does not answer.")
	server := httptest.NewServer(r.server)
	t.Cleanup(server.Close)
	for _, format := range []string{"csv", "ndjson", "json", "xlsx"} {
		res, body, err := get(t, server.URL+Base+"/export."+format)
		switch {
		case format == "xlsx":
			if err != nil || res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Content-Type") != httpx.ProblemType {
				t.Errorf("xlsx: %d %v, %v", res.StatusCode, res.Header, err)
			}
		case res.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) || len(body) == 0:
			t.Errorf("%s: %d, %d bytes, %v", format, res.StatusCode, len(body), err)
		}
	}
}

// An export takes as long as it takes: the time of a request does not bound it.
func TestExportIsNotBoundByTheRequestsTime(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *httpx.Options) { o.Timeout = time.Millisecond })
	r.rows = 5000
	server := httptest.NewServer(r.server)
	t.Cleanup(server.Close)
	for _, format := range []string{"csv", "ndjson"} {
		if res, body, err := get(t, server.URL+Base+"/export."+format); err != nil || res.StatusCode != http.StatusOK || rowsOf(format, body) != 5000 {
			t.Errorf("%s: %d, %d bytes, %v", format, res.StatusCode, len(body), err)
		}
	}
}

func get(t *testing.T, address string) (*http.Response, []byte, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", goodKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, body, err
}

func TestExportIsDescribed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	list := slices.DeleteFunc(slices.Clone(r.api.OpenAPI().Paths["/analyses"].Get.Parameters), func(p *huma.Param) bool { return p.Name == "facets" })
	for _, f := range r.api.exportForms() {
		op := r.api.OpenAPI().Paths["/export."+string(f.format)].Get
		if op == nil || op.Responses["200"].Content[f.media] == nil || op.Responses["422"] == nil || len(op.Parameters) != len(list) {
			t.Fatalf("%s: %+v", f.format, op)
		}
		for i, p := range list {
			if got := op.Parameters[i]; got.Name != p.Name || got.Description != p.Description {
				t.Errorf("%s: %s is described as %s, %q", f.format, p.Name, got.Name, got.Description)
			}
		}
	}
}
