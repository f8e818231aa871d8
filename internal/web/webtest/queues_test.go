package webtest

import (
	"net/http"
	"testing"
	"time"

	"microconsent/internal/consent"
)

func TestQueuesArePausedAndResumedOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAdmin)
	page := b.get("/jobs").want(http.StatusOK).says("#machines", "High priority", "No worker is running")
	form := page.attr(".card form", "action")
	if form != "/queues/high/pause" {
		t.Fatalf("the first card's form goes to %q", form)
	}
	b.post(form, nil).leads("/jobs")
	paused := b.get("/jobs").want(http.StatusOK).says("#status", "paused").says(".card", "Paused", "by admin")
	if got := paused.attr(".card form", "action"); got != "/queues/high/resume" {
		t.Errorf("then to %q", got)
	}
	b.post(form, nil).want(http.StatusConflict)
	b.post("/queues/high/resume", nil).leads("/jobs")
	b.post("/queues/urgent/pause", nil).want(http.StatusUnprocessableEntity)
	analyst := r.user(consent.RoleAnalyst)
	if len(analyst.get("/jobs").want(http.StatusOK).all(".card form")) != 0 {
		t.Error("an analyst is offered to pause")
	}
	analyst.post("/queues/low/pause", nil).want(http.StatusForbidden)
	analyst.post("/jobs/cleanup", nil).want(http.StatusForbidden)
}

func TestWorkersAreShown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleViewer)
	w := consent.Worker{ID: "0197a000-0000-7000-8000-000000000901", Name: "w1", Queues: consent.Priorities(), Concurrency: 4, State: consent.WorkerActive}
	if err := r.Beat(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	b.get("/jobs").want(http.StatusOK).says("#machines table", "w1", "Active", "High, Normal, Low", "0 of 4")
	part := b.part("/jobs").want(http.StatusOK).says("#machines table", "w1")
	if len(part.all("h1, header, form[role=search]")) != 0 {
		t.Error("the fragment is no fragment")
	}
	r.clock.advance(consent.WorkerStale + time.Second)
	b.get("/jobs").says("#machines table", "Stale")
}

func TestManyJobsAreRetriedOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	for _, name := range []string{"a.html", "b.html"} {
		if _, err := r.CancelJob(t.Context(), r.actor(), r.submitted(name, shop+name).Job.ID); err != nil {
			t.Fatal(err)
		}
	}
	list := b.get("/jobs?state=canceled").want(http.StatusOK)
	if list.attr("main .row a", "href") != "/jobs/retry?state=canceled" {
		t.Fatalf("%q", list.attr("main .row a", "href"))
	}
	ask := b.get("/jobs/retry?state=canceled").want(http.StatusOK).says("h1", "Retry 2 jobs?")
	action := ask.attr("main form", "action")
	b.post("/jobs/retry?expected=1&state=canceled", nil).want(http.StatusConflict)
	b.post("/jobs/retry?state=canceled", nil).want(http.StatusUnprocessableEntity)
	b.post("/jobs/retry?state=running&expected=0", nil).want(http.StatusUnprocessableEntity)
	b.post(action, nil).leads("/jobs?state=queued")
	b.get("/jobs").want(http.StatusOK).says("#status", "2 jobs wait again").says(".tabs", "Waiting 2", "Canceled 0")
	if link := b.get("/jobs?state=queued").attr("main .row a", "href"); link != "" {
		t.Errorf("what waits may be retried: %s", link)
	}
}

func TestOldJobsAreRemovedOnThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.clock.advance(-8 * 24 * time.Hour)
	r.analyzed("a.html", shop)
	r.clock.advance(8 * 24 * time.Hour)
	b := r.user(consent.RoleAdmin)
	b.get("/jobs/cleanup").want(http.StatusOK).says("h1", "Remove old jobs?")
	b.post("/jobs/cleanup", nil).leads("/jobs")
	b.get("/jobs").says("#status", "1 job was removed").says("h2", "No jobs yet")
}
