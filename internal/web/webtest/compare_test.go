package webtest

import (
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// Whoever names one analysis, or none, chooses from a list; what was named stays chosen.
func TestPickWhatToCompare(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	first, second := r.analyzed("a.html", shop).Analysis.ID, r.analyzed("other.html", strings.Replace(shop, "Accept all", "Agree to all", 1)).Analysis.ID
	r.submitted("waiting.html", shop+" ")
	page := b.get("/compare").want(http.StatusOK).says("h1", "Compare two analyses").says("table", "a.html", "other.html")
	if n := len(page.all("input[name=base]")); n != 2 || len(page.all("[checked]")) != 0 {
		t.Errorf("%d on offer", n)
	}
	page = b.get("/compare?q=other&base=" + string(first)).want(http.StatusOK)
	if page.attr("input[name=base][checked]", "value") != string(first) || len(page.all("input[name=head]")) != 2 {
		t.Error("what was named is not kept")
	}
	b.get("/compare?q=nothing-like-it").want(http.StatusOK).says("main", "No analysis matches")
	b.get("/compare?base="+string(first)+"&head="+string(second)).want(http.StatusOK).says("h1", "What changed").
		says(".sides", "SHA-256", "differs", "European Union").says("details", "as before")
}
