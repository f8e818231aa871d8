package app_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func items(list ...consent.BatchItem) iter.Seq2[consent.BatchItem, error] {
	return func(yield func(consent.BatchItem, error) bool) {
		for i, item := range list {
			item.Line = i + 1
			if !yield(item, nil) {
				return
			}
		}
	}
}

func (r *rig) refusals(id consent.ID) (out []consent.BatchError) {
	r.t.Helper()
	for each, err := range r.BatchErrors(r.t.Context(), r.actor, id, 0) {
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, each)
	}
	return out
}

func TestABatchTakesTheGoodAndReportsTheBad(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	in := []consent.BatchItem{{Text: "https://a.example", URL: "https://a.example"}, {Text: "ftp://b.example", URL: "ftp://b.example"}, {Text: "c.html", Name: "c.html", Body: []byte(page)},
		{Text: "d", Err: consent.Errorf(consent.Invalid, "Too long.")}}
	batch, err := r.SubmitBatch(t.Context(), r.actor, app.NewBatch{Name: "x.csv", Kind: consent.BatchCSV, Total: 4}, items(in...))
	if err != nil || batch.State != consent.BatchRead || batch.Accepted != 2 || batch.Refused != 2 || batch.Priority != consent.PriorityLow {
		t.Fatalf("%+v, %v", batch, err)
	}
	if bad := r.refusals(batch.ID); len(bad) != 2 || bad[0].Line != 2 || bad[0].Text != "ftp://b.example" || bad[1] != (consent.BatchError{Line: 4, Text: "d", Message: "Too long."}) {
		t.Errorf("refused: %+v", bad)
	}
	jobs, err := r.Jobs(t.Context(), r.actor, consent.JobFilter{Queue: consent.PriorityLow, State: consent.JobQueued})
	if err != nil || len(jobs.Items) != 2 || len(r.queue.told) != 2 {
		t.Fatalf("%d jobs, %d told, %v", len(jobs.Items), len(r.queue.told), err)
	}
	r.net.fetch = func(context.Context, string) (consent.Capture, error) {
		return consent.Capture{}, consent.Errorf(consent.Invalid, "No page.")
	}
	for _, j := range jobs.Items {
		if err := r.RunJob(t.Context(), j.ID, "w"); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.advance(8 * time.Second)
	progress, err := r.Batch(t.Context(), r.actor, batch.ID)
	if err != nil || progress.Ended() != 2 || progress.Counts.ByStatus[consent.StatusFailed] != 1 || progress.Rate < 0.1 || progress.Rate > 0.3 || progress.Left != 0 {
		t.Errorf("%+v, %v", progress, err)
	}
	found, err := r.Analyses(t.Context(), r.actor, consent.Filter{Batch: []string{string(batch.ID)}, Status: []consent.Status{consent.StatusCompleted}})
	if err != nil || len(found.Items) != 1 || found.Items[0].Source.Name != "c.html" {
		t.Errorf("by the filter %+v, %v", found, err)
	}
	again, err := r.SubmitBatch(t.Context(), r.actor, app.NewBatch{Kind: consent.BatchZip, Total: 1}, items(in[2]))
	if progress, _ := r.Batch(t.Context(), r.actor, again.ID); err != nil || progress.Counts.ByStatus[consent.StatusCompleted] != 1 {
		t.Errorf("the same bytes: %+v, %v", progress, err)
	}
}

func TestNineThousandBadLinesAreReported(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const all, each = 10_000, 10
	lines := func(yield func(consent.BatchItem, error) bool) {
		for i := range all {
			url := "nonsense"
			if i%each == 0 {
				url = fmt.Sprintf("https://%d.example", i)
			}
			if !yield(consent.BatchItem{Line: i + 1, Text: url, URL: url}, nil) {
				return
			}
		}
	}
	batch, err := r.SubmitBatch(t.Context(), r.actor, app.NewBatch{Kind: consent.BatchLines, Total: all}, lines)
	if err != nil || batch.State != consent.BatchRead || batch.Accepted != all/each || batch.Refused != all-all/each {
		t.Fatalf("%+v, %v", batch, err)
	}
	if bad := r.refusals(batch.ID); len(bad) != 9000 || bad[8999].Line != 10_000 || bad[0].Message == "" {
		t.Errorf("%d refused", len(bad))
	}
}

func TestABatchThatBreaksOffKeepsWhatItTook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	broken := errors.New("connection reset")
	feed := func(yield func(consent.BatchItem, error) bool) {
		for i := range 250 {
			if !yield(consent.BatchItem{Line: i + 1, URL: fmt.Sprintf("https://%d.example", i)}, nil) {
				return
			}
		}
		yield(consent.BatchItem{}, broken)
	}
	batch, err := r.SubmitBatch(t.Context(), r.actor, app.NewBatch{Kind: consent.BatchLines, Total: 300}, feed)
	if err != nil || batch.State != consent.BatchBroken || batch.Accepted != 250 || batch.Failure == nil || batch.Failure.Code != consent.Internal {
		t.Fatalf("%+v, %v", batch, err)
	}
	if n, err := r.CancelBatch(t.Context(), r.actor, batch.ID); n != 250 || err != nil {
		t.Errorf("canceled %d, %v", n, err)
	}
	if progress, err := r.Batch(t.Context(), r.actor, batch.ID); err != nil || progress.Counts.ByStatus[consent.StatusCanceled] != 250 || progress.State != consent.BatchBroken {
		t.Errorf("%+v, %v", progress, err)
	}
}

func TestBatchesAreGuarded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	viewer := r.actor
	viewer.Role = consent.RoleViewer
	for name, c := range map[string]struct {
		actor consent.Actor
		in    app.NewBatch
		want  consent.Code
	}{
		"viewer":      {viewer, app.NewBatch{Total: 1}, consent.Forbidden},
		"none":        {r.actor, app.NewBatch{}, consent.Invalid},
		"too many":    {r.actor, app.NewBatch{Total: consent.MaxBatchSources + 1}, consent.Invalid},
		"priority":    {r.actor, app.NewBatch{Total: 1, Priority: "soon"}, consent.Invalid},
		"jurisdicton": {r.actor, app.NewBatch{Total: 1, Options: consent.Options{Jurisdiction: "moon"}}, consent.Invalid},
	} {
		if _, err := r.SubmitBatch(t.Context(), c.actor, c.in, items()); consent.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if page, err := r.Batches(t.Context(), viewer, nil, 0); err != nil || len(page.Items) != 0 {
		t.Errorf("%+v, %v", page, err)
	}
	if _, err := r.CancelBatch(t.Context(), viewer, "0197a000-0000-7000-8000-000000000999"); consent.CodeOf(err) != consent.Forbidden {
		t.Errorf("a viewer cancels: %v", err)
	}
}
