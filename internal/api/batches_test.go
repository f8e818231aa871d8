package api

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func (f *fakeApp) SubmitBatch(_ context.Context, actor consent.Actor, in app.NewBatch, items iter.Seq2[consent.BatchItem, error]) (consent.Batch, error) {
	b := consent.Batch{ID: jobID, CreatedAt: noon, Name: in.Name, Kind: in.Kind, State: consent.BatchRead, Priority: in.Priority, Total: in.Total, Options: in.Options}
	for item, err := range items {
		if err != nil {
			return b, err
		}
		if item.Err != nil || item.URL == "bad" {
			b.Refused++
			continue
		}
		b.Accepted++
	}
	f.batch = b
	return b, f.note(actor)
}

func (f *fakeApp) Batch(_ context.Context, actor consent.Actor, id consent.ID) (app.BatchProgress, error) {
	if id == missingID {
		return app.BatchProgress{}, consent.Errorf(consent.NotFound, "There is no such batch.")
	}
	batch := f.batch
	batch.Accepted = 3
	return app.BatchProgress{Batch: batch, Counts: consent.BatchCounts{ByStatus: map[consent.Status]int{consent.StatusCompleted: 3}}, Rate: 0.5, Left: 9e9}, f.note(actor)
}

func (f *fakeApp) Batches(_ context.Context, actor consent.Actor, _ *consent.Cursor, _ int) (consent.Page[consent.Batch], error) {
	return consent.Page[consent.Batch]{Items: []consent.Batch{f.batch}, Next: f.next}, f.note(actor)
}

func (f *fakeApp) BatchErrors(_ context.Context, actor consent.Actor, _ consent.ID, after int) iter.Seq2[consent.BatchError, error] {
	return func(yield func(consent.BatchError, error) bool) {
		if err := f.note(actor); err != nil {
			yield(consent.BatchError{}, err)
			return
		}
		for line := after + 1; line <= 5; line++ {
			if !yield(consent.BatchError{Line: line, Text: "x", Message: "No address."}, nil) {
				return
			}
		}
	}
}

func (f *fakeApp) CancelBatch(_ context.Context, actor consent.Actor, _ consent.ID) (int, error) {
	return 4, f.note(actor)
}

func TestABatchIsTakenInEachForm(t *testing.T) {
	t.Parallel()
	form, header := multipartBody(t, map[string]string{"sites.csv": "url,x\nhttps://a.example,1\nbad,2\n"}, map[string]string{"priority": "high", "policy": "true"})
	for name, c := range map[string]struct {
		target, body, header string
		want                 consent.Batch
	}{
		"lines": {"/api/v1/batches?jurisdiction=uk", "https://a.example\nbad\n", "Content-Type: text/plain", consent.Batch{Kind: consent.BatchLines, Total: 2, Accepted: 1, Refused: 1, Options: consent.Options{Jurisdiction: "uk"}}},
		"CSV":   {"/api/v1/batches", "url;x\nhttps://a.example;1\n", "Content-Type: text/csv", consent.Batch{Kind: consent.BatchCSV, Total: 1, Accepted: 1}},
		"form":  {"/api/v1/batches", form, header, consent.Batch{Name: "sites.csv", Kind: consent.BatchCSV, Total: 2, Accepted: 1, Refused: 1, Priority: consent.PriorityHigh, Options: consent.Options{Policy: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			w := r.do(http.MethodPost, c.target, c.body, c.header)
			wantStatus(t, w, http.StatusAccepted)
			c.want.ID, c.want.CreatedAt, c.want.State = jobID, noon, consent.BatchRead
			if r.batch != c.want || w.Header().Get("Location") != "/api/v1/batches/"+string(jobID) {
				t.Errorf("%+v at %q", r.batch, w.Header().Get("Location"))
			}
		})
	}
}

func TestBadBatchesAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, c := range map[string]struct {
		target, body, header string
		want                 int
	}{
		"JSON":           {"/api/v1/batches", "{}", "Content-Type: application/json", http.StatusUnsupportedMediaType},
		"nothing":        {"/api/v1/batches", "#\n", "Content-Type: text/plain", http.StatusUnprocessableEntity},
		"no zip":         {"/api/v1/batches", "PK\x03\x04rubbish", "Content-Type: application/zip", http.StatusUnprocessableEntity},
		"unknown option": {"/api/v1/batches?colour=red", "https://a.example", "Content-Type: text/plain", http.StatusUnprocessableEntity},
		"too many":       {"/api/v1/batches", strings.Repeat("a\n", consent.MaxBatchSources+1), "Content-Type: text/plain", http.StatusUnprocessableEntity},
	} {
		if w := r.do(http.MethodPost, c.target, c.body, c.header); w.Code != c.want {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestABatchIsFollowedAndCanceled(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := "/api/v1/batches/" + string(jobID)
	for _, c := range []struct{ method, path, says string }{
		{http.MethodGet, path, `"analyses":{"completed":3},"done":3,"rate":0.5,"left_seconds":9`},
		{http.MethodGet, "/api/v1/batches", `"items":[{`},
		{http.MethodGet, path + "/errors?limit=2&after=1", `"line":3,"text":"x","message":"No address."}],"next_after":3`},
		{http.MethodGet, path + "/errors?after=5", `"items":[]}`},
		{http.MethodDelete, path, `"canceled":4`},
	} {
		w := r.do(c.method, c.path, "")
		wantStatus(t, w, http.StatusOK)
		if !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: no %s in %s", c.path, c.says, w.Body)
		}
	}
	wantStatus(t, r.do(http.MethodGet, "/api/v1/batches/"+string(missingID), ""), http.StatusNotFound)
}
