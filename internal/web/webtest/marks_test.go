package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestTagsOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, viewer := r.user(consent.RoleAnalyst), r.user(consent.RoleViewer)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	b.get(path).want(http.StatusOK).says("#marks", "No tags.")
	b.post(path+"/tags", url.Values{"tags": {" Client A, relaunch,,"}}).leads(path + "#marks")
	page := b.get(path).says("#status", "The tags were added.").says("#marks .tags", "client a", "relaunch")
	if href := page.attr("#marks .tag", "href"); href != "/analyses?tag=client+a" {
		t.Errorf("the tag leads to %s", href)
	}
	b.get("/analyses").says("tbody", "client a")
	part := b.post(path+"/tags/remove", url.Values{"tag": {"client a"}}, "HX-Request: true", "HX-Request-Type: partial").want(http.StatusOK).
		says("hx-partial", "The tag was removed.").says("#marks .tags", "relaunch")
	if len(part.all("h1")) != 0 || strings.Contains(part.text("#marks .tags"), "client a") {
		t.Error("the part is a page, or the tag is still there")
	}
	for name, tags := range map[string]string{"none": " , ", "long": strings.Repeat("x", 51)} {
		wrong := b.post(path+"/tags", url.Values{"tags": {tags}}).want(http.StatusUnprocessableEntity).says("title", "Error:")
		if wrong.attr("#errors a", "href") != "#tags" || wrong.attr("#tags", "value") != tags || wrong.text("#tags-error") == "" {
			t.Errorf("%s: the form lost its content or its error", name)
		}
	}
	viewer.post(path+"/tags", url.Values{"tags": {"x"}}).want(http.StatusForbidden)
	viewer.post(path+"/tags/remove", url.Values{"tag": {"relaunch"}}).want(http.StatusForbidden)
	if len(viewer.get(path).says("#marks", "relaunch").all("#marks form")) != 0 {
		t.Error("a viewer is offered what is refused")
	}
}

func TestNotesOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, other := r.user(consent.RoleAnalyst), r.user(consent.RoleAdmin)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	b.post(path+"/notes", url.Values{"text": {"Asked the <b>publisher</b>."}}).leads(path + "#marks")
	page := b.get(path).says("#status", "The note was saved.").says(".note-text", "Asked the <b>publisher</b>.")
	change := page.attr(".notes details form", "action")
	if !strings.HasPrefix(change, path+"/notes/") {
		t.Fatalf("the note is changed at %q", change)
	}
	if len(other.get(path).says(".note-text", "publisher").all(".notes form")) != 0 {
		t.Error("somebody else may change the note")
	}
	other.post(change, url.Values{"text": {"Mine."}}).want(http.StatusForbidden)
	b.post(change, url.Values{"text": {" "}}).want(http.StatusUnprocessableEntity).says("#errors", "empty").says(".notes details[open]", "empty")
	b.post(change, url.Values{"text": {"They answered."}}).leads(path)
	b.get(path).says(".notes", "They answered.")
	wrong := b.post(path+"/notes", url.Values{"text": {strings.Repeat("x", consent.MaxNote+1)}}).want(http.StatusUnprocessableEntity).says("#note-error", "4000")
	if len(wrong.text("#note")) != consent.MaxNote+1 || len(wrong.all(".notes details[open]")) != 0 {
		t.Error("the note that was refused is lost, or another one is open")
	}
	part := b.post(change+"/delete", nil, "HX-Request: true", "HX-Request-Type: partial").want(http.StatusOK).says("hx-partial", "The note was deleted.")
	if len(part.all(".notes")) != 0 {
		t.Error("the note is still there")
	}
	b.post(path+"/notes/x", nil).want(http.StatusNotFound)
	b.post(change, url.Values{"text": {"x"}}).want(http.StatusNotFound)
}

// What is not archived cannot be deleted.
func TestShelfOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, admin, viewer := r.user(consent.RoleAnalyst), r.user(consent.RoleAdmin), r.user(consent.RoleViewer)
	path := "/analyses/" + string(r.analyzed("shop.html", shop).Analysis.ID)
	viewer.post(path+"/archive", nil).want(http.StatusForbidden)
	admin.post(path+"/delete", nil).want(http.StatusConflict).says("main", "archived")
	b.post(path+"/archive", nil).leads(path)
	page := b.get(path).says("#status", "1 analysis was archived.").says("main", "This analysis is archived")
	if len(page.all(`a[href$="/delete"]`)) != 0 {
		t.Error("an analyst is offered to delete")
	}
	b.get("/analyses").says("h2", "No analysis matches")
	b.get("/analyses?archived=only").says("tbody", "shop.html")
	b.post(path+"/unarchive", nil).leads(path)
	b.get("/analyses").says("tbody", "shop.html")
	b.post(path+"/archive", nil).leads(path)
	ask := admin.get(path).attr(`a[href$="/delete"]`, "href")
	admin.get(ask).want(http.StatusOK).says("h1", "Delete this analysis of shop.html?")
	b.post(path+"/delete", nil).want(http.StatusForbidden)
	admin.post(ask, nil).leads("/analyses")
	admin.get(path).want(http.StatusNotFound)
}
