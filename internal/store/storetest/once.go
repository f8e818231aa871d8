package storetest

import (
	"sync/atomic"
	"time"

	"microconsent/internal/consent"
)

func once(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	o := consent.Once{WorkspaceID: r.workspace, Caller: "api_key/1", Key: "k", Fingerprint: "f", CreatedAt: start}
	begin := func(o consent.Once) *consent.Once {
		return must[*consent.Once](r)(r.BeginOnce(ctx, o, o.CreatedAt.Add(-24*time.Hour), o.CreatedAt.Add(-5*time.Minute)))
	}
	r.same("the first", begin(o), (*consent.Once)(nil))
	again := o
	again.Fingerprint, again.CreatedAt = "g", start.Add(time.Minute)
	r.same("while it runs", begin(again), &o)
	done := o
	done.Answer = consent.StoredAnswer{Status: 201, Header: map[string]string{"Location": "/x"}, Body: []byte("\x00body\xff")}
	r.ok(r.FinishOnce(ctx, done))
	r.same("afterwards", begin(again), &done)
	r.ok(r.DropOnce(ctx, o))
	r.same("an answer is not dropped", begin(again), &done)
	for name, change := range map[string]func(*consent.Once){
		"another key": func(o *consent.Once) { o.Key = "l" }, "another caller": func(o *consent.Once) { o.Caller = "user/1" }, "another workspace": func(o *consent.Once) { o.WorkspaceID = r.other }} {
		other := o
		change(&other)
		r.same(name, begin(other), (*consent.Once)(nil))
		r.ok(r.DropOnce(ctx, other))
		r.same(name+", dropped", begin(other), (*consent.Once)(nil))
	}
	later := o
	later.CreatedAt = start.Add(25 * time.Hour)
	r.same("after a day", begin(later), (*consent.Once)(nil))
	lost := later
	lost.CreatedAt = later.CreatedAt.Add(6 * time.Minute)
	r.same("one that never ended", begin(lost), (*consent.Once)(nil))
	r.same("old ones", must[int](r)(r.DeleteOnce(ctx, lost.CreatedAt)), 3)
	r.same("the young one stays", begin(lost).Fingerprint, "f")
}

func onceAtOnce(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	var won atomic.Int32
	together(12, func(int) {
		found, err := r.BeginOnce(ctx, consent.Once{WorkspaceID: r.workspace, Caller: "c", Key: "k", Fingerprint: "f", CreatedAt: start}, start, start)
		if err != nil {
			r.t.Error(err)
		}
		if found == nil {
			won.Add(1)
		}
	})
	r.same("winners", won.Load(), int32(1))
}
