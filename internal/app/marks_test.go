package app_test

import (
	"slices"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func (r *rig) as(role consent.Role, id consent.ID) consent.Actor {
	return consent.Actor{Kind: consent.ActorUser, ID: id, Name: string(role), WorkspaceID: r.actor.WorkspaceID, Role: role}
}

func wantCode(t *testing.T, what string, err error, code consent.Code) {
	t.Helper()
	if got := consent.CodeOf(err); got != code {
		t.Errorf("%s: %q (%v), want %q", what, got, err, code)
	}
}

// analyzed makes a finished analysis with a stored source of its own.
func (r *rig) judged(text string) consent.Analysis {
	r.t.Helper()
	done, err := r.AnalyzeNow(r.t.Context(), r.actor, app.Submission{Body: []byte(strings.Replace(page, "Shop", text, 2)), Name: "p.html"})
	if err != nil {
		r.t.Fatal(err)
	}
	return done
}

func TestTagsAndNotesAreForAnalysts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, a := t.Context(), r.judged("One")
	viewer, ada, eve := r.as(consent.RoleViewer, "1"), r.as(consent.RoleAnalyst, "2"), r.as(consent.RoleAnalyst, "3")
	_, err := r.AddTags(ctx, viewer, a.ID, []string{"x"})
	wantCode(t, "a viewer tags", err, consent.Forbidden)
	_, err = r.AddTags(ctx, ada, a.ID, []string{"a,b"})
	wantCode(t, "a comma", err, consent.Invalid)
	kept, err := r.AddTags(ctx, ada, a.ID, []string{" Big   Shop ", "eu"})
	if err != nil || !slices.Equal(kept, []string{"big shop", "eu"}) {
		t.Errorf("%q, %v", kept, err)
	}
	if kept, err = r.RemoveTags(ctx, ada, a.ID, []string{"EU", "none"}); err != nil || !slices.Equal(kept, []string{"big shop"}) {
		t.Errorf("%q, %v", kept, err)
	}
	note, err := r.AddNote(ctx, ada, a.ID, " first ")
	if err != nil || note.Text != "first" || note.AuthorName != "analyst" {
		t.Fatalf("%+v, %v", note, err)
	}
	_, err = r.EditNote(ctx, eve, note.ID, "mine")
	wantCode(t, "another's note", err, consent.Forbidden)
	wantCode(t, "another's note deleted", r.DeleteNote(ctx, eve, note.ID), consent.Forbidden)
	if note, err = r.EditNote(ctx, ada, note.ID, "second"); err != nil || !note.UpdatedAt.After(note.CreatedAt) {
		t.Errorf("%+v, %v", note, err)
	}
	wantCode(t, "deleted", r.DeleteNote(ctx, ada, note.ID), "")
	_, err = r.AddNote(ctx, ada, "0197a000-0000-7000-8000-00000000ffff", "x")
	wantCode(t, "on nothing", err, consent.NotFound)
	if got := r.actions(); !slices.Equal(got[:5], []string{"note.delete", "note.edit", "note.create", "analysis.untag", "analysis.tag"}) {
		t.Errorf("the log says %q", got)
	}
}

func TestArchiveAndDeletion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, a := t.Context(), r.judged("One")
	wantCode(t, "deleted without an archive", r.DeleteAnalysis(ctx, r.actor, a.ID), consent.Conflict)
	away, err := r.PutAway(ctx, r.as(consent.RoleAnalyst, "2"), a.ID)
	if err != nil || away.ArchivedAt == nil {
		t.Fatalf("%+v, %v", away, err)
	}
	if page, err := r.Analyses(ctx, r.actor, consent.Filter{}); err != nil || len(page.Items) != 0 {
		t.Errorf("listed: %d, %v", len(page.Items), err)
	}
	if back, err := r.UnarchiveAnalysis(ctx, r.actor, a.ID); err != nil || back.ArchivedAt != nil {
		t.Errorf("%+v, %v", back.ArchivedAt, err)
	}
	queued := r.must(app.Submission{Body: []byte(page)})
	if ended, err := r.PutAway(ctx, r.actor, queued.Analysis.ID); err != nil || ended.Status != consent.StatusCanceled || ended.ArchivedAt != nil {
		t.Errorf("%s, %v", ended.Status, err)
	}
	if _, err := r.PutAway(ctx, r.actor, a.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "deleted by an analyst", r.DeleteAnalysis(ctx, r.as(consent.RoleAnalyst, "2"), a.ID), consent.Forbidden)
	wantCode(t, "deleted", r.DeleteAnalysis(ctx, r.actor, a.ID), "")
	_, err = r.Analysis(ctx, r.actor, a.ID)
	wantCode(t, "after", err, consent.NotFound)
	_, err = r.store.Source(ctx, r.actor.WorkspaceID, a.SourceID)
	wantCode(t, "its source", err, consent.NotFound)
	events, err := r.AuditEvents(ctx, r.actor, consent.AuditFilter{Target: "analysis/" + string(a.ID)})
	if err != nil || len(events.Items) != 5 || events.Items[0].Detail["sha256"] != a.Source.SHA256 {
		t.Errorf("%d events are left, %v", len(events.Items), err)
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, ada, eve := t.Context(), r.as(consent.RoleAnalyst, "2"), r.as(consent.RoleAnalyst, "3")
	own, err := r.CreateView(ctx, ada, app.NewView{Name: " my  view ", Query: "?grade=F,E&cursor="})
	if err != nil || own.Name != "my view" || own.Query == "" {
		t.Fatalf("%+v, %v", own, err)
	}
	_, err = r.CreateView(ctx, ada, app.NewView{Name: "my view"})
	wantCode(t, "twice", err, consent.Conflict)
	_, err = r.CreateView(ctx, ada, app.NewView{Name: "x", Shared: true})
	wantCode(t, "shared by an analyst", err, consent.Forbidden)
	_, err = r.CreateView(ctx, ada, app.NewView{Name: "x", Query: "colour=red"})
	wantCode(t, "of no filter", err, consent.Invalid)
	shared, err := r.CreateView(ctx, r.actor, app.NewView{Name: "all", Shared: true})
	wantCode(t, "shared", err, "")
	wantCode(t, "another's own", r.DeleteView(ctx, eve, own.ID), consent.NotFound)
	wantCode(t, "a shared one, by an analyst", r.DeleteView(ctx, eve, shared.ID), consent.Forbidden)
	wantCode(t, "another's as default", r.SetDefaultView(ctx, eve, own.ID), consent.NotFound)
	wantCode(t, "default", r.SetDefaultView(ctx, eve, shared.ID), "")
	name := "other"
	if own, err = r.UpdateView(ctx, ada, own.ID, app.ViewChange{Name: &name}); err != nil || own.Name != name || own.Query == "" {
		t.Errorf("%+v, %v", own, err)
	}
	if seen, err := r.Views(ctx, eve); err != nil || len(seen) != 1 || !seen[0].Default {
		t.Errorf("%+v, %v", seen, err)
	}
	wantCode(t, "deleted", r.DeleteView(ctx, ada, own.ID), "")
}

func TestBulk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	var ids []consent.ID
	for _, text := range []string{"One", "Two", "Three"} {
		ids = append(ids, r.judged(text).ID)
	}
	queued := r.must(app.Submission{Body: []byte(page)})
	do := func(in app.Bulk) app.BulkResult {
		t.Helper()
		out, err := r.Bulk(ctx, r.actor, in)
		if err != nil {
			t.Fatalf("%s: %v", in.Action, err)
		}
		return out
	}
	if dry := do(app.Bulk{Action: app.BulkArchive, Dry: true}); dry.Count != 4 || dry.Done != 0 {
		t.Errorf("dry: %+v", dry)
	}
	changed, err := r.Bulk(ctx, r.actor, app.Bulk{Action: app.BulkArchive, Expected: 3})
	if wantCode(t, "another number", err, consent.Conflict); changed.Count != 4 {
		t.Errorf("%+v", changed)
	}
	_, err = r.Bulk(ctx, r.as(consent.RoleAnalyst, "2"), app.Bulk{Action: app.BulkDelete, Expected: 4})
	wantCode(t, "deleted by an analyst", err, consent.Forbidden)
	_, err = r.Bulk(ctx, r.actor, app.Bulk{Action: "paint"})
	wantCode(t, "no such action", err, consent.Invalid)
	steps := []int{}
	for _, c := range []struct {
		in   app.Bulk
		want [3]int // done, unchanged, failed
	}{
		{app.Bulk{Action: app.BulkTag, Tags: []string{"New"}, Expected: 4}, [3]int{4, 0, 0}},
		{app.Bulk{Action: app.BulkTag, Tags: []string{"new"}, IDs: append(ids[:2:2], "0197a000-0000-7000-8000-00000000ffff")}, [3]int{0, 2, 1}},
		{app.Bulk{Action: app.BulkUntag, Tags: []string{"new"}, IDs: ids[:1]}, [3]int{1, 0, 0}},
		{app.Bulk{Action: app.BulkRejudge, IDs: append(ids[:1:1], queued.Analysis.ID)}, [3]int{1, 0, 1}},
		{app.Bulk{Action: app.BulkRetry, IDs: ids}, [3]int{0, 0, 3}},
		{app.Bulk{Action: app.BulkDelete, IDs: ids}, [3]int{0, 0, 3}},
		{app.Bulk{Action: app.BulkArchive, Filter: consent.Filter{Tag: []string{"new"}}, Expected: 3, Progress: func(done, total int) { steps = append(steps, done, total) }}, [3]int{2, 0, 1}},
		{app.Bulk{Action: app.BulkUnarchive, Filter: consent.Filter{Archived: consent.ArchivedOnly}, Expected: 2}, [3]int{2, 0, 0}},
		{app.Bulk{Action: app.BulkArchive, IDs: ids}, [3]int{3, 0, 0}},
		{app.Bulk{Action: app.BulkDelete, Filter: consent.Filter{Archived: consent.ArchivedOnly}, Expected: 3}, [3]int{3, 0, 0}},
	} {
		if got := do(c.in); [3]int{got.Done, got.Unchanged, got.Failed} != c.want || len(got.Failures) != got.Failed {
			t.Errorf("%s: %+v, want %v", c.in.Action, got, c.want)
		}
	}
	if !slices.Equal(steps, []int{3, 3}) {
		t.Errorf("progress %v", steps)
	}
}
