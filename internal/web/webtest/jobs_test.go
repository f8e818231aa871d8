package webtest

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	s := r.submitted("shop.html", shop)
	path := "/jobs/" + string(s.Job.ID)
	page := b.get(path).want(http.StatusOK).says("h1", "shop.html").says("[aria-current=step]", "Wait").says("dl", "Waiting", "1 job waits", "none yet, at most 3")
	if refresh := page.text("noscript"); !strings.Contains(refresh, "0; url="+path+"?reload=on") {
		t.Errorf("without a script: %s", refresh)
	}
	reloading := b.get(path + "?reload=on").want(http.StatusOK)
	if reloading.header.Get("Refresh") == "" || strings.Contains(reloading.body, "http-equiv") {
		t.Error("the reloading page does not reload by its header alone")
	}
	if still := b.get(path + "?reload=off"); still.header.Get("Refresh") != "" || strings.Contains(still.body, "http-equiv") {
		t.Error("the still page reloads")
	}
	part := b.part(path + "?poll=1").want(http.StatusOK)
	if len(part.all("header, h1")) != 0 || len(part.all("#live")) != 1 {
		t.Error("the fragment is no fragment")
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	done := b.get(path).want(http.StatusOK).says("dl", "Done")
	if strings.Contains(done.body, "http-equiv") || done.attr("#live", "hx-get") != "" || len(done.all("[aria-current=step]")) != 0 {
		t.Error("an ended job is still followed")
	}
	b.get(done.attr("main a.primary", "href")).want(http.StatusOK).says("h1", "shop.html")
	if last := b.part(path + "?poll=1"); !strings.Contains(last.body, "<hx-partial") {
		t.Error("the end is not announced")
	}
}

// The stream tells of the job as it is, then of its end, and ends.
func TestStream(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	s := r.submitted("shop.html", shop)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server.URL+"/jobs/"+string(s.Job.ID)+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if kind := res.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("type %s", kind)
	}
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "data: ") || !strings.Contains(lines.Text(), "Waiting") {
		t.Fatalf("first line %q", lines.Text())
	}
	if err := r.RunJob(t.Context(), s.Job.ID, "w"); err != nil {
		t.Fatal(err)
	}
	var rest strings.Builder
	for lines.Scan() {
		rest.WriteString(lines.Text() + "\n")
	}
	if !strings.Contains(rest.String(), "See the result") || !strings.HasSuffix(rest.String(), "event: done\ndata: succeeded\n\n") {
		t.Errorf("the stream ended with %q", rest.String())
	}
}

func TestCancelAndRetry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	path := "/jobs/" + string(r.submitted("shop.html", shop).Job.ID)
	ask := b.get(path+"/cancel").want(http.StatusOK).says("h1", "Cancel this job?")
	if ask.attr("main form", "action") != path+"/cancel" {
		t.Error("the question cannot be answered")
	}
	dialog := b.part(path + "/cancel").want(http.StatusOK)
	if len(dialog.all("h1, header")) != 0 || len(dialog.all("form[method=dialog]")) != 1 {
		t.Error("the dialog is no fragment")
	}
	b.post(path+"/cancel", nil).leads(path)
	b.get(path).want(http.StatusOK).says("#status", "canceled").says("dl", "Canceled").says(".alert", "Canceled by analyst")
	b.post(path+"/cancel", nil).want(http.StatusConflict)
	b.get(path + "/cancel").want(http.StatusConflict)
	b.post(path+"/retry", nil).leads(path)
	b.get(path).says("dl", "Waiting")
	b.post(path+"/retry", nil).want(http.StatusConflict)
}

func TestJobs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	b.get("/jobs").want(http.StatusOK).says("h2", "No jobs yet")
	r.analyzed("a.html", shop)
	high, err := r.Submit(t.Context(), r.actor(), app.Submission{Body: []byte(shop + " "), Priority: consent.PriorityHigh})
	if err != nil {
		t.Fatal(err)
	}
	list := b.get("/jobs").want(http.StatusOK).says(".cards", "1 waiting").says(".tabs", "All 2", "Waiting 1", "Done 1")
	if n := len(list.all("tbody tr")); n != 2 {
		t.Errorf("%d jobs", n)
	}
	only := b.get("/jobs?queue=high&state=queued").want(http.StatusOK)
	if only.attr("tbody th a", "href") != "/jobs/"+string(high.Job.ID) || len(only.all("tbody tr")) != 1 {
		t.Error("the filter shows others")
	}
	b.get("/jobs?state=dead").want(http.StatusOK).says("h2", "No job matches")
	for _, query := range []string{"state=x", "queue=x", "cursor=x", "colour=red"} {
		b.get("/jobs?" + query).want(http.StatusUnprocessableEntity)
	}
	for _, id := range []string{"x", "0197a000-0000-7000-8000-ffffffffffff"} {
		b.get("/jobs/" + id).want(http.StatusNotFound)
		b.get("/jobs/" + id + "/live").want(http.StatusNotFound)
		b.get("/jobs/" + id + "/cancel").want(http.StatusNotFound)
		b.post("/jobs/"+id+"/retry", nil).want(http.StatusNotFound)
	}
}

func TestJobsArePaged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	for range consent.DefaultLimit + 3 {
		r.submitted("a.html", shop)
	}
	first := b.get("/jobs").want(http.StatusOK)
	second := b.get(first.attr("a[rel=next]", "href")).want(http.StatusOK)
	if n, m := len(first.all("tbody tr")), len(second.all("tbody tr")); n != consent.DefaultLimit || m != 3 {
		t.Errorf("%d and %d rows", n, m)
	}
	if second.attr(".pager a", "href") != "/jobs" {
		t.Error("no way back")
	}
}
