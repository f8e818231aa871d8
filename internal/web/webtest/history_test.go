package webtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestHistory(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	b.get("/analyses").want(http.StatusOK).says("h2", "Nothing analyzed yet")
	s := r.analyzed("shop.html", shop)
	r.submitted("waiting.html", strings.ReplaceAll(shop, "Lamp", "Chair"))
	list := b.get("/analyses").want(http.StatusOK).says(".tabs", "All 2", "Waiting 1", "Done 1").says("tbody", "shop.html", "Lamp shop", "waiting.html")
	if n := len(list.all("tbody tr")); n != 2 {
		t.Errorf("%d rows", n)
	}
	only := b.get("/analyses?status=completed&q=lamp").want(http.StatusOK).says("[aria-current=page]", "Done 1")
	if only.attr("tbody th a", "href") != "/analyses/"+string(s.Analysis.ID) || len(only.all("tbody tr")) != 1 {
		t.Error("the filter shows others")
	}
	if only.attr("#q", "value") != "lamp" || only.attr("form.filter [name=status]", "value") != "completed" {
		t.Error("the form does not show the filter")
	}
	b.get("/analyses?host=nowhere.example").want(http.StatusOK).says("h2", "No analysis matches")
	roles := b.get("/analyses?role=accept_all,reject_all&cmp=onetrust").want(http.StatusOK)
	if roles.attr("#role [selected]", "value") != "accept_all,reject_all" || roles.attr("form.filter [name=cmp]", "value") != "onetrust" {
		t.Error("the form loses what it has no field for")
	}
}

func TestHistoryFilterThatIsWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	b := r.user(consent.RoleViewer)
	b.get("/analyses?colour=red").want(http.StatusUnprocessableEntity).says("#errors", `no filter "colour"`)
	a := b.get("/analyses?since=yesterday&q=lamp").want(http.StatusUnprocessableEntity)
	if a.attr("#errors a", "href") != "#since" || a.attr("#q", "value") != "lamp" || a.attr("#since", "value") != "yesterday" {
		t.Error("the form lost its content or its error")
	}
	part := b.part("/analyses?role=nobody").want(http.StatusUnprocessableEntity).says("#results", "nobody")
	if len(part.all("header, form")) != 0 {
		t.Error("the fragment is no fragment")
	}
}

// The links below the list export what it selects, whichever page is shown.
func TestHistoryExportsWhatItShows(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	r.submitted("waiting.html", strings.ReplaceAll(shop, "Lamp", "Chair"))
	b := r.user(consent.RoleViewer)
	want := []string{"/api/v1/export.csv", "/api/v1/export.xlsx", "/api/v1/export.json", "/api/v1/export.ndjson", "/api/v1/export.zip"}
	for address, query := range map[string]string{"/analyses": "", "/analyses?q=lamp&limit=1": "?q=lamp", "/analyses?sort=created_at&limit=1": "?sort=created_at"} {
		page := b.get(address).want(http.StatusOK)
		if n := len(page.all("nav[aria-label=Export] a[href^='/api/']")); n != len(want) {
			t.Fatalf("%s: %d links", address, n)
		}
		for i, path := range want {
			if got := page.attr(fmt.Sprintf("nav[aria-label=Export] a:nth-child(%d)", i+1), "href"); got != path+query {
				t.Errorf("%s leads to %s", address, got)
			}
		}
	}
	if links := b.get("/analyses?q=nothing-of-it").want(http.StatusOK).all("nav[aria-label=Export] a"); len(links) != 0 {
		t.Error("nothing can be exported")
	}
}

// Days are whole: "until" holds the day that it names.
func TestHistoryByDay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop) // on 24 November 2026
	b := r.user(consent.RoleViewer)
	for query, rows := range map[string]int{"since=2026-11-24&until=2026-11-24": 1, "since=2026-11-25": 0, "until=2026-11-23": 0} {
		a := b.get("/analyses?" + query).want(http.StatusOK)
		if n := len(a.all("tbody tr")); n != rows {
			t.Errorf("%s: %d rows", query, n)
		}
		for _, part := range strings.Split(query, "&") {
			name, day, _ := strings.Cut(part, "=")
			if got := a.attr("#"+name, "value"); got != day {
				t.Errorf("%s: the form says %s", part, got)
			}
		}
	}
}

func TestHistoryFragments(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	b := r.user(consent.RoleViewer)
	part := b.part("/analyses?q=lamp&host=&role=&status=").want(http.StatusOK)
	if len(part.all("header, form")) != 0 || len(part.all("#results")) != 1 || !strings.Contains(part.body, ">1 analysis</hx-partial>") {
		t.Errorf("fragment: %s", part.body)
	}
	if got := part.header.Get("HX-Push-Url"); got != "/analyses?q=lamp" {
		t.Errorf("address %s", got)
	}
	if got := strings.Join(part.header.Values("Vary"), ", "); !strings.Contains(got, "HX-Request, HX-Request-Type") || !strings.HasPrefix(part.header.Get("Cache-Control"), "private") {
		t.Errorf("Vary %s, Cache-Control %s", got, part.header.Get("Cache-Control"))
	}
	for _, headers := range [][]string{{"HX-Request: true", "HX-Request-Type: full"}, {"HX-Request: true", "HX-Request-Type: partial", "HX-History-Restore-Request: true"}} {
		if full := b.get("/analyses", headers...).want(http.StatusOK); len(full.all("header, form")) == 0 {
			t.Errorf("%v: no page", headers)
		}
	}
	if to := b.get("/analyses?q=lamp&host=&role=").leads("/analyses"); to != "/analyses?q=lamp" {
		t.Errorf("empty fields lead to %s", to)
	}
	b.get("/").leads("/analyses")
}

// Going on to the end and back again shows every analysis once each way.
func TestHistoryIsPaged(t *testing.T) {
	t.Parallel()
	for _, sort := range []string{"", "&sort=created_at", "&sort=site", "&sort=-score", "&sort=severity", "&page=1"} {
		r := newRig(t)
		for i := range 7 {
			r.submitted(fmt.Sprintf("page-%d.html", i), shop)
		}
		b := r.user(consent.RoleViewer)
		there, last := walk(t, b, "/analyses?limit=3"+sort, "a[rel=next]")
		back, _ := walk(t, b, last, "a[rel=prev]")
		if len(there) != 3 || len(back) != 3 {
			t.Fatalf("%d pages there, %d back", len(there), len(back))
		}
		for i := range there {
			if there[i] != back[len(back)-1-i] && i > 0 {
				t.Errorf("%q there, %q back", there[i], back[len(back)-1-i])
			}
		}
		if all := strings.Fields(strings.Join(there, " ")); len(all) != 7 {
			t.Errorf("%d analyses: %v", len(all), all)
		}
	}
}

// walk follows links and returns the sites of each page and the last address.
func walk(t *testing.T, b *browser, target, link string) (pages []string, last string) {
	t.Helper()
	for len(pages) < 10 {
		a := b.get(target).want(http.StatusOK)
		pages, last = append(pages, a.text("tbody th a")), target
		if target = a.attr(link, "href"); target == "" {
			return pages, last
		}
	}
	t.Fatal("the pages do not end")
	return nil, ""
}

// Sending the form again selects the same: what it has no field for is hidden in it.
func TestHistoryFormKeepsEveryKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	b := r.user(consent.RoleViewer)
	query := "site=a.example,-b.example&triage=open&tag=x,y&cmp=-onetrust&grade=A,B&sort=site&limit=10"
	full := b.get("/analyses?host=a.example,-c.example&role=-accept_all&archived=with&" + query).want(http.StatusOK)
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if got := full.attr("form.filter [name="+key+"]", "value"); got != value {
			t.Errorf("%s is %q in the form, want %q", key, got, value)
		}
	}
	if full.attr("#host", "value") != "a.example,-c.example" || full.attr("#role [selected]", "value") != "-accept_all" ||
		full.attr("#archived [selected]", "value") != "with" {
		t.Error("the form loses what is excluded")
	}
	wrong := b.get("/analyses?tag=x&tag=y&role=nobody&since=yesterday").want(http.StatusUnprocessableEntity)
	if wrong.attr("form.filter [name=tag]", "value") != "x,y" || wrong.attr("#role [selected]", "value") != "nobody" {
		t.Error("the form loses values of a wrong filter")
	}
}

// Heads of columns sort and turn; the values in force can each be taken out.
func TestHistoryOrdersAndActiveFilters(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	b := r.user(consent.RoleViewer)
	for query, want := range map[string][3]string{
		"":                    {"descending", "When", "/analyses?sort=created_at"},
		"?sort=created_at":    {"ascending", "When", "/analyses"},
		"?sort=site":          {"ascending", "Site", "/analyses?sort=-site"},
		"?sort=severity":      {"descending", "Findings", "/analyses?sort=-severity"},
		"?sort=-score&q=lamp": {"descending", "Grade", "/analyses?q=lamp&sort=score"},
	} {
		a := b.get("/analyses" + query).want(http.StatusOK)
		if got := [3]string{a.attr("th[aria-sort]", "aria-sort"), a.text("th[aria-sort] a"), a.attr("th[aria-sort] a", "href")}; got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	a := b.get("/analyses?q=lamp&grade=A,-B").want(http.StatusOK)
	for i, want := range []string{"/analyses?grade=A%2C-B", "/analyses?grade=-B&q=lamp", "/analyses?grade=A&q=lamp"} {
		if got := a.attr(fmt.Sprintf("nav[aria-label='Filters in force'] a:nth-child(%d)", i+1), "href"); got != want {
			t.Errorf("link %d leads to %s, want %s", i+1, got, want)
		}
	}
}
