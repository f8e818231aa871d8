package storetest

import (
	"fmt"
	"time"

	"microconsent/internal/consent"
)

// folding: counters and sites are right after each change, whether or not the changes before
// it were folded.
func folding(r *rig) {
	for _, each := range []bool{false, true} {
		r.withWorkspaces()
		ctx := r.t.Context()
		var a, b consent.Analysis
		of := func(site, grade string) func(*consent.Analysis) {
			return func(x *consent.Analysis) { x.Site, x.Score = site, &consent.Score{Value: 50, Grade: grade} }
		}
		for i, step := range []func(){
			func() { a = r.analyzed(start, of("a.example", "C")) },
			func() { b = r.analyzed(start.Add(time.Hour), of("a.example", "A")) },
			func() { r.analyzed(start.AddDate(0, 0, 1), of("b.example", "F")) },
			func() { b.Site = "c.example"; r.ok(r.SaveResult(ctx, b)) },
			func() { b.Findings = nil; r.ok(r.SaveFindings(ctx, b)) },
			func() { must[[]consent.ID](r)(r.Archive(ctx, r.workspace, []consent.ID{a.ID, b.ID}, start)) },
			func() { must[[]consent.ID](r)(r.Unarchive(ctx, r.workspace, []consent.ID{a.ID}, start)) },
			func() {
				must[int](r)(r.RemoveOld(ctx, r.workspace, consent.KeepAnalyses, start.Add(time.Minute), start, 1))
			},
			func() { must[[]consent.ID](r)(r.Unarchive(ctx, r.workspace, []consent.ID{b.ID}, start)) },
			func() { r.ok(r.RebuildHistory(ctx)) },
		} {
			step()
			what := fmt.Sprintf("step %d, folded after each: %v", i, each)
			r.same("faults after "+what, must[int](r)(r.HistoryFaults(ctx)), 0)
			if each {
				must[int](r)(r.FoldCounters(ctx, start.AddDate(0, 0, i%3)))
				must[int](r)(r.FoldSites(ctx, 1000))
				r.same("faults once folded after "+what, must[int](r)(r.HistoryFaults(ctx)), 0)
				r.same("left after "+what, must[int](r)(r.FoldSites(ctx, 1000)), 0)
			}
		}
	}
}
