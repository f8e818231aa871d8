package storetest

import (
	"time"

	"microconsent/internal/consent"
)

func (r *rig) decided(key string, status consent.Triage) consent.SiteTriage {
	return consent.SiteTriage{WorkspaceID: r.workspace, Site: "example.com", Key: key, Rule: "preselected", Status: status,
		Decision: consent.Decision{By: "ada@example.com", At: start, Reason: "Das ist so vereinbart."}}
}

func triage(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	site := func(workspace consent.ID, site string) []consent.SiteTriage {
		return must[[]consent.SiteTriage](r)(r.Triage(ctx, workspace, site))
	}
	r.same("at first", len(site(r.workspace, "example.com")), 0)
	b, a := r.decided("b", consent.TriageFalsePositive), r.decided("a", consent.TriageDismissed)
	r.ok(r.PutTriage(ctx, b))
	r.ok(r.PutTriage(ctx, a))
	r.same("both", site(r.workspace, "example.com"), []consent.SiteTriage{a, b})
	a.Status, a.Decision = consent.TriageAccepted, consent.Decision{By: "eve", At: start.Add(time.Hour)}
	r.ok(r.PutTriage(ctx, a))
	r.same("decided anew", site(r.workspace, "example.com"), []consent.SiteTriage{a, b})
	r.same("another site", len(site(r.workspace, "example.org")), 0)
	r.same("another workspace", len(site(r.other, "example.com")), 0)
	r.ok(r.DeleteTriage(ctx, r.other, "example.com", "a"))
	r.ok(r.DeleteTriage(ctx, r.workspace, "example.org", "a"))
	r.same("as before", len(site(r.workspace, "example.com")), 2)
	for range 2 { // the second time there is nothing left
		r.ok(r.DeleteTriage(ctx, r.workspace, "example.com", "a"))
	}
	r.same("one left", site(r.workspace, "example.com"), []consent.SiteTriage{b})
	open := r.decided("c", consent.TriageOpen)
	if r.PutTriage(ctx, open) == nil {
		r.t.Error("an open finding is kept as decided")
	}
}

func savedFindings(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a := r.analyzed(start, nil)
	a.Findings = append(a.Findings[:1:1], consent.Finding{Rule: "new", Severity: consent.SeverityLow, Status: consent.TriageDismissed, Key: "k2",
		Decision: &consent.Decision{By: "ada", At: start, Reason: "r"}})
	a.Score = &consent.Score{Value: 80, Grade: "B", Parts: []consent.ScorePart{{Name: consent.PartRefusal, Value: 20, Max: 25, Observed: true}}}
	a.Summary = consent.Summarize(a.Clauses, a.Findings)
	a.UpdatedAt = start.Add(time.Hour)
	changed := a
	changed.Source.Title, changed.Clauses, changed.Status = "not written", nil, consent.StatusFailed
	r.ok(r.SaveFindings(ctx, changed))
	r.same("read back", r.read(a.ID), a)
	r.selects("by the new rule", consent.Filter{Rule: []string{"new"}}, a)
	r.selects("by the old one", consent.Filter{Rule: []string{"note"}})
	changed.WorkspaceID = r.other
	r.want("another workspace", r.SaveFindings(ctx, changed), consent.NotFound)
	r.want("unknown", r.SaveFindings(ctx, r.queued(start)), consent.NotFound)
	r.same("untouched", r.read(a.ID), a)
}

// previous: the newest before it of the same URL, else of the site.
func previous(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	n := 0
	made := func(url string, change func(*consent.Analysis)) consent.Analysis {
		n++
		return r.analyzed(start.Add(time.Duration(n)*time.Second), func(a *consent.Analysis) {
			a.Source.URL, a.Site = url, "example.com"
			a.Score = &consent.Score{Value: 10 * n, Grade: "C", Parts: a.Score.Parts}
			if change != nil {
				change(a)
			}
		})
	}
	home := made("https://example.com/", nil)
	shop := made("https://shop.example.com/", nil)
	made("https://example.com/", func(a *consent.Analysis) { a.Site = "example.org" })
	made("https://example.com/", func(a *consent.Analysis) { a.Status = consent.StatusFailed })
	again := made("https://example.com/", nil)
	other := made("https://example.com/other", nil)
	bare := made("", func(a *consent.Analysis) { a.Site = "" })
	for what, c := range map[string]struct{ of, want consent.Analysis }{
		"same URL": {again, home}, "same site": {shop, home}, "newest of the site": {other, again},
	} {
		c.want.Clauses, c.want.Findings, c.want.Policy = nil, nil, nil
		r.same(what, must[consent.Analysis](r)(r.PreviousAnalysis(ctx, c.of)), c.want)
	}
	archived := made("https://example.com/other", nil)
	last := made("https://example.com/other", nil)
	_, err := r.Archive(ctx, r.workspace, []consent.ID{archived.ID}, start.Add(time.Hour))
	r.ok(err)
	scores := func(of ...consent.Analysis) (ids []consent.ID, want map[consent.ID]int) {
		want = map[consent.ID]int{}
		for _, a := range of {
			if ids = append(ids, a.ID); a.ID != home.ID && a.ID != bare.ID {
				want[a.ID] = map[consent.ID]consent.Analysis{again.ID: home, shop.ID: home, other.ID: again, last.ID: other}[a.ID].Score.Value
			}
		}
		return ids, want
	}
	ids, want := scores(home, shop, again, other, bare, last)
	r.same("scores before", must[map[consent.ID]int](r)(r.PreviousScores(ctx, r.workspace, ids)), want)
	r.same("scores of another workspace", must[map[consent.ID]int](r)(r.PreviousScores(ctx, r.other, ids)), map[consent.ID]int{})
	r.same("scores of none", must[map[consent.ID]int](r)(r.PreviousScores(ctx, r.workspace, nil)), map[consent.ID]int{})
	stranger := again
	stranger.WorkspaceID = r.other
	for what, of := range map[string]consent.Analysis{"first": home, "without a site": bare, "another workspace": stranger} {
		r.want(what, code(r.PreviousAnalysis(ctx, of)), consent.NotFound)
	}
}

// judgedBefore: the newest of those that judged one source again, else the first one.
func judgedBefore(r *rig) {
	r.withWorkspaces()
	ctx, n := r.t.Context(), 0
	again := func(of consent.ID, status consent.Status) consent.Analysis {
		n++
		a := r.queued(start.Add(time.Duration(n) * time.Second))
		a.RejudgedFrom = of
		r.ok(r.CreateAnalysis(ctx, a))
		a = complete(a)
		a.Status = status
		r.ok(r.SaveResult(ctx, a))
		return a
	}
	first, stranger := r.analyzed(start, nil), r.analyzed(start, nil)
	second := again(first.ID, consent.StatusCompleted)
	again(first.ID, consent.StatusFailed)
	again(stranger.ID, consent.StatusCompleted)
	third := again(first.ID, consent.StatusCompleted)
	for what, c := range map[string]struct{ of, want consent.Analysis }{"second": {second, first}, "third": {third, second}} {
		c.want.Clauses, c.want.Findings, c.want.Policy = nil, nil, nil
		r.same(what, must[consent.Analysis](r)(r.LastJudgement(ctx, c.of)), c.want)
	}
	third.WorkspaceID = r.other
	for what, of := range map[string]consent.Analysis{"a source of its own": first, "another workspace": third} {
		r.want(what, code(r.LastJudgement(ctx, of)), consent.NotFound)
	}
}
