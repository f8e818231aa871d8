package web

import (
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/views/page"
)

func graded(parts []consent.ScorePart, severities ...consent.Severity) consent.Analysis {
	a := consent.Analysis{Score: consent.ScoreOf(parts)}
	for _, s := range severities {
		a.Findings = append(a.Findings, consent.Finding{Severity: s, Status: consent.TriageOpen})
	}
	return a
}

func TestWhyOf(t *testing.T) {
	t.Parallel()
	full := consent.ScorePart{Name: consent.PartTransparency, Value: 25, Max: 25, Observed: true}
	low := consent.ScorePart{Name: consent.PartRefusal, Value: 10, Max: 25, Observed: true}
	unseen := consent.ScorePart{Name: consent.PartBehaviour, Max: 25}
	good := consent.ScorePart{Name: consent.PartValidity, Value: 25, Max: 25, Observed: true}
	cases := map[string]struct {
		analysis   consent.Analysis
		says, omit string
	}{
		"no grade":               {consent.Analysis{}, "", "Points"},
		"all well":               {graded([]consent.ScorePart{full, good}), "", "Points"},
		"a part lost":            {graded([]consent.ScorePart{full, low, good}), "“Is refusing easy” lost 15 of 25", "grave"},
		"good beside a grave":    {graded([]consent.ScorePart{full, low, good}, consent.SeverityHigh), "still leaves a B", "could not be observed"},
		"not observed":           {graded([]consent.ScorePart{full, unseen}), "“Is the choice respected” could not be observed", "lost"},
		"bad beside a grave":     {graded([]consent.ScorePart{low}, consent.SeverityHigh), "lost 15", "grave"},
		"good beside a mild one": {graded([]consent.ScorePart{full, low, good}, consent.SeverityLow), "lost 15", "grave"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := whyOf(c.analysis)
			if !strings.Contains(got, c.says) || strings.Contains(got, c.omit) || c.says == "" && got != "" {
				t.Errorf("%q", got)
			}
		})
	}
}

// A finding that was set aside is no reason to warn.
func TestWhyOfSetAside(t *testing.T) {
	t.Parallel()
	a := graded([]consent.ScorePart{{Name: consent.PartRefusal, Value: 25, Max: 25, Observed: true}}, consent.SeverityHigh)
	a.Findings[0].Status = consent.TriageFalsePositive
	if got := whyOf(a); got != "" {
		t.Errorf("%q", got)
	}
}

func TestAddEvidence(t *testing.T) {
	t.Parallel()
	var list []page.Evidence
	for _, e := range []page.Evidence{
		{ID: "c1", Text: "Statistics", Role: consent.ClausePurposeToggle}, {ID: "c2", Text: "Statistics", Role: consent.ClausePurposeToggle},
		{ID: "c3", Text: "Statistics", Role: consent.ClauseOther}, {ID: "c4"}, {ID: "c5"},
	} {
		list = addEvidence(list, e)
	}
	if len(list) != 4 || len(list[0].Also) != 1 || list[0].Also[0].ID != "c2" {
		t.Errorf("%+v", list)
	}
}

func TestClauseFilter(t *testing.T) {
	t.Parallel()
	clause := consent.Clause{Text: "Alle Akzeptieren", Selector: "#yes", Surface: consent.SurfaceBanner, Confidence: 0.8}
	cases := map[string]bool{
		"": true, "text=akzept": true, "text=%23YES": true, "text=no": false, "surface=banner": true, "surface=policy": false,
		"surface=policy&surface=banner": true, "surface=policy,banner": true, "min_confidence=0.9": false, "text=akzept&surface=banner&min_confidence=0.5": true,
	}
	for raw, want := range cases {
		query, _ := url.ParseQuery(raw)
		f, err := parseClauseFilter(query)
		if err != nil || f.matches(clause) != want || f.active() != (raw != "") {
			t.Errorf("%s: %v, %v", raw, f.matches(clause), err)
		}
		again, _ := url.ParseQuery(strings.TrimPrefix(strings.TrimPrefix(f.path("/x"), "/x"), "?"))
		if g, err := parseClauseFilter(again); err != nil || g.path("/x") != f.path("/x") {
			t.Errorf("%s became %s, %v", raw, f.path("/x"), err)
		}
	}
	if f, err := parseClauseFilter(url.Values{"surface": {""}, "text": {" "}}); err != nil || f.active() {
		t.Errorf("an untouched form: %+v, %v", f, err)
	}
	for _, raw := range []string{"surface=moon", "surface=" + strings.Repeat("x", 5000), "text=" + strings.Repeat("ä", 201), "colour=red"} {
		query, _ := url.ParseQuery(raw)
		if _, err := parseClauseFilter(query); consent.CodeOf(err) != consent.Invalid || len(consent.MessageOf(err)) > 200 {
			t.Errorf("%.20s: %v", raw, err)
		}
	}
}
