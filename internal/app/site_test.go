package app_test

import (
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// The page of a site tells what changed from each analysis to the next, and what is decided.
func TestSite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.visit("https://www.example.com/", oneSided)
	r.triage(first, consent.TriageAccepted, "")
	second := r.visit("https://www.example.com/", page)
	third := r.visit("https://www.example.com/", oneSided+"<!-- again -->")
	got, err := r.Site(t.Context(), r.actor, "shop.example.com:443", consent.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Site.Site != "example.com" || got.Site.Analyses != 3 || got.Site.LatestID != third.ID || len(got.Site.Points) != 3 || len(got.Timeline.Items) != 3 {
		t.Errorf("%+v", got)
	}
	if c := got.Changes[second.ID]; c.Base != first.ID || c.Fixed == 0 {
		t.Errorf("refusing became possible: %+v", c)
	}
	if c := got.Changes[third.ID]; c.Base != second.ID || c.New == 0 {
		t.Errorf("refusing became impossible: %+v", c)
	}
	if _, ok := got.Changes[first.ID]; ok {
		t.Error("there was none before the first")
	}
	if len(got.Triage) != 1 || got.Triage[0].Rule != noReject || got.Triage[0].Status != consent.TriageAccepted {
		t.Errorf("%+v", got.Triage)
	}
}

func TestSiteFindings(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.visit("https://www.example.com/", oneSided)
	list := func() consent.SiteSummary {
		found, err := r.Sites(t.Context(), r.actor, consent.Filter{})
		if err != nil || len(found.Items) != 1 {
			t.Fatalf("%+v, %v", found, err)
		}
		return found.Items[0]
	}
	open := list().OpenFindings
	if open == 0 || open != len(a.Findings) || list().CMPs == nil {
		t.Errorf("%d open of %d", open, len(a.Findings))
	}
	r.triage(a, consent.TriageFalsePositive, "A script draws it.")
	if got := list().OpenFindings; got != open-1 {
		t.Errorf("%d open after one was decided, %d before", got, open)
	}
}

func TestSiteIsNobodyElses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.visit("https://www.example.com/", oneSided)
	stranger := consent.SystemActor("0197a000-0000-7000-8000-00000000ffff", "other")
	if _, err := r.Site(t.Context(), stranger, "example.com", consent.Filter{}); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("another workspace: %v", err)
	}
	if _, err := r.Site(t.Context(), r.actor, "nowhere.example", consent.Filter{}); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("no such site: %v", err)
	}
	if _, err := r.Site(t.Context(), consent.Actor{}, "example.com", consent.Filter{}); err == nil {
		t.Error("somebody without a role reads")
	}
	got, err := r.Site(t.Context(), r.actor, "example.com", consent.Filter{Limit: consent.MaxLimit})
	if err != nil || len(got.Timeline.Items) > app.MaxTimeline {
		t.Errorf("%d analyses, %v", len(got.Timeline.Items), err)
	}
}
