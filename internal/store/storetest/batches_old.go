package storetest

import (
	"time"

	"microconsent/internal/consent"
)

// batchesByAge: a batch is old when it was made and read before, and none of its analyses
// waits or runs.
func batchesByAge(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	day := 24 * time.Hour
	before := start.Add(-7 * day)
	old, waiting, read, limit := r.batch(start.Add(-9*day)), r.batch(start.Add(-9*day)), r.batch(start.Add(-8*day)), r.batch(before)
	bad := []consent.BatchError{{Line: 2, Text: "nonsense", Message: "No address."}}
	for _, b := range []consent.Batch{old, waiting, read, limit} {
		r.ok(r.AddBatchErrors(ctx, r.workspace, b.ID, bad))
	}
	read.UpdatedAt = start
	r.ok(r.SaveBatch(ctx, read))
	ended, open := r.queued(start), r.queued(start)
	ended.BatchID, open.BatchID = old.ID, waiting.ID
	r.ok(r.CreateAnalysis(ctx, ended))
	r.ok(r.CreateAnalysis(ctx, open))
	r.ok(r.SetAnalysisStatus(ctx, r.workspace, ended.ID, consent.StatusFailed, refused, start))

	r.same("old", must[int](r)(r.CountOld(ctx, r.workspace, consent.KeepBatches, before)), 1)
	r.same("of another workspace", must[int](r)(r.CountOld(ctx, r.other, consent.KeepBatches, before)), 0)
	r.same("none of another workspace", must[int](r)(r.RemoveOld(ctx, r.other, consent.KeepBatches, before, start, 10)), 0)
	r.same("removed", must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepBatches, before, start, 10)), 1)
	r.want("the batch", code(r.Batch(ctx, r.workspace, old.ID)), consent.NotFound)
	r.same("its lines", len(must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.workspace, old.ID, 0, 10))), 0)
	r.same("lines of others", len(must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.workspace, waiting.ID, 0, 10))), 1)
	found := must[consent.Page[consent.Analysis]](r)(r.Analyses(ctx, r.workspace, consent.Filter{Batch: []string{string(old.ID)}}))
	if len(found.Items) != 1 || found.Items[0].ID != ended.ID {
		r.t.Errorf("its analyses: %d", len(found.Items))
	}
	r.same("its counts", must[consent.BatchCounts](r)(r.CountBatch(ctx, r.workspace, old.ID, start)).ByStatus, map[consent.Status]int{consent.StatusFailed: 1})
	r.ok(r.SetAnalysisStatus(ctx, r.workspace, open.ID, consent.StatusFailed, refused, start))
	r.same("one at a time", must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepBatches, start.Add(-time.Hour), start, 1)), 1)
	r.same("the rest", must[int](r)(r.CountOld(ctx, r.workspace, consent.KeepBatches, start.Add(-time.Hour))), 1)
}

func changedBatches(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	b := r.batch(start)
	r.ok(r.AddBatchErrors(ctx, r.workspace, b.ID, []consent.BatchError{{Line: 2, Text: "a", Message: "b"}, {Line: 3, Text: "c", Message: "d"}}))
	changed := []consent.BatchError{{Line: 3, Text: "", Message: "Gone."}, {Line: 4, Text: "there is", Message: "none"}}
	r.ok(r.SaveBatchErrors(ctx, r.other, b.ID, changed))
	r.same("of another workspace", must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.workspace, b.ID, 2, 10))[0].Text, "c")
	r.ok(r.SaveBatchErrors(ctx, r.workspace, b.ID, changed))
	r.same("changed", must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.workspace, b.ID, 0, 10)), []consent.BatchError{{Line: 2, Text: "a", Message: "b"}, changed[0]})
	b.Name = ""
	r.ok(r.SaveBatch(ctx, b))
	r.same("the name", must[consent.Batch](r)(r.Batch(ctx, r.workspace, b.ID)).Name, "")
}
