package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// The marks of the fake remember nothing but the last call.
func (f *fakeApp) Tags(_ context.Context, actor consent.Actor) ([]consent.TagCount, error) {
	return []consent.TagCount{{Tag: "shop", Count: 2}}, f.note(actor)
}

func (f *fakeApp) AddTags(_ context.Context, actor consent.Actor, _ consent.ID, tags []string) ([]string, error) {
	return tags, f.note(actor)
}

func (f *fakeApp) RemoveTags(_ context.Context, actor consent.Actor, _ consent.ID, _ []string) ([]string, error) {
	return nil, f.note(actor)
}

func (f *fakeApp) Notes(_ context.Context, actor consent.Actor, id consent.ID) ([]consent.Note, error) {
	return []consent.Note{{ID: jobID, AnalysisID: id, AuthorName: "ada", Text: "n", CreatedAt: noon, UpdatedAt: noon}}, f.note(actor)
}

func (f *fakeApp) AddNote(_ context.Context, actor consent.Actor, id consent.ID, text string) (consent.Note, error) {
	return consent.Note{ID: jobID, AnalysisID: id, Text: text}, f.note(actor)
}

func (f *fakeApp) EditNote(_ context.Context, actor consent.Actor, id consent.ID, text string) (consent.Note, error) {
	return consent.Note{ID: id, Text: text}, f.note(actor)
}

func (f *fakeApp) DeleteNote(_ context.Context, actor consent.Actor, _ consent.ID) error {
	return f.note(actor)
}

func (f *fakeApp) PutAway(_ context.Context, actor consent.Actor, _ consent.ID) (consent.Analysis, error) {
	away := f.analysis
	away.ArchivedAt = &noon
	return away, f.note(actor)
}

func (f *fakeApp) UnarchiveAnalysis(_ context.Context, actor consent.Actor, _ consent.ID) (consent.Analysis, error) {
	return f.analysis, f.note(actor)
}

func (f *fakeApp) DeleteAnalysis(_ context.Context, actor consent.Actor, _ consent.ID) error {
	return consent.Errorf(consent.Conflict, "Only what is archived can be deleted for good.")
}

func (f *fakeApp) CountMatching(_ context.Context, _ consent.Actor, _ consent.Filter) (int, error) {
	return f.rows, nil
}

func (f *fakeApp) Bulk(_ context.Context, actor consent.Actor, in app.Bulk) (app.BulkResult, error) {
	f.filter = in.Filter
	if !in.Dry && len(in.IDs) == 0 && in.Expected != 3 {
		return app.BulkResult{Count: 3}, consent.Errorf(consent.Conflict, "The filter selects 3 analyses now.")
	}
	return app.BulkResult{Count: 3, Query: in.Filter.Values().Encode(), Done: 2, Failed: 1,
		Failures: []app.BulkFailure{{ID: missingID, Err: consent.Errorf(consent.NotFound, "There is no such analysis.")}}}, f.note(actor)
}

func (f *fakeApp) Views(_ context.Context, actor consent.Actor) ([]consent.View, error) {
	return []consent.View{{ID: jobID, Name: "bad", Query: "grade=F", Owner: actor.Owner(), OwnerName: "ci", Default: true}}, f.note(actor)
}

func (f *fakeApp) CreateView(_ context.Context, actor consent.Actor, in app.NewView) (consent.View, error) {
	return consent.View{ID: jobID, Name: in.Name, Query: in.Query, Shared: in.Shared, Owner: actor.Owner()}, f.note(actor)
}

func (f *fakeApp) UpdateView(_ context.Context, actor consent.Actor, id consent.ID, _ app.ViewChange) (consent.View, error) {
	return consent.View{ID: id}, f.note(actor)
}

func (f *fakeApp) DeleteView(_ context.Context, actor consent.Actor, _ consent.ID) error {
	return f.note(actor)
}

func (f *fakeApp) SetDefaultView(_ context.Context, actor consent.Actor, _ consent.ID) error {
	return f.note(actor)
}

func TestMarks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	one := Base + "/analyses/" + string(analysisID)
	for _, c := range []struct {
		method, target, body string
		status               int
		holds                string
	}{
		{"GET", Base + "/tags", "", 200, `{"items":[{"tag":"shop","count":2}]}`},
		{"POST", one + "/tags", `{"tags":["a","b"]}`, 200, `{"tags":["a","b"]}`},
		{"DELETE", one + "/tags/a%20b", "", 200, `{"tags":[]}`},
		{"GET", one + "/notes", "", 200, `"author":"ada","text":"n"`},
		{"POST", one + "/notes", `{"text":"new"}`, 201, `"text":"new"`},
		{"PATCH", Base + "/notes/" + string(jobID), `{"text":"other"}`, 200, `"text":"other"`},
		{"DELETE", Base + "/notes/" + string(jobID), "", 204, ""},
		{"DELETE", one, "", 200, `"archived_at":"2026-11-23T12:00:00Z"`},
		{"DELETE", one + "?permanently=true", "", 409, "Only what is archived"},
		{"DELETE", Base + "/analyses/x", "", 404, "not_found"},
		{"POST", one + "/unarchive", "", 200, `"tags":[]`},
		{"GET", Base + "/views", "", 200, `"name":"bad","query":"grade=F","owner":"ci","own":true`},
		{"POST", Base + "/views", `{"name":"n","query":"grade=A","shared":true}`, 201, `"shared":true`},
		{"PATCH", Base + "/views/" + string(jobID), `{"default":true,"position":2}`, 200, `"default":true`},
		{"PATCH", Base + "/views/" + string(missingID), `{"name":"x"}`, 404, "no such view"},
		{"DELETE", Base + "/views/" + string(jobID), "", 204, ""},
	} {
		w := r.do(c.method, c.target, c.body, "Content-Type: application/json")
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%s %s: %d %s", c.method, c.target, w.Code, w.Body)
		}
	}
}

func TestBulk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for body, want := range map[string]struct {
		status int
		holds  string
	}{
		`{"action":"archive","filter":"grade=F","dry_run":true}`:      {200, `"count":3,"filter":"grade=F","dry_run":true`},
		`{"action":"archive","filter":"?status=failed","expected":3}`: {200, `"failures":[{"id":"` + string(missingID) + `"`},
		`{"action":"archive","filter":"status=failed","expected":2}`:  {409, "selects 3"},
		`{"action":"archive","filter":"colour=red","dry_run":true}`:   {422, "colour"},
		`{"action":"archive"}`:                                          {422, "either a filter or ids"},
		`{"action":"tag","tags":["a"],"ids":["x"]}`:                     {422, "no id"},
		`{"action":"tag","tags":["a"],"ids":["` + string(jobID) + `"]}`: {200, `"done":2`},
	} {
		w := r.do(http.MethodPost, Base+"/analyses:bulk", body, "Content-Type: application/json")
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.holds) {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}
