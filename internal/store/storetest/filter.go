package storetest

import (
	"time"

	"microconsent/internal/consent"
)

// selects fails unless the filter selects exactly these, newest first, and unless the
// count agrees with the list.
func (r *rig) selects(what string, f consent.Filter, want ...consent.Analysis) {
	r.t.Helper()
	page := must[consent.Page[consent.Analysis]](r)(r.Analyses(r.t.Context(), r.workspace, f))
	var got, ids []consent.ID
	for _, a := range page.Items {
		got = append(got, a.ID)
	}
	for _, a := range want {
		ids = append(ids, a.ID)
	}
	r.same(what, got, ids)
	if len(f.Status) > 0 {
		return
	}
	total := 0
	for _, c := range must[[]consent.StatusCount](r)(r.CountAnalyses(r.t.Context(), r.workspace, f)) {
		total += c.Count
	}
	r.same(what+": count", total, len(want))
}

func filters(r *rig) {
	r.withWorkspaces()
	plain := r.queued(start)
	plain.Host, plain.Source = "other.example", consent.SourceRef{Kind: consent.SourceText}
	r.ok(r.CreateAnalysis(r.t.Context(), plain))
	de := r.analyzed(start.Add(time.Second), nil)
	en := r.analyzed(start.Add(2*time.Second), func(a *consent.Analysis) {
		a.Host, a.Language.Code, a.Source.Kind = "en.example.com", "pt-BR", consent.SourceHTML
		a.Score = &consent.Score{Value: 90, Grade: "A"}
		a.CMPs = []consent.CMP{{ID: "Cookiebot"}}
		a.Clauses = []consent.Clause{{Role: consent.ClauseRejectAll, Category: consent.CategoryAnalytics, Confidence: 0.25}}
		a.Findings = []consent.Finding{{Rule: "note", Severity: consent.SeverityLow, Status: consent.TriageOpen}}
	})
	for name, c := range map[string]struct {
		f    consent.Filter
		want []consent.Analysis
	}{
		"all":               {consent.Filter{}, []consent.Analysis{en, de, plain}},
		"oldest first":      {consent.Filter{Sort: consent.SortOldest}, []consent.Analysis{plain, de, en}},
		"newest first":      {consent.Filter{Sort: consent.SortNewest}, []consent.Analysis{en, de, plain}},
		"host":              {consent.Filter{Host: []string{"en.example.com"}}, []consent.Analysis{en}},
		"hosts":             {consent.Filter{Host: []string{"other.example", "en.example.com"}}, []consent.Analysis{en, plain}},
		"part of a host":    {consent.Filter{Host: []string{"example"}}, nil},
		"status":            {consent.Filter{Status: []consent.Status{consent.StatusQueued}}, []consent.Analysis{plain}},
		"statuses":          {consent.Filter{Status: consent.Statuses()}, []consent.Analysis{en, de, plain}},
		"severity":          {consent.Filter{Severity: []consent.Severity{consent.SeverityHigh}}, []consent.Analysis{de}},
		"severities":        {consent.Filter{Severity: []consent.Severity{consent.SeverityHigh, consent.SeverityLow}}, []consent.Analysis{en, de}},
		"rule":              {consent.Filter{Rule: []string{"note"}}, []consent.Analysis{en, de}},
		"cmp":               {consent.Filter{CMP: []string{"onetrust"}}, []consent.Analysis{de}},
		"cmp in lower case": {consent.Filter{CMP: []string{"cookiebot"}}, []consent.Analysis{en}},
		"grade":             {consent.Filter{Grade: []string{"F"}}, []consent.Analysis{de}},
		"category":          {consent.Filter{Category: []consent.Category{consent.CategoryAnalytics}}, []consent.Analysis{en}},
		"role":              {consent.Filter{Role: []consent.ClauseRole{consent.ClauseAcceptAll}}, []consent.Analysis{de}},
		"source":            {consent.Filter{Source: []consent.SourceKind{consent.SourceText, consent.SourceHTML}}, []consent.Analysis{en, plain}},
		"language":          {consent.Filter{Language: []string{"pt-br"}}, []consent.Analysis{en}},
		"since":             {consent.Filter{Since: ptr(start.Add(time.Second))}, []consent.Analysis{en, de}},
		"until":             {consent.Filter{Until: ptr(start.Add(time.Second))}, []consent.Analysis{plain}},
		"since and until":   {consent.Filter{Since: ptr(start.Add(time.Second)), Until: ptr(start.Add(time.Second + time.Microsecond))}, []consent.Analysis{de}},
		"min confidence":    {consent.Filter{MinConfidence: 0.3}, []consent.Analysis{de}},
		"two keys":          {consent.Filter{Host: []string{"en.example.com"}, Grade: []string{"F"}}, nil},
		"every key": {consent.Filter{Query: "geschäft", Host: []string{"example.com"}, Status: []consent.Status{consent.StatusCompleted},
			Severity: []consent.Severity{consent.SeverityHigh}, Rule: []string{"preselected"}, CMP: []string{"onetrust"}, Grade: []string{"F"},
			Category: []consent.Category{consent.CategoryPrivacy}, Role: []consent.ClauseRole{consent.ClauseFormCheckbox},
			Source: []consent.SourceKind{consent.SourceURL}, Language: []string{"de"}, Since: &start, Until: ptr(start.Add(time.Hour)),
			MinConfidence: 0.9}, []consent.Analysis{de}},
		"quote":              {consent.Filter{Host: []string{"' OR 1=1 --"}}, nil},
		"thousands of hosts": {consent.Filter{Host: append(make([]string, 5000), "en.example.com")}, []consent.Analysis{en}},
	} {
		r.selects(name, c.f, c.want...)
	}
}

// filterParts: rule and severity must meet in one finding; category, role and confidence in
// one clause.
func filterParts(r *rig) {
	r.withWorkspaces()
	a := r.analyzed(start, nil)
	high, info := []consent.Severity{consent.SeverityHigh}, []consent.Severity{consent.SeverityInfo}
	r.selects("rule and its severity", consent.Filter{Rule: []string{"preselected"}, Severity: high}, a)
	r.selects("rule and another's severity", consent.Filter{Rule: []string{"preselected"}, Severity: info})
	accept := []consent.ClauseRole{consent.ClauseAcceptAll}
	r.selects("role and its category", consent.Filter{Role: accept, Category: []consent.Category{consent.CategoryAdvertising}}, a)
	r.selects("role and another's category", consent.Filter{Role: accept, Category: []consent.Category{consent.CategoryPrivacy}})
	r.selects("role and its confidence", consent.Filter{Role: accept, MinConfidence: 0.3}, a)
	r.selects("role and another's confidence", consent.Filter{Role: accept, MinConfidence: 0.5})
}

func counts(r *rig) {
	r.withWorkspaces()
	count := func(f consent.Filter) []consent.StatusCount {
		return must[[]consent.StatusCount](r)(r.CountAnalyses(r.t.Context(), r.workspace, f))
	}
	wants := func(queued, completed int) []consent.StatusCount {
		return []consent.StatusCount{{Status: consent.StatusQueued, Count: queued}, {Status: consent.StatusRunning},
			{Status: consent.StatusCompleted, Count: completed}, {Status: consent.StatusFailed}, {Status: consent.StatusCanceled}}
	}
	r.same("nothing", count(consent.Filter{}), wants(0, 0))
	for range 3 {
		r.ok(r.CreateAnalysis(r.t.Context(), r.queued(start)))
	}
	r.analyzed(start, nil)
	r.same("all", count(consent.Filter{}), wants(3, 1))
	f := consent.Filter{Status: []consent.Status{consent.StatusQueued}, Limit: 1, Cursor: &consent.Cursor{CreatedAt: start, ID: r.id()}}
	r.same("own status, cursor and limit left out", count(f), wants(3, 1))
	r.same("filtered", count(consent.Filter{CMP: []string{"onetrust"}}), wants(0, 1))
}
