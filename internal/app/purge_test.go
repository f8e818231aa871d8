package app_test

import (
	"context"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// visited fetches and analyses a URL whose page is of its own content.
func (r *rig) visited(url string) app.Submitted {
	r.t.Helper()
	r.net.fetch = func(_ context.Context, url string) (consent.Capture, error) {
		c, err := r.net.Read("", "text/html", "", []byte(page+"<!-- "+url+" -->"))
		c.URL = url
		return c, err
	}
	s := r.must(app.Submission{URL: url})
	if err := r.RunJob(r.t.Context(), s.Job.ID, "w"); err != nil {
		r.t.Fatal(err)
	}
	var err error
	if s.Analysis, err = r.Analysis(r.t.Context(), r.actor, s.Analysis.ID); err != nil {
		r.t.Fatal(err)
	}
	return s
}

func TestPurgeSite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	shop, other, apex, foreign := r.visited("https://shop.example.com/"), r.visited("https://www.example.com/"), r.visited("https://example.com/"), r.visited("https://example.org/")
	waiting := r.must(app.Submission{URL: "https://shop.example.com/waits"})
	if _, err := r.TriageFinding(t.Context(), r.actor, app.Triaging{AnalysisID: apex.Analysis.ID, Key: apex.Analysis.Findings[0].Key, Status: consent.TriageAccepted}); err != nil {
		t.Fatal(err)
	}
	dry, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "Shop.example.com", Dry: true})
	if err != nil || dry.Analyses != 2 || dry.Whole || dry.Triage != 0 || !r.there(shop) {
		t.Errorf("dry run: %+v, %v", dry, err)
	}
	out, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "https://shop.example.com/path"})
	if err != nil || out.Analyses != 2 || r.there(shop) || r.there(waiting) || r.blob(shop) || !r.there(other) || !r.there(apex) {
		t.Errorf("one host: %+v, %v", out, err)
	}
	out, err = r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "example.com"})
	if err != nil || !out.Whole || out.Analyses != 2 || out.Triage != 1 || r.there(other) || r.there(apex) || r.blob(other) || r.blob(apex) {
		t.Errorf("the site: %+v, %v", out, err)
	}
	if !r.there(foreign) || !r.blob(foreign) {
		t.Error("another site went too")
	}
	if left, err := r.Store.Triage(t.Context(), r.actor.WorkspaceID, "example.com"); err != nil || len(left) != 0 {
		t.Errorf("decisions left: %v, %v", left, err)
	}
	if actions := r.actions(); actions[0] != "site.purge" || actions[1] != "site.purge" {
		t.Errorf("actions %v", actions[:2])
	}
	r.intact()
}

func TestPurgeRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for host, code := range map[string]consent.Code{"": consent.Invalid, " ": consent.Invalid, "a b": consent.Invalid, "a/b": consent.Invalid, "nothing.example": consent.NotFound} {
		if _, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: host}); consent.CodeOf(err) != code {
			t.Errorf("%q: %v", host, err)
		}
	}
}

// TestPurgeKeepsSharedBytes: bytes that an upload names too stay.
func TestPurgeKeepsSharedBytes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	site := r.visited("https://example.com/")
	upload := r.must(app.Submission{Body: []byte(page + "<!-- https://example.com/ -->"), Name: "same"})
	if upload.Analysis.Source.SHA256 != site.Analysis.Source.SHA256 {
		t.Fatal("the bytes differ")
	}
	if _, err := r.PurgeSite(t.Context(), r.actor, app.Purge{Host: "example.com"}); err != nil || r.there(site) || !r.blob(upload) {
		t.Errorf("%v", err)
	}
}
