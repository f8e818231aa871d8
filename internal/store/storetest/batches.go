package storetest

import (
	"time"

	"microconsent/internal/consent"
)

func (r *rig) batch(at time.Time) consent.Batch {
	r.t.Helper()
	b := consent.Batch{ID: r.id(), WorkspaceID: r.workspace, CreatedAt: at, UpdatedAt: at, CreatedBy: "Ada", Name: "sites.csv", Kind: consent.BatchCSV,
		State: consent.BatchReading, Priority: consent.PriorityLow, Options: consent.Options{Jurisdiction: consent.JurisdictionUK}, Total: 12}
	r.ok(r.CreateBatch(r.t.Context(), b))
	return b
}

func batches(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	old, b := r.batch(start), r.batch(start.Add(time.Second))
	b.State, b.Accepted, b.Refused, b.UpdatedAt = consent.BatchBroken, 7, 2, start.Add(time.Minute)
	b.Failure = &consent.Failure{Code: consent.Invalid, Message: "Cut off."}
	r.ok(r.SaveBatch(ctx, b))
	r.same("saved", must[consent.Batch](r)(r.Batch(ctx, r.workspace, b.ID)), b)
	r.want("elsewhere", code(r.Batch(ctx, r.other, b.ID)), consent.NotFound)
	first := must[consent.Page[consent.Batch]](r)(r.Batches(ctx, r.workspace, nil, 1))
	r.same("newest", first.Items, []consent.Batch{b})
	r.same("next page", must[consent.Page[consent.Batch]](r)(r.Batches(ctx, r.workspace, first.Next, 1)).Items, []consent.Batch{old})
	r.same("list elsewhere", must[consent.Page[consent.Batch]](r)(r.Batches(ctx, r.other, nil, 0)).Items, []consent.Batch{})

	bad := []consent.BatchError{{Line: 2, Text: "nonsense", Message: "No address."}, {Line: 9, Text: "ftp://x", Message: "Wrong scheme."}}
	r.ok(r.AddBatchErrors(ctx, r.workspace, b.ID, bad))
	r.same("errors", must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.workspace, b.ID, 0, 10)), bad)
	r.same("errors behind 2", must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.workspace, b.ID, 2, 10)), bad[1:])
	r.same("errors elsewhere", must[[]consent.BatchError](r)(r.BatchErrors(ctx, r.other, b.ID, 0, 10)), []consent.BatchError{})

	mine, waiting := r.queued(start), r.queued(start)
	mine.BatchID, waiting.BatchID = b.ID, b.ID
	r.ok(r.CreateAnalysis(ctx, mine))
	r.ok(r.CreateAnalysis(ctx, waiting))
	r.ok(r.CreateAnalysis(ctx, r.queued(start)))
	r.ok(r.SetAnalysisStatus(ctx, r.workspace, mine.ID, consent.StatusFailed, refused, start.Add(time.Minute)))
	counts := must[consent.BatchCounts](r)(r.CountBatch(ctx, r.workspace, b.ID, start.Add(time.Second)))
	r.same("counts", counts, consent.BatchCounts{ByStatus: map[consent.Status]int{consent.StatusQueued: 1, consent.StatusFailed: 1}, Recent: 1})
	r.same("the batch is kept", must[consent.Analysis](r)(r.Analysis(ctx, r.workspace, mine.ID)).BatchID, b.ID)
	found := must[consent.Page[consent.Analysis]](r)(r.Analyses(ctx, r.workspace, consent.Filter{Batch: []string{string(b.ID)}, Status: []consent.Status{consent.StatusFailed}}))
	if len(found.Items) != 1 || found.Items[0].ID != mine.ID {
		r.t.Errorf("by the filter: %d analyses", len(found.Items))
	}
	r.same("not of it", must[int](r)(r.CountMatching(ctx, r.workspace, consent.Filter{Not: consent.Excluded{Batch: []string{string(b.ID)}}})), 1)
}
