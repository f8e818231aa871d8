package app_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// paged counts the pages that are read and what the last one was asked for.
type paged struct {
	consent.Store
	pages   int
	filter  consent.Filter
	failing int        // this page fails; 0 for none
	gone    consent.ID // removed after its page was read
}

func (p *paged) Analyses(ctx context.Context, workspace consent.ID, f consent.Filter) (consent.Page[consent.Analysis], error) {
	p.pages, p.filter = p.pages+1, f
	if p.pages == p.failing {
		return consent.Page[consent.Analysis]{}, consent.Errorf(consent.Unavailable, "The database does not answer.")
	}
	return p.Store.Analyses(ctx, workspace, f)
}

func (p *paged) Analysis(ctx context.Context, workspace, id consent.ID) (consent.Analysis, error) {
	if id == p.gone {
		return consent.Analysis{}, consent.Errorf(consent.NotFound, "There is no such analysis.")
	}
	return p.Store.Analysis(ctx, workspace, id)
}

// history is a rig with so many analyses in its workspace, the newest last.
func history(t *testing.T, n int) (*rig, *paged) {
	t.Helper()
	r := newRig(t)
	counted := &paged{Store: r.store}
	r.App.Store = counted
	err := r.store.InTx(t.Context(), func(ctx context.Context, tx consent.Store) error {
		for i := range n {
			if err := tx.CreateAnalysis(ctx, listed(r.actor.WorkspaceID, i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, counted
}

func listed(workspace consent.ID, i int) consent.Analysis {
	at := time.Date(2026, 11, 1, 0, 0, i, 0, time.UTC)
	return consent.Analysis{ID: exportID(i), WorkspaceID: workspace, CreatedAt: at, UpdatedAt: at,
		Status: []consent.Status{consent.StatusCompleted, consent.StatusFailed}[i%2], Host: fmt.Sprintf("h%d.example", i%10),
		Source: consent.SourceRef{Kind: consent.SourceURL, URL: fmt.Sprintf("https://h%d.example/%d", i%10, i)}}
}

func exportID(i int) consent.ID { return consent.ID(fmt.Sprintf("0197b000-0000-7000-8000-%012d", i)) }

// collect returns the ids and the error that ended the sequence.
func collect(found iter.Seq2[consent.Analysis, error]) (ids []consent.ID, last error) {
	for a, err := range found {
		if err != nil {
			return ids, err
		}
		ids = append(ids, a.ID)
	}
	return ids, nil
}

// TestExportReadsAPageAtATime exports 5,000 analyses: in order, each once, never more than
// the page that is being taken read ahead, and none kept. It does not run beside other
// tests: the heap is everybody's.
func TestExportReadsAPageAtATime(t *testing.T) {
	const n = 5000
	r, counted := history(t, n)
	taken, first, most := 0, uint64(0), uint64(0)
	for a, err := range r.Export(t.Context(), r.actor, app.Exporting{}) {
		if err != nil || a.ID != exportID(n-1-taken) {
			t.Fatalf("analysis %d: %s, %v", taken, a.ID, err)
		}
		if want := taken/consent.MaxLimit + 1; counted.pages != want {
			t.Fatalf("%d pages read for %d analyses", counted.pages, taken)
		}
		if taken++; taken == 400 {
			first = heap()
		} else if taken > 400 && taken%1000 == 0 {
			most = max(most, heap())
		}
	}
	if taken != n {
		t.Fatalf("%d of %d", taken, n)
	}
	t.Logf("%d KiB more alive than after two pages", (int64(most)-int64(first))>>10)
	if most > first+2<<20 {
		t.Errorf("what was exported is kept: %d bytes, then %d", first, most)
	}
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestExportObeysTheFilter(t *testing.T) {
	t.Parallel()
	r, counted := history(t, 450)
	at := consent.Cursor{CreatedAt: listed("", 40).CreatedAt, ID: exportID(40)}
	for name, c := range map[string]struct {
		filter       consent.Filter
		n, first     int
		pages, limit int
	}{
		"all":           {consent.Filter{}, 450, 449, 3, 200},
		"oldest first":  {consent.Filter{Sort: consent.SortOldest}, 450, 0, 3, 200},
		"host":          {consent.Filter{Host: []string{"h3.example"}}, 45, 443, 1, 200},
		"host, status":  {consent.Filter{Host: []string{"h3.example"}, Status: []consent.Status{consent.StatusCompleted}}, 0, -1, 1, 200},
		"from a cursor": {consent.Filter{Cursor: &at}, 40, 39, 1, 200},
		"limit":         {consent.Filter{Limit: 7}, 7, 449, 1, 7},
	} {
		counted.pages = 0
		ids, err := collect(r.Export(t.Context(), r.actor, app.Exporting{Filter: c.filter}))
		if err != nil || len(ids) != c.n || counted.pages != c.pages || counted.filter.Limit != c.limit {
			t.Errorf("%s: %d analyses in %d pages of %d, %v", name, len(ids), counted.pages, counted.filter.Limit, err)
		}
		if len(ids) > 0 && ids[0] != exportID(c.first) {
			t.Errorf("%s begins with %s", name, ids[0])
		}
	}
}

func TestExportIsForReadersOfTheWorkspace(t *testing.T) {
	t.Parallel()
	r, counted := history(t, 3)
	other := consent.Workspace{ID: "0197c000-0000-7000-8000-000000000001", Name: "Other", CreatedAt: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	if err := r.store.CreateWorkspace(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	viewer := consent.Actor{Kind: consent.ActorUser, Name: "v", WorkspaceID: r.actor.WorkspaceID, Role: consent.RoleViewer}
	stranger := viewer
	stranger.WorkspaceID = other.ID
	for _, full := range []bool{false, true} {
		if ids, err := collect(r.Export(t.Context(), viewer, app.Exporting{Full: full})); err != nil || len(ids) != 3 {
			t.Errorf("a viewer gets %v, %v", ids, err)
		}
		if ids, err := collect(r.Export(t.Context(), stranger, app.Exporting{Full: full})); err != nil || len(ids) != 0 {
			t.Errorf("another workspace gets %v, %v", ids, err)
		}
	}
	counted.pages = 0
	roleless := viewer
	roleless.Role = ""
	for code, actor := range map[consent.Code]consent.Actor{consent.Unauthenticated: {}, consent.Forbidden: roleless} {
		if _, err := collect(r.Export(t.Context(), actor, app.Exporting{})); consent.CodeOf(err) != code || counted.pages != 0 {
			t.Errorf("%+v: %v after %d pages", actor, err, counted.pages)
		}
	}
}

func TestExportIsAudited(t *testing.T) {
	t.Parallel()
	r, counted := history(t, 1)
	counted.failing = 1 // that somebody tried is recorded as well
	filter := consent.Filter{Host: []string{"h0.example"}, Status: []consent.Status{consent.StatusCompleted}}
	if _, err := collect(r.Export(t.Context(), r.actor, app.Exporting{Filter: filter, Format: "csv"})); consent.CodeOf(err) != consent.Unavailable {
		t.Fatal(err)
	}
	events, err := r.AuditEvents(t.Context(), r.actor, consent.AuditFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := events.Items[0]
	if e.Action != "analysis.export" || e.ActorName != "tester" || e.Detail["format"] != "csv" || e.Detail["filter"] != "host=h0.example&status=completed" {
		t.Errorf("%+v", e)
	}
}

func TestExportOfWholeAnalyses(t *testing.T) {
	t.Parallel()
	r, counted := history(t, 2)
	whole := r.visit("https://example.com/", oneSided)
	for full, want := range map[bool]int{true: len(whole.Clauses), false: 0} {
		for a, err := range r.Export(t.Context(), r.actor, app.Exporting{Full: full, Filter: consent.Filter{Host: []string{"example.com"}}}) {
			if err != nil || len(a.Clauses) != want || (len(a.Findings) > 0) != full || full && a.Findings[0].Key == "" {
				t.Errorf("full %v: %d clauses, findings %+v, %v", full, len(a.Clauses), a.Findings, err)
			}
		}
	}
	counted.gone = whole.ID
	if ids, err := collect(r.Export(t.Context(), r.actor, app.Exporting{Full: true})); err != nil || slices.Contains(ids, whole.ID) || len(ids) != 2 {
		t.Errorf("with one removed meanwhile: %v, %v", ids, err)
	}
}

func TestExportTellsOfAFailureOnTheWay(t *testing.T) {
	t.Parallel()
	r, counted := history(t, 300)
	counted.failing = 2
	if ids, err := collect(r.Export(t.Context(), r.actor, app.Exporting{})); len(ids) != 200 || consent.CodeOf(err) != consent.Unavailable {
		t.Errorf("%d analyses, %v", len(ids), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	counted.pages, counted.failing = 0, 0
	taken := 0
	var last error
	for _, err := range r.Export(ctx, r.actor, app.Exporting{}) {
		if last = err; err == nil {
			taken++
		}
		cancel()
	}
	if taken != 200 || !errors.Is(last, context.Canceled) {
		t.Errorf("canceled after %d: %v", taken, last)
	}
	for range r.Export(t.Context(), r.actor, app.Exporting{}) {
		break // a reader that leaves ends it
	}
}
