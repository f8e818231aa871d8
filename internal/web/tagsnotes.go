package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func (p *pages) registerMarks(g *gin.RouterGroup) {
	post(g, "/analyses/:id/tags", p.addTags)
	post(g, "/analyses/:id/tags/remove", p.removeTag)
	post(g, "/analyses/:id/notes", p.addNote)
	post(g, "/analyses/:id/notes/:note", p.editNote)
	post(g, "/analyses/:id/notes/:note/delete", p.deleteNote)
}

// marking is what a form about tags or notes asks for. do changes something; typed is what
// the form held, for when it is refused.
type marking struct {
	done  string // name of the flash message
	typed page.Marks
	do    func(form url.Values) error
}

// mark does what a form asks for and shows tags and notes as they are then.
func (p *pages) mark(c *gin.Context, m func(id consent.ID, form url.Values) marking) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	asked := m(id, form)
	err = asked.do(form)
	switch {
	case consent.CodeOf(err) == consent.Invalid:
		return p.marksAgain(c, id, asked.typed, err)
	case err != nil:
		return err
	case !wantsFragment(c):
		p.flash(c, asked.done, 0)
		return seeOther(c, analysisPath(id)+"#marks")
	}
	return p.showMarks(c, id, http.StatusOK, page.Marks{Says: flashText(asked.done, 0)})
}

// marksAgain shows the forms with what is wrong in them.
func (p *pages) marksAgain(c *gin.Context, id consent.ID, typed page.Marks, refused error) error {
	httpx.Note(c.Request.Context(), refused)
	typed.Fields, typed.Says = fieldsOf(refused), consent.MessageOf(refused)
	if message := typed.Fields["tag"]; message != "" {
		typed.Fields["tags"] = message
	}
	target := "note"
	if typed.Edited != "" {
		target = "note-" + typed.Edited
	}
	typed.Problems = problemsOf(refused, map[string]string{"tag": "tags", "tags": "tags", "text": target})
	return p.showMarks(c, id, httpx.StatusOf(refused), typed)
}

func (p *pages) showMarks(c *gin.Context, id consent.ID, status int, marks page.Marks) error {
	found, err := p.App.Analysis(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	v := p.analysisPage(c, found, clauseFilter{})
	if v.Marks, err = p.marksOf(c, found, marks); err != nil {
		return err
	}
	if status != http.StatusOK {
		v.Frame.Title = "Error: " + v.Frame.Title
	}
	return render(c, status, page.AnalysisPage(v), "marks")
}

// marksOf adds the tags and notes of an analysis to what a form held.
func (p *pages) marksOf(c *gin.Context, a consent.Analysis, v page.Marks) (page.Marks, error) {
	ctx, actor := c.Request.Context(), httpx.Actor(c)
	notes, err := p.App.Notes(ctx, actor, a.ID)
	if err != nil {
		return v, err
	}
	for _, tag := range a.Tags {
		v.Tags = append(v.Tags, ui.Link{Text: tag, Href: historyPath(url.Values{"tag": {tag}})})
	}
	for _, n := range notes {
		v.Notes = append(v.Notes, noteView(n, actor, v))
	}
	v.Partial = wantsFragment(c)
	if may := maySubmit(c) == nil; !may {
		return v, nil
	}
	v.Base = analysisPath(a.ID)
	known, err := p.App.Tags(ctx, actor)
	if err != nil {
		return v, err
	}
	for _, each := range known {
		v.Known = append(v.Known, each.Tag)
	}
	return v, nil
}

func noteView(n consent.Note, actor consent.Actor, typed page.Marks) page.Note {
	out := page.Note{ID: string(n.ID), Author: n.AuthorName, Text: n.Text, Typed: n.Text, When: n.CreatedAt}
	if !n.UpdatedAt.Equal(n.CreatedAt) {
		out.Edited = label.Time(n.UpdatedAt)
	}
	if out.Mine = n.Author == actor.Owner(); typed.Edited == out.ID {
		out.Typed, out.Error = typed.Note, typed.Fields["text"]
	}
	return out
}

func (p *pages) addTags(c *gin.Context) error {
	return p.mark(c, func(id consent.ID, form url.Values) marking {
		return marking{done: "tagged", typed: page.Marks{Tag: form.Get("tags")}, do: func(form url.Values) error {
			_, err := p.App.AddTags(c.Request.Context(), httpx.Actor(c), id, tagsOf(form.Get("tags")))
			return err
		}}
	})
}

func (p *pages) removeTag(c *gin.Context) error {
	return p.mark(c, func(id consent.ID, _ url.Values) marking {
		return marking{done: "untagged", do: func(form url.Values) error {
			_, err := p.App.RemoveTags(c.Request.Context(), httpx.Actor(c), id, []string{form.Get("tag")})
			return err
		}}
	})
}

// tagsOf are the tags of a field, which commas separate.
func tagsOf(field string) []string {
	var out []string
	for each := range strings.SplitSeq(field, ",") {
		if strings.TrimSpace(each) != "" {
			out = append(out, each)
		}
	}
	return out
}

func (p *pages) addNote(c *gin.Context) error {
	return p.mark(c, func(id consent.ID, form url.Values) marking {
		return marking{done: "noted", typed: page.Marks{Note: form.Get("text")}, do: func(form url.Values) error {
			_, err := p.App.AddNote(c.Request.Context(), httpx.Actor(c), id, form.Get("text"))
			return err
		}}
	})
}

func (p *pages) editNote(c *gin.Context) error {
	note, err := consent.ParseID(c.Param("note"))
	if err != nil {
		return err
	}
	return p.mark(c, func(_ consent.ID, form url.Values) marking {
		return marking{done: "noted", typed: page.Marks{Note: form.Get("text"), Edited: string(note)}, do: func(form url.Values) error {
			_, err := p.App.EditNote(c.Request.Context(), httpx.Actor(c), note, form.Get("text"))
			return err
		}}
	})
}

func (p *pages) deleteNote(c *gin.Context) error {
	note, err := consent.ParseID(c.Param("note"))
	if err != nil {
		return err
	}
	return p.mark(c, func(consent.ID, url.Values) marking {
		return marking{done: "unnoted", do: func(url.Values) error {
			return p.App.DeleteNote(c.Request.Context(), httpx.Actor(c), note)
		}}
	})
}
