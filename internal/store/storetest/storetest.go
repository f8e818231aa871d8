// Package storetest is the conformance suite of consent.Store: what every database must
// do, seen through the port only. Tests only.
package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"microconsent/internal/consent"
)

// Run holds a database to the port. open returns an empty store with its schema, and closes
// it after the test.
func Run(t *testing.T, open func(t *testing.T) consent.Store) {
	for name, test := range map[string]func(*rig){
		"workspaces": workspaces, "users": users, "sessions": sessions, "api keys": apiKeys,
		"sources": sources, "sources put at once": sourcesAtOnce, "audit events": auditEvents,
		"audit filter": auditFilter, "audit chain": auditChain, "audit chain of many at once": auditAtOnce, "audit purge": auditPurge, "audit purge that is undone": auditPurgeUndone,
		"retention": retention, "retention of addresses": retentionOfAddresses, "orphan sources": orphanSources, "policy blobs": policyBlobs, "large policies": largePolicies, "masked policies": maskedPolicies,
		"sites": siteSummaries, "sites removed": sites, "retention schedule": retentionSchedule, "redacted facts": redactedFacts, "forgotten sources": forgottenSources, "care": care, "folding": folding, "same bytes": sameBytes, "once": once, "once at once": onceAtOnce,
		"analysis round trip": analysisRoundTrip, "submission": submission, "analysis without a result": analysisWithoutResult,
		"result replaces an earlier one": resultReplaces, "result of nothing": resultOfNothing, "result is whole": resultIsWhole,
		"analysis status": analysisStatus, "finished does not run again": finishedDoesNotRun,
		"tags": tags, "notes": notes, "shelf": shelf, "views": views,
		"triage": triage, "findings replaced": savedFindings, "previous of the site": previous, "judged before": judgedBefore,
		"5,000 clauses": manyClauses, "NUL and broken text": hostileText, "scripts of the world": unicodeText,
		"filter": filters, "filter by parts": filterParts, "search": searches, "search for errors": searchesForErrors, "words": words, "far words": farWords, "facets": facets, "statistics": statistics,
		"jumps": jumps, "matching": matching, "exclusions": exclusions, "counts": counts,
		"pages of analyses": analysisPages, "pages of jobs": jobPages, "pages of audit events": auditPages, "page sizes": pageSizes,
		"bad cursors": badCursors, "isolation": isolation, "malformed ids": malformedIDs,
		"job life": jobLife, "job claims": jobClaims, "lost claims": lostClaims, "job requeue": jobRequeue,
		"job cancel": jobCancel, "job retry": jobRetry, "job lists": jobLists, "job cleanup": jobCleanup,
		"job events": jobEvents, "job filter": jobFilter, "many job events": manyJobEvents, "workers": workers, "paused queues": pausedQueues, "batches": batches, "batches by age": batchesByAge, "changed batches": changedBatches,
		"expired leases": expiredLeases, "due jobs": dueJobs, "dispatch numbers": dispatchNumbers,
		"one claim wins": oneClaimWins, "sweepers share": sweepersShare, "updates at once": updatesAtOnce,
		"cancel against finish": cancelAgainstFinish, "rollback": rollback, "panic": panics, "nested": nested,
		"canceled context": canceledContext,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(newRig(t, open(t)))
		})
	}
}

// start is the suite's time; it has microseconds, so that a database that cuts them off
// is found out.
var start = time.Date(2026, 11, 24, 10, 0, 0, 123456000, time.UTC)

// rig is an empty store and the means to fill it.
type rig struct {
	consent.Store
	t         *testing.T
	workspace consent.ID // set by withWorkspaces
	other     consent.ID
	n         int
	whole     map[consent.ID]consent.Analysis // read by varied's tests
}

func newRig(t *testing.T, store consent.Store) *rig { return &rig{Store: store, t: t} }

// id makes the next id.
func (r *rig) id() consent.ID {
	r.n++
	return consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", r.n))
}

// withWorkspaces makes two workspaces; the first is where things happen.
func (r *rig) withWorkspaces() {
	r.t.Helper()
	r.workspace, r.other = r.id(), r.id()
	for i, id := range []consent.ID{r.workspace, r.other} {
		r.ok(r.CreateWorkspace(r.t.Context(), consent.Workspace{ID: id, Name: "w", CreatedAt: start.Add(time.Duration(i) * time.Second)}))
	}
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// want fails unless err has the code; "" wants success.
func (r *rig) want(what string, err error, code consent.Code) {
	r.t.Helper()
	if got := consent.CodeOf(err); got != code {
		r.t.Errorf("%s: code %q (%v), want %q", what, got, err, code)
	}
}

// same fails unless got equals want; nil and empty lists are equal.
func (r *rig) same(what string, got, want any) {
	r.t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		r.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// must returns v and fails the test when there is an error.
func must[T any](r *rig) func(v T, err error) T {
	return func(v T, err error) T {
		r.t.Helper()
		r.ok(err)
		return v
	}
}

// code drops a method's value.
func code[T any](_ T, err error) error { return err }

func ptr[T any](v T) *T { return &v }
