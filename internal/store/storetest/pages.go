package storetest

import (
	"fmt"
	"math"
	"time"

	"microconsent/internal/consent"
)

// walk follows the cursors of a list and returns the ids in order. Cursors go through
// their text form, as between requests.
func walk(r *rig, list func(*consent.Cursor) ([]consent.ID, *consent.Cursor)) []consent.ID {
	r.t.Helper()
	var out []consent.ID
	var cursor *consent.Cursor
	for range 100 {
		ids, next := list(cursor)
		out = append(out, ids...)
		if next == nil {
			return out
		}
		cursor = ptr(must[consent.Cursor](r)(consent.ParseCursor(next.String())))
	}
	r.t.Fatal("the pages do not end")
	return nil
}

// tied gives three rows at a time the same time stamp.
func tied(i int) time.Time { return start.Add(time.Duration(i/3) * time.Microsecond) }

func reversed(in []consent.ID) []consent.ID {
	out := make([]consent.ID, len(in))
	for i, id := range in {
		out[len(in)-1-i] = id
	}
	return out
}

func analysisPages(r *rig) {
	r.withWorkspaces()
	var oldest []consent.ID
	for i := range 20 {
		a := r.queued(tied(i))
		r.ok(r.CreateAnalysis(r.t.Context(), a))
		oldest = append(oldest, a.ID)
	}
	for _, size := range []int{1, 2, 3, 7, 19, 20, 21} {
		for order, want := range map[consent.Sort][]consent.ID{"": reversed(oldest), consent.SortNewest: reversed(oldest), consent.SortOldest: oldest} {
			got := walk(r, func(c *consent.Cursor) (ids []consent.ID, next *consent.Cursor) {
				p := must[consent.Page[consent.Analysis]](r)(r.Analyses(r.t.Context(), r.workspace, consent.Filter{Sort: order, Cursor: c, Limit: size}))
				for _, a := range p.Items {
					ids = append(ids, a.ID)
				}
				return ids, p.Next
			})
			r.same(fmt.Sprintf("pages of %d, order %q", size, order), got, want)
		}
	}
}

func jobPages(r *rig) {
	r.withWorkspaces()
	var oldest []consent.ID
	for i := range 10 {
		oldest = append(oldest, r.job(func(j *consent.Job) { j.CreatedAt = tied(i) }).ID)
	}
	got := walk(r, func(c *consent.Cursor) (ids []consent.ID, next *consent.Cursor) {
		p := must[consent.Page[consent.Job]](r)(r.Jobs(r.t.Context(), r.workspace, consent.JobFilter{Cursor: c, Limit: 2}))
		for _, j := range p.Items {
			ids = append(ids, j.ID)
		}
		return ids, p.Next
	})
	r.same("jobs", got, reversed(oldest))
}

func auditPages(r *rig) {
	r.withWorkspaces()
	var oldest []consent.ID
	for i := range 10 {
		e := r.event(tied(i))
		r.ok(r.AppendAudit(r.t.Context(), e))
		oldest = append(oldest, e.ID)
	}
	got := walk(r, func(c *consent.Cursor) (ids []consent.ID, next *consent.Cursor) {
		p := must[consent.Page[consent.AuditEvent]](r)(r.AuditEvents(r.t.Context(), r.workspace, consent.AuditFilter{Cursor: c, Limit: 4}))
		for _, e := range p.Items {
			ids = append(ids, e.ID)
		}
		return ids, p.Next
	})
	r.same("events", got, reversed(oldest))
}

func pageSizes(r *rig) {
	r.withWorkspaces()
	r.ok(r.InTx(r.t.Context(), r.appendEvents(consent.MaxLimit+1)))
	for limit, want := range map[int]int{0: consent.DefaultLimit, -1: consent.DefaultLimit, 1: 1, consent.MaxLimit + 100: consent.MaxLimit} {
		p := must[consent.Page[consent.AuditEvent]](r)(r.AuditEvents(r.t.Context(), r.workspace, consent.AuditFilter{Limit: limit}))
		if len(p.Items) != want || p.Next == nil {
			r.t.Errorf("limit %d: %d items, next %v; want %d", limit, len(p.Items), p.Next, want)
		}
	}
}

// badCursors: a cursor comes from outside and may name any time.
func badCursors(r *rig) {
	r.withWorkspaces()
	for _, micros := range []int64{math.MaxInt64, math.MinInt64, 253402300800000000} {
		c := &consent.Cursor{CreatedAt: time.UnixMicro(micros), ID: r.id()}
		r.want("analyses", code(r.Analyses(r.t.Context(), r.workspace, consent.Filter{Cursor: c})), consent.Invalid)
		r.want("jobs", code(r.Jobs(r.t.Context(), r.workspace, consent.JobFilter{Cursor: c})), consent.Invalid)
		r.want("events", code(r.AuditEvents(r.t.Context(), r.workspace, consent.AuditFilter{Cursor: c, Limit: 1})), consent.Invalid)
	}
	r.want("early", code(r.AuditEvents(r.t.Context(), r.workspace, consent.AuditFilter{Cursor: &consent.Cursor{ID: r.id()}, Limit: 1})), "")
}
