package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/consent"
)

// Tag is a tag with how many analyses carry it.
type Tag struct {
	Tag   string `json:"tag"`
	Count int    `json:"count"`
}

// Tags are the tags of one analysis.
type Tags struct {
	Tags []string `json:"tags" nullable:"false" maxItems:"50" doc:"Kept in lower case; no commas."`
}

// Note is what somebody wrote about an analysis.
type Note struct {
	ID         consent.ID `json:"id"`
	AnalysisID consent.ID `json:"analysis_id"`
	Author     string     `json:"author" doc:"Name of the user or key."`
	Text       string     `json:"text"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
}

func noteOf(n consent.Note) Note {
	return Note{ID: n.ID, AnalysisID: n.AnalysisID, Author: n.AuthorName, Text: n.Text, CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt}
}

func (a *API) registerMarks() {
	tag := []string{"Tags and notes"}
	register(a, huma.Operation{OperationID: "list-tags", Method: http.MethodGet, Path: "/tags", Tags: tag, Summary: "List the tags in use"}, a.tags)
	register(a, huma.Operation{OperationID: "add-tags", Method: http.MethodPost, Path: "/analyses/{id}/tags", Tags: tag,
		Summary: "Put tags on an analysis", Description: "The answer is all tags that it then has."}, a.addTags)
	register(a, huma.Operation{OperationID: "remove-tag", Method: http.MethodDelete, Path: "/analyses/{id}/tags/{tag}", Tags: tag,
		Summary: "Take a tag off an analysis", Description: "One that it does not have is no error. The answer is the tags that it keeps."}, a.removeTag)
	register(a, huma.Operation{OperationID: "list-notes", Method: http.MethodGet, Path: "/analyses/{id}/notes", Tags: tag, Summary: "List the notes on an analysis, the oldest first"}, a.notes)
	register(a, huma.Operation{OperationID: "add-note", Method: http.MethodPost, Path: "/analyses/{id}/notes", Tags: tag, DefaultStatus: http.StatusCreated,
		Summary: "Write a note on an analysis"}, a.addNote)
	register(a, huma.Operation{OperationID: "edit-note", Method: http.MethodPatch, Path: "/notes/{id}", Tags: tag, Summary: "Change a note of your own"}, a.editNote)
	register(a, huma.Operation{OperationID: "delete-note", Method: http.MethodDelete, Path: "/notes/{id}", Tags: tag, Summary: "Delete a note of your own"}, a.deleteNote)
	register(a, huma.Operation{OperationID: "put-away-analysis", Method: http.MethodDelete, Path: "/analyses/{id}", Tags: analysesTag,
		Summary: "Cancel an analysis that has not ended, or archive one that has",
		Description: "Lists leave archived analyses out unless asked (archived=only or archived=with). With permanently=true an archived one is deleted for good, " +
			"with its stored source when nothing else names it; admins only. The answer is the analysis as it is then; of one that is deleted, as it was."}, a.putAway)
	register(a, huma.Operation{OperationID: "unarchive-analysis", Method: http.MethodPost, Path: "/analyses/{id}/unarchive", Tags: analysesTag,
		Summary: "Bring an archived analysis back"}, a.unarchive)
}

func (a *API) tags(ctx context.Context, actor consent.Actor, _ *struct{}) (*output[List[Tag]], error) {
	found, err := a.app.Tags(ctx, actor)
	list := List[Tag]{Items: make([]Tag, len(found))}
	for i, t := range found {
		list.Items[i] = Tag(t)
	}
	return &output[List[Tag]]{Body: list}, err
}

type tagsInput struct {
	ID   string `path:"id" doc:"A UUID."`
	Body Tags
}

func (a *API) addTags(ctx context.Context, actor consent.Actor, in *tagsInput) (*output[Tags], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	kept, err := a.app.AddTags(ctx, actor, id, in.Body.Tags)
	return tagsOutput(kept), err
}

type tagInput struct {
	ID  string `path:"id" doc:"A UUID."`
	Tag string `path:"tag"`
}

func (a *API) removeTag(ctx context.Context, actor consent.Actor, in *tagInput) (*output[Tags], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	kept, err := a.app.RemoveTags(ctx, actor, id, []string{in.Tag})
	return tagsOutput(kept), err
}

func tagsOutput(kept []string) *output[Tags] {
	return &output[Tags]{Body: Tags{Tags: append([]string{}, kept...)}}
}

func (a *API) notes(ctx context.Context, actor consent.Actor, in *byID) (*output[List[Note]], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	found, err := a.app.Notes(ctx, actor, id)
	list := List[Note]{Items: make([]Note, len(found))}
	for i, n := range found {
		list.Items[i] = noteOf(n)
	}
	return &output[List[Note]]{Body: list}, err
}

type noteInput struct {
	ID   string `path:"id" doc:"A UUID."`
	Body struct {
		Text string `json:"text" maxLength:"4000"`
	}
}

func (a *API) addNote(ctx context.Context, actor consent.Actor, in *noteInput) (*output[Note], error) {
	return writeNote(in, func(id consent.ID) (consent.Note, error) { return a.app.AddNote(ctx, actor, id, in.Body.Text) })
}

func (a *API) editNote(ctx context.Context, actor consent.Actor, in *noteInput) (*output[Note], error) {
	return writeNote(in, func(id consent.ID) (consent.Note, error) { return a.app.EditNote(ctx, actor, id, in.Body.Text) })
}

func writeNote(in *noteInput, write func(consent.ID) (consent.Note, error)) (*output[Note], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	written, err := write(id)
	return &output[Note]{Body: noteOf(written)}, err
}

func (a *API) deleteNote(ctx context.Context, actor consent.Actor, in *byID) (*struct{}, error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, a.app.DeleteNote(ctx, actor, id)
}

type putAwayInput struct {
	ID          string `path:"id" doc:"A UUID."`
	Permanently bool   `query:"permanently" doc:"Delete an archived analysis for good."`
}

func (a *API) putAway(ctx context.Context, actor consent.Actor, in *putAwayInput) (*output[AnalysisItem], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	if !in.Permanently {
		found, err := a.app.PutAway(ctx, actor, id)
		return &output[AnalysisItem]{Body: itemOf(found)}, err
	}
	found, err := a.app.Analysis(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &output[AnalysisItem]{Body: itemOf(found)}, a.app.DeleteAnalysis(ctx, actor, id)
}

func (a *API) unarchive(ctx context.Context, actor consent.Actor, in *byID) (*output[AnalysisItem], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	found, err := a.app.UnarchiveAnalysis(ctx, actor, id)
	return &output[AnalysisItem]{Body: itemOf(found)}, err
}
