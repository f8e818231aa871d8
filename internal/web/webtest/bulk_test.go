package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// sent is what a form of a page would send, with its button.
func sent(a answer, form string) url.Values {
	out := url.Values{}
	for _, n := range a.all(form + " input[type=hidden]") {
		name, value := "", ""
		for _, attr := range n.Attr {
			switch attr.Key {
			case "name":
				name = attr.Val
			case "value":
				value = attr.Val
			}
		}
		out.Add(name, value)
	}
	return out
}

func TestBulkOnWhatIsTicked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	one := string(r.analyzed("shop.html", shop).Analysis.ID)
	other := string(r.submitted("waiting.html", strings.ReplaceAll(shop, "Lamp", "Chair")).Analysis.ID)
	list := b.get("/analyses?status=completed,queued")
	if len(list.all(`tbody input[name=id][form=bulk]`)) != 2 {
		t.Fatal("rows cannot be ticked")
	}
	form := sent(list, "#bulk")
	form["id"], form["action"] = []string{one, other}, []string{"archive"}
	ask := b.post("/analyses/bulk", form).want(http.StatusOK).says("h1", "Archive: 2 analyses").says("main", "Those that you ticked.", "can be brought back")
	if ask.attr("main a.button", "href") != "/analyses?status=completed%2Cqueued" {
		t.Errorf("the way back is %s", ask.attr("main a.button", "href"))
	}
	b.get("/analyses").says(".tabs", "All 2") // nothing is done yet
	done := b.post("/analyses/bulk/run", sent(ask, "main form")).want(http.StatusOK).says("dl", "Selected 2", "Done 1", "Not possible 1").says("tbody", "not ended yet")
	if done.attr("tbody a", "href") != "/analyses/"+other {
		t.Error("the failure does not lead to its analysis")
	}
	b.get("/analyses").says(".tabs", "All 1")
	b.get("/analyses?archived=only").says("tbody", "shop.html")
}

func TestBulkOnAllThatMatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	r.analyzed("shop.html", shop)
	r.analyzed("chair.html", strings.ReplaceAll(shop, "Lamp", "Chair"))
	form := sent(b.get("/analyses?q=lamp"), "#bulk")
	form["action"], form["all"] = []string{"tag"}, []string{"1"}
	wrong := b.post("/analyses/bulk", form).want(http.StatusUnprocessableEntity).says("title", "Error:").says("h1", "Add tags: 1 analysis").says("main", "Search: lamp")
	if wrong.attr("#errors a", "href") != "#tags" {
		t.Error("the error does not lead to the field")
	}
	form["tags"] = []string{"client a"}
	ask := b.post("/analyses/bulk", form).want(http.StatusOK)
	if ask.attr("#tags", "value") != "client a" {
		t.Error("the tags are lost")
	}
	// The number that was confirmed no longer holds.
	again := sent(ask, "main form")
	again.Set("tags", "client a")
	r.analyzed("lamp2.html", strings.ReplaceAll(shop, "Lamp shop", "Lamp house"))
	changed := b.post("/analyses/bulk/run", again).want(http.StatusConflict).says("#errors", "2 analyses now, not 1").says("h1", "Add tags: 2 analyses")
	again = sent(changed, "main form")
	again.Set("tags", "client a, lamp")
	b.post("/analyses/bulk/run", again).want(http.StatusOK).says("dl", "Done 2", "Not possible 0")
	b.get("/analyses?tag=lamp").says(".tabs", "All 2")
	again.Set("action", "untag")
	again.Set("tags", "lamp")
	b.post("/analyses/bulk/run", again).want(http.StatusOK).says("dl", "Done 2")
	b.get("/analyses?tag=lamp").says("h2", "No analysis matches")
}

func TestBulkThatIsWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, viewer := r.user(consent.RoleAnalyst), r.user(consent.RoleViewer)
	one := string(r.analyzed("shop.html", shop).Analysis.ID)
	for name, c := range map[string]struct {
		form   url.Values
		status int
		says   string
	}{
		"nothing ticked": {url.Values{"action": {"archive"}}, http.StatusUnprocessableEntity, "No analysis is selected"},
		"no action":      {url.Values{"id": {one}}, http.StatusUnprocessableEntity, "The action must be"},
		"delete":         {url.Values{"action": {"delete"}, "id": {one}}, http.StatusForbidden, "admin"},
		"a broken id":    {url.Values{"action": {"archive"}, "id": {"x"}}, http.StatusNotFound, ""},
		"broken filter":  {url.Values{"action": {"archive"}, "all": {"1"}, "filter": {"colour=red"}}, http.StatusUnprocessableEntity, "filter of this form"},
		"broken number":  {url.Values{"action": {"archive"}, "all": {"1"}, "expected": {"many"}}, http.StatusUnprocessableEntity, "number of this form"},
	} {
		for _, path := range []string{"/analyses/bulk", "/analyses/bulk/run"} {
			b.post(path, c.form).want(c.status).says("main", c.says)
			viewer.post(path, url.Values{"action": {"archive"}, "id": {one}}).want(http.StatusForbidden)
		}
		t.Log(name)
	}
	if len(viewer.get("/analyses").all("#bulk, input[name=id]")) != 0 {
		t.Error("a viewer is offered what is refused")
	}
	b.get("/analyses").says(".tabs", "All 1")
}
