package webtest

import (
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestFacets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	b.get("/analyses/facets").want(http.StatusOK).says("main", "nothing to choose from")
	r.analyzed("shop.html", shop)
	r.analyzed("chairs.html", strings.ReplaceAll(shop, "Lamp", "Chair"))
	all := b.get("/analyses/facets").want(http.StatusOK).says("main", "From 2 analyses.").says("summary", "Grade", "Finding", "Control")
	value := all.attr("details.facet ul a", "href")
	if !strings.HasPrefix(value, "/analyses?grade=") {
		t.Fatalf("the first value leads to %s", value)
	}
	b.get(value).want(http.StatusOK).says(".tabs", "All 2").says("nav[aria-label='Filters in force']", "Grade: ")
	chosen := b.get(strings.Replace(value, "/analyses", "/analyses/facets", 1)).want(http.StatusOK).says("a[aria-current=true]", "Remove")
	if to := chosen.attr("details.facet a[aria-current]", "href"); to != "/analyses" {
		t.Errorf("the value in force leads to %s", to)
	}
	if to := chosen.attr(".head a.button", "href"); to != value {
		t.Errorf("the way back is %s", to)
	}
	b.get("/analyses/facets?colour=red").want(http.StatusUnprocessableEntity).says("#errors", `no filter "colour"`)
	r.user("").get("/analyses/facets").leads("/login")
}

// The list brings the counts of its own filter, and brings them again when the filter changes.
func TestFacetsStandBesideTheList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	b := r.user(consent.RoleViewer)
	if to := b.get("/analyses?q=lamp&limit=20").attr("#facets a", "href"); to != "/analyses/facets?limit=20&q=lamp" {
		t.Errorf("the counts are at %s", to)
	}
	if part := b.part("/analyses?q=lamp"); !strings.Contains(part.body, `hx-target="#facets"`) || !strings.Contains(part.body, "/analyses/facets?q=lamp") {
		t.Errorf("the list does not renew the counts: %s", part.body)
	}
	if part := b.part("/analyses/facets?q=lamp").want(http.StatusOK); len(part.all("header, h1")) != 0 || len(part.all("details.facet")) == 0 {
		t.Error("the fragment is no fragment")
	}
}

// What is archived can be asked for, and is marked.
func TestHistoryOfTheArchive(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := string(r.analyzed("shop.html", shop).Analysis.ID)
	b := r.user(consent.RoleAnalyst)
	b.post("/analyses/"+id+"/archive", nil).leads("/analyses/" + id)
	b.get("/analyses").says("h2", "No analysis matches")
	for _, choice := range []string{"only", "with"} {
		list := b.get("/analyses?archived="+choice).want(http.StatusOK).says("tbody", "shop.html", "Archived")
		if list.attr("#archived [selected]", "value") != choice || len(list.all("details[data-fold=fields][open]")) != 1 {
			t.Errorf("the form does not show %s", choice)
		}
	}
	wrong := b.get("/analyses?archived=maybe").want(http.StatusUnprocessableEntity)
	if wrong.attr("#errors a", "href") != "#archived" || wrong.attr("#archived [selected]", "value") != "maybe" {
		t.Error("the form lost a wrong choice")
	}
}
