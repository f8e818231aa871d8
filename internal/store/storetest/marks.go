package storetest

import (
	"time"

	"microconsent/internal/consent"
)

func tags(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a, b := r.analyzed(start, nil), r.analyzed(start.Add(time.Second), nil)
	both := []consent.ID{a.ID, b.ID, r.id()}
	changed := func(n int, err error) int { r.t.Helper(); r.ok(err); return n }
	r.same("put on two", changed(r.AddTags(ctx, r.workspace, both, []string{"über", "abc"})), 2)
	r.same("put on again", changed(r.AddTags(ctx, r.workspace, both, []string{"abc"})), 0)
	r.same("one more", changed(r.AddTags(ctx, r.workspace, both[:1], []string{"abc", "x"})), 1)
	r.same("another workspace", changed(r.AddTags(ctx, r.other, both, []string{"abc"})), 0)
	r.same("none", changed(r.AddTags(ctx, r.workspace, nil, []string{"abc"})), 0)
	r.same("of one", r.read(a.ID).Tags, []string{"abc", "x", "über"})
	page := must[consent.Page[consent.Analysis]](r)(r.Analyses(ctx, r.workspace, consent.Filter{}))
	r.same("in a list", [][]string{page.Items[0].Tags, page.Items[1].Tags}, [][]string{{"abc", "über"}, {"abc", "x", "über"}})
	list := must[[]consent.Analysis](r)(r.AnalysesByID(ctx, r.workspace, both[:1]))
	r.same("by id", [][]string{list[0].Tags}, [][]string{{"abc", "x", "über"}})
	r.same("by id in another workspace", len(must[[]consent.Analysis](r)(r.AnalysesByID(ctx, r.other, both))), 0)
	counted := []consent.TagCount{{Tag: "abc", Count: 2}, {Tag: "x", Count: 1}, {Tag: "über", Count: 2}}
	r.same("counted", must[[]consent.TagCount](r)(r.Tags(ctx, r.workspace)), counted)
	r.same("another workspace's", len(must[[]consent.TagCount](r)(r.Tags(ctx, r.other))), 0)
	r.same("taken off in another workspace", changed(r.RemoveTags(ctx, r.other, both, []string{"abc"})), 0)
	r.same("taken off", changed(r.RemoveTags(ctx, r.workspace, both, []string{"abc", "x", "none"})), 2)
	r.same("what is left", r.read(a.ID).Tags, []string{"über"})
	r.ok(r.SaveResult(ctx, a))
	r.same("kept by a new result", r.read(a.ID).Tags, []string{"über"})
}

func notes(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a := r.analyzed(start, nil)
	made := func(after time.Duration, text string) consent.Note {
		at := start.Add(after)
		n := consent.Note{ID: r.id(), WorkspaceID: r.workspace, AnalysisID: a.ID, Author: "user/1", AuthorName: "Ada", Text: text, CreatedAt: at, UpdatedAt: at}
		r.ok(r.CreateNote(ctx, n))
		return n
	}
	of := func(workspace consent.ID) []consent.Note {
		return must[[]consent.Note](r)(r.Notes(ctx, workspace, a.ID))
	}
	second, first := made(time.Hour, "zwei\nZeilen"), made(0, "eins")
	r.same("the oldest first", of(r.workspace), []consent.Note{first, second})
	r.same("another workspace", len(of(r.other)), 0)
	edited := first
	edited.Text, edited.UpdatedAt = "anders", start.Add(2*time.Hour)
	r.ok(r.UpdateNote(ctx, edited))
	r.same("edited", must[consent.Note](r)(r.Note(ctx, r.workspace, first.ID)), edited)
	stray := edited
	stray.WorkspaceID = r.other
	r.want("edited elsewhere", r.UpdateNote(ctx, stray), consent.NotFound)
	r.want("read elsewhere", code(r.Note(ctx, r.other, first.ID)), consent.NotFound)
	r.want("deleted elsewhere", r.DeleteNote(ctx, r.other, first.ID), consent.NotFound)
	stray.ID, stray.AnalysisID = r.id(), r.id()
	r.want("on nothing", r.CreateNote(ctx, stray), consent.Conflict)
	r.ok(r.DeleteNote(ctx, r.workspace, first.ID))
	r.want("deleted twice", r.DeleteNote(ctx, r.workspace, first.ID), consent.NotFound)
	r.same("what is left", of(r.workspace), []consent.Note{second})
}

func shelf(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	source := must[consent.Source](r)(r.PutSource(ctx, r.source("aa")))
	a := r.analyzed(start, func(a *consent.Analysis) { a.SourceID = source.ID })
	b, open := r.analyzed(start.Add(time.Second), nil), r.queued(start)
	r.ok(r.CreateAnalysis(ctx, open))
	all, at := []consent.ID{a.ID, b.ID, open.ID, r.id()}, start.Add(time.Hour)
	some := must[[]consent.ID](r)
	r.same("in another workspace", len(some(r.Archive(ctx, r.other, all, at))), 0)
	r.same("archived", len(some(r.Archive(ctx, r.workspace, all[:1], at))), 1)
	r.same("the other one, too", some(r.Archive(ctx, r.workspace, all, at)), []consent.ID{b.ID})
	r.same("when", *r.read(a.ID).ArchivedAt, at)
	r.same("not the unfinished", r.read(open.ID).ArchivedAt == nil, true)
	r.ok(r.SaveResult(ctx, a))
	r.same("kept by a new result", *r.read(a.ID).ArchivedAt, at)
	r.same("back elsewhere", len(some(r.Unarchive(ctx, r.other, all, at))), 0)
	r.same("back", some(r.Unarchive(ctx, r.workspace, all[1:], at)), []consent.ID{b.ID})
	r.same("twice", len(some(r.Unarchive(ctx, r.workspace, all[1:], at))), 0)
	r.deletesArchived(a, b, source.ID)
}

// deletesArchived: a is archived, b is not.
func (r *rig) deletesArchived(a, b consent.Analysis, source consent.ID) {
	r.t.Helper()
	ctx := r.t.Context()
	r.ok(r.CreateNote(ctx, consent.Note{ID: r.id(), WorkspaceID: r.workspace, AnalysisID: a.ID, Text: "n", CreatedAt: start, UpdatedAt: start}))
	must[int](r)(r.AddTags(ctx, r.workspace, []consent.ID{a.ID}, []string{"t"}))
	ids := []consent.ID{a.ID, b.ID}
	removed, sources, err := r.DeleteArchived(ctx, r.other, ids)
	r.ok(err)
	r.same("deleted elsewhere", len(removed)+len(sources), 0)
	removed, sources, err = r.DeleteArchived(ctx, r.workspace, ids)
	r.ok(err)
	r.same("deleted", [][]consent.ID{removed, sources}, [][]consent.ID{{a.ID}, {source}})
	r.want("gone", code(r.Analysis(ctx, r.workspace, a.ID)), consent.NotFound)
	r.same("its tags", len(must[[]consent.TagCount](r)(r.Tags(ctx, r.workspace))), 0)
	r.same("its notes", len(must[[]consent.Note](r)(r.Notes(ctx, r.workspace, a.ID))), 0)
	r.same("the other one", r.read(b.ID).Clauses, b.Clauses)
}

func views(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	made := func(owner, name string, position int, shared bool) consent.View {
		v := consent.View{ID: r.id(), WorkspaceID: r.workspace, Owner: owner, OwnerName: "n", Name: name, Query: "grade=F", Position: position,
			Shared: shared, CreatedAt: start, UpdatedAt: start}
		r.ok(r.CreateView(ctx, v))
		return v
	}
	of := func(owner string) []consent.View { return must[[]consent.View](r)(r.Views(ctx, r.workspace, owner)) }
	second, first := made("user/1", "b", 1, false), made("user/1", "a", 0, true)
	private, shared := made("user/2", "b", 0, false), made("user/2", "c", 0, true)
	r.same("own ones first", of("user/1"), []consent.View{first, second, shared})
	r.same("of another", of("user/2"), []consent.View{private, shared, first})
	r.same("of nobody", of("user/3"), []consent.View{first, shared})
	r.same("another workspace", len(must[[]consent.View](r)(r.Views(ctx, r.other, "user/1"))), 0)
	twice := first
	twice.ID = r.id()
	r.want("a name twice", r.CreateView(ctx, twice), consent.Conflict)
	r.ok(r.SetDefaultView(ctx, r.workspace, "user/1", second.ID))
	r.ok(r.SetDefaultView(ctx, r.workspace, "user/1", shared.ID))
	shared.Default = true
	r.same("with a default", of("user/1"), []consent.View{first, second, shared})
	shared.Default = false
	r.same("which is one's own", of("user/2"), []consent.View{private, shared, first})
	first.Name, first.Query, first.Position, first.Shared, first.UpdatedAt = "z", "", 9, false, start.Add(time.Hour)
	r.ok(r.UpdateView(ctx, first))
	r.same("changed", must[consent.View](r)(r.View(ctx, r.workspace, first.ID)), first)
	stray := first
	stray.WorkspaceID = r.other
	r.want("changed elsewhere", r.UpdateView(ctx, stray), consent.NotFound)
	r.want("deleted elsewhere", r.DeleteView(ctx, r.other, first.ID), consent.NotFound)
	r.want("read elsewhere", code(r.View(ctx, r.other, first.ID)), consent.NotFound)
	r.ok(r.DeleteView(ctx, r.workspace, shared.ID)) // which is somebody's default
	r.same("after the default is gone", of("user/1"), []consent.View{second, first})
	r.ok(r.SetDefaultView(ctx, r.workspace, "user/1", ""))
}
