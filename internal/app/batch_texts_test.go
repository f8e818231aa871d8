package app_test

import (
	"slices"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// refusedBatch is a batch of which everything was refused but one source.
func (r *rig) refusedBatch(name string, lines ...string) consent.Batch {
	r.t.Helper()
	in := []consent.BatchItem{{Text: "c.html", Name: "c.html", Body: []byte(page)}}
	for _, line := range lines {
		in = append(in, consent.BatchItem{Text: line, Err: consent.Errorf(consent.Invalid, "No address: %s", line)})
	}
	b, err := r.SubmitBatch(r.t.Context(), r.actor, app.NewBatch{Name: name, Kind: consent.BatchCSV, Total: len(in)}, items(in...))
	if err != nil || b.Refused != len(lines) {
		r.t.Fatalf("%+v, %v", b, err)
	}
	return b
}

func (r *rig) batchName(id consent.ID) string {
	r.t.Helper()
	b, err := r.Batch(r.t.Context(), r.actor, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return b.Name
}

func TestRetentionOfBatches(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	old, waiting := r.refusedBatch("old.csv", "x"), r.refusedBatch("waiting.csv", "x")
	if n, err := r.CancelBatch(t.Context(), r.actor, old.ID); n != 1 || err != nil {
		t.Fatalf("%d canceled, %v", n, err)
	}
	r.clock.advance(10 * day)
	young := r.refusedBatch("young.csv", "x")
	r.keep("batches=7d")
	if out := r.retain(true); out.Counts[consent.KeepBatches] != 1 || r.batchName(old.ID) != "old.csv" {
		t.Errorf("dry run: %+v", out)
	}
	if err := r.RunDueRetention(t.Context()); err != nil { // the scheduled run
		t.Fatal(err)
	}
	if _, err := r.Batch(t.Context(), r.actor, old.ID); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("the old one: %v", err)
	}
	if r.batchName(waiting.ID) != "waiting.csv" || r.batchName(young.ID) != "young.csv" || len(r.refusals(waiting.ID)) != 1 {
		t.Error("others went too")
	}
	found, err := r.Analyses(t.Context(), r.actor, consent.Filter{Batch: []string{string(old.ID)}})
	if err != nil || len(found.Items) != 1 {
		t.Errorf("its analyses: %d, %v", len(found.Items), err)
	}
	if !slices.Contains(r.actions(), "retention.run") {
		t.Errorf("actions %v", r.actions())
	}
	r.intact()
}

// TestABatchEndsWithoutItsAnalyses: what was removed since has ended.
func TestABatchEndsWithoutItsAnalyses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.refusedBatch("old.csv", "x")
	if _, err := r.CancelBatch(t.Context(), r.actor, b.ID); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(10 * day)
	r.keep("failed=7d")
	if out := r.retain(false); out.Total() != 1 {
		t.Fatalf("outcome %+v", out)
	}
	if got, err := r.Batch(t.Context(), r.actor, b.ID); err != nil || got.Ended() != 1 || got.Left != 0 {
		t.Errorf("%d ended, %s left, %v", got.Ended(), got.Left, err)
	}
}

func TestPurgeReachesWhatBatchesRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.refusedBatch("example.com.csv", "ftp://shop.example.com/", "ftp://example.org/", "ftp://example.com")
	dry, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "shop.example.com", Dry: true})
	if err != nil || dry.Lines != 1 || dry.Analyses != 0 || r.refusals(b.ID)[0].Text == "" {
		t.Errorf("dry run: %+v, %v", dry, err)
	}
	if out, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "shop.example.com"}); err != nil || out.Lines != 1 {
		t.Errorf("one host: %+v, %v", out, err)
	}
	if out, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "example.com"}); err != nil || out.Lines != 2 {
		t.Errorf("the site: %+v, %v", out, err)
	}
	gone := func(line int) consent.BatchError {
		return consent.BatchError{Line: line, Message: "Removed with everything about its site."}
	}
	left := r.refusals(b.ID)
	if left[0] != gone(2) || left[1].Text != "ftp://example.org/" || left[2] != gone(4) || r.batchName(b.ID) != "" {
		t.Errorf("left: %+v", left)
	}
	if _, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "example.com"}); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("again: %v", err)
	}
	if r.actions()[0] != "site.purge" {
		t.Errorf("actions %v", r.actions())
	}
	r.intact()
}

func TestAnonymizeReachesBatches(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.refusedBatch("ada@example.com.csv", "eve@example.com", "nothing")
	in := app.Anonymizing{PersonalData: true, OlderThan: time.Hour, Dry: true}
	dry := r.anonymized(in)
	if dry.Lines != 2 || dry.Found[consent.PersonalEmail] != 3 || r.refusals(b.ID)[0].Text != "eve@example.com" { // text and message of the line
		t.Errorf("dry run: %+v", dry)
	}
	in.Dry = false
	if out := r.anonymized(in); out.Lines != 2 || out.Found.Total() != dry.Found.Total() {
		t.Errorf("%+v", out)
	}
	left := r.refusals(b.ID)
	if left[0].Text != "[e-mail]" || left[0].Message != "No address: [e-mail]" || left[1].Text != "nothing" {
		t.Errorf("left: %+v", left)
	}
	if len(consent.FindPersonal(r.batchName(b.ID))) > 0 {
		t.Errorf("the name: %s", r.batchName(b.ID))
	}
	if out := r.anonymized(in); out.Lines != 0 {
		t.Errorf("again: %+v", out)
	}
	r.intact()
}
