package webtest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func TestStoredResultIsShownAsSuch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	first := r.analyzed("a.html", shop)
	job := b.send("/analyses/new?tab=upload", field{Name: "files", File: "b.html", Value: shop}).leads("/jobs/")
	b.get(job).want(http.StatusOK).says("dl", "Done")
	list, err := r.Analyses(context.Background(), r.actor(), consent.Filter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	shown := b.get("/analyses/"+string(list.Items[0].ID)).want(http.StatusOK).says("main", "Stored result", "b.html")
	if len(shown.all(`a[href="/analyses/`+string(first.Analysis.ID)+`"]`)) != 1 {
		t.Error("it does not lead to the analysis that ran")
	}
	if strings.Contains(b.get("/analyses/"+string(first.Analysis.ID)).text("main"), "Stored result") {
		t.Error("the one that ran is shown as a stored result")
	}
}

// TestKnownAddressIsOffered: an address that was analysed a while ago may be opened instead.
func TestKnownAddressIsOffered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	s, err := r.Submit(t.Context(), r.actor(), app.Submission{URL: "https://example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := r.Analysis(t.Context(), r.actor(), s.Analysis.ID)
	if err != nil {
		t.Fatal(err)
	}
	whole.Status, whole.Score = consent.StatusCompleted, &consent.Score{Value: 90, Grade: "A"}
	if err := r.store.SaveResult(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	ask := b.send("/analyses/new", field{Name: "url", Value: "https://example.com/"}).want(http.StatusOK).says("#known-title", "Analyzed a moment ago")
	if ask.attr(".note a", "href") != "/analyses/"+string(s.Analysis.ID) || ask.attr("button[name=fresh]", "value") != "1" || ask.attr("#url", "value") != "https://example.com/" {
		t.Error("it offers neither to open nor to run again")
	}
	b.send("/analyses/new", field{Name: "url", Value: "https://example.com/"}, field{Name: "fresh", Value: "1"}).leads("/jobs/")
	b.send("/analyses/new", field{Name: "url", Value: "https://example.com/"}, field{Name: "jurisdiction", Value: "uk"}).leads("/jobs/")
}
