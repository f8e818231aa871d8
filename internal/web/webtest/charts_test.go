package webtest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// visited analyses an address that answers with the page.
func (r *rig) visited(address, body string) consent.Analysis {
	r.t.Helper()
	r.web.pages[address] = body
	out, err := r.Submit(r.t.Context(), r.actor(), app.Submission{URL: address})
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.RunJob(r.t.Context(), out.Job.ID, "w"); err != nil {
		r.t.Fatal(err)
	}
	found, err := r.Analysis(r.t.Context(), r.actor(), out.Analysis.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return found
}

func TestCharts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	b.get("/analyses/charts").want(http.StatusOK).says("h2", "There is nothing to draw")
	r.analyzed("shop.html", shop)
	r.analyzed("chairs.html", strings.ReplaceAll(shop, "Lamp", "Chair"))
	all := b.get("/analyses/charts").want(http.StatusOK).says(".charts h2", "Analyses per day", "Mean score", "Findings by rule", "Controls", "Confidence of clauses", "Processing time").
		says("#charts", "From 2 analyses.")
	if n, m := len(all.all("[data-chart] > script[type='application/json']")), len(all.all("[data-chart]")); n > m || m < 6 {
		t.Errorf("%d options for %d charts", n, m)
	}
	one := b.get("/analyses/charts?q=chair").want(http.StatusOK).says("#charts", "From 1 analysis.")
	if one.attr("#q", "value") != "chair" || one.attr(".head a.button", "href") != "/analyses?q=chair" {
		t.Error("the filter is lost")
	}
	b.get("/analyses/charts?q=sofa").want(http.StatusOK).says("h2", "There is nothing to draw")
	b.get("/analyses/charts?colour=red").want(http.StatusUnprocessableEntity).says("#errors", `no filter "colour"`)
	if a := b.get("/analyses/charts?since=tomorrow").want(http.StatusUnprocessableEntity); a.attr("#since", "value") != "tomorrow" || a.attr("#errors a", "href") != "#since" {
		t.Error("the form lost its content or its error")
	}
	r.user("").get("/analyses/charts").leads("/login")
}

// Each row of each table leads to a list that has as many analyses as the row says.
func TestChartsLeadToWhatTheyCount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.analyzed("shop.html", shop)
	r.analyzed("fair.html", strings.ReplaceAll(shop, "<a href", "<button>Reject all</button> <a href"))
	r.submitted("waiting.html", strings.ReplaceAll(shop, "Lamp", "Desk"))
	b := r.user(consent.RoleViewer)
	all := b.get("/analyses/charts").want(http.StatusOK)
	followed := 0
	for _, chart := range []string{"chart-rules", "chart-roles", "chart-categories", "chart-languages", "chart-days"} {
		rows := all.all("[data-chart=" + chart + "] tbody tr")
		if len(rows) == 0 {
			t.Errorf("%s has no rows", chart)
		}
		for _, row := range rows {
			tr := answer{t: t, root: row}
			list := b.get(tr.attr("th a", "href")).want(http.StatusOK)
			if want, _, _ := strings.Cut(tr.text("td")+" ", " "); len(list.all("tbody tr")) != atoi(want) {
				t.Errorf("%s, %s: %d analyses, not %s", chart, tr.text("th"), len(list.all("tbody tr")), want)
			}
			followed++
		}
	}
	if followed < 6 {
		t.Errorf("%d links followed", followed)
	}
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// The list brings the first charts of its filter, and a new slot when its filter changes.
func TestHistoryHasCharts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	if n := len(b.get("/analyses").all("#charts")); n != 0 {
		t.Error("charts of nothing")
	}
	r.analyzed("shop.html", shop)
	list := b.get("/analyses?q=lamp&limit=5&sort=score").want(http.StatusOK)
	if got := list.attr("#charts a", "href"); got != "/analyses/charts?q=lamp" {
		t.Errorf("leads to %s", got)
	}
	part := b.part("/analyses/charts?q=lamp&brief=1").want(http.StatusOK)
	if n := len(part.all("[data-chart]")); n != 3 || len(part.all("form, header, hx-partial")) != 0 || part.attr("a.target", "href") != "/analyses/charts?q=lamp" {
		t.Errorf("%d charts: %s", n, part.body)
	}
	if got := part.header.Get("HX-Push-Url"); got != "" {
		t.Errorf("the list's address becomes %s", got)
	}
	again := b.part("/analyses?q=lamp").want(http.StatusOK)
	if again.attr("hx-partial[hx-target='#charts'] a", "href") != "/analyses/charts?q=lamp" {
		t.Errorf("no new slot: %s", again.body)
	}
	whole := b.part("/analyses/charts?q=lamp").want(http.StatusOK)
	if whole.header.Get("HX-Push-Url") != "/analyses/charts?q=lamp" || len(whole.all("[data-chart]")) < 6 {
		t.Error("the page's own fragment has not all")
	}
}

// What a foreign page says comes into the options as text.
func TestChartsOfHostilePages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.visited(`https://evil.example/?</script><script>alert(1)</script>`, strings.ReplaceAll(shop, "Lamp shop", `</title></script><script>alert(1)</script>`))
	b := r.user(consent.RoleViewer)
	for _, path := range []string{"/analyses/charts", "/insights", "/sites", "/sites/evil.example"} {
		a := b.get(path).want(http.StatusOK)
		for _, script := range a.all("script") {
			el := answer{t: t, root: script}
			if text := script.FirstChild; text != nil {
				var v struct{ Option, Links any }
				if err := json.Unmarshal([]byte(text.Data), &v); err != nil || v.Option == nil {
					t.Errorf("%s: %v: %s", path, err, text.Data)
				}
			} else if !strings.HasPrefix(el.attr("script", "src"), "/static/") {
				t.Errorf("%s has a script of another", path)
			}
		}
	}
}

func TestInsights(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	b.get("/insights").want(http.StatusOK).says("h2", "There is nothing to compare yet").says("main", "Analyze a page")
	r.visited("https://a.example/", shop)
	r.visited("https://b.test/", strings.ReplaceAll(shop, "<a href", "<button>Reject all</button> <a href"))
	all := b.get("/insights").want(http.StatusOK).says("h2", "Is refusing offered on the first layer?", "How common findings are", "Languages", "By top-level domain").
		says("[data-chart=chart-refusals] tbody", "No known platform 1 1 50 %").says("#parts-title ~ .scroll", "English", "50 %").says("#domains-title ~ .scroll", ".example 1 1", ".test 1 1")
	if all.text(".tabs [aria-current=page]") != "Language" {
		t.Error("broken down by something else")
	}
	b.get("/insights?by=tag").want(http.StatusOK).says(".tabs [aria-current=page]", "Tag").says("#insights", "None of these analyses has one.")
	kinds := b.get("/insights?by=source&q=lamp").want(http.StatusOK).says("#parts-title ~ .scroll", "Web page")
	if kinds.attr("form.filter [name=by]", "value") != "source" || !strings.Contains(kinds.attr("#parts-title ~ .scroll tbody a", "href"), "q=lamp") {
		t.Error("the breakdown forgets filter or kind")
	}
	b.get("/insights?q=sofa").want(http.StatusOK).says("h2", "No analysis matches")
	b.get("/insights?by=mood").want(http.StatusUnprocessableEntity).says("#errors", "language, cmp, tag or source")
	b.get("/insights?language=-en").want(http.StatusOK).says("h2", "No analysis matches")
	part := b.part("/insights?by=source&q=lamp").want(http.StatusOK)
	if got, _ := url.QueryUnescape(part.header.Get("HX-Push-Url")); got != "/insights?by=source&q=lamp" || len(part.all("form, header")) != 0 {
		t.Errorf("fragment of %s", got)
	}
	if to := b.get("/insights?q=lamp&cmp=&tag=").leads("/insights"); to != "/insights?q=lamp" {
		t.Errorf("empty fields lead to %s", to)
	}
}
